package io.trueup.listener.cli.windows;

import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Scope, times and owner of a window; for mixing in. */
final class WindowTimesOptions {

  @Option(
      names = "--select",
      order = 12,
      paramLabel = "SELECTOR",
      description =
          "The platforms: 'all', or terms such as type=postgres,tag=eu, which all must match. A term"
              + " compares source, provider, type, platform or tag.")
  private @Nullable String selector;

  @Option(
      names = "--start",
      order = 13,
      paramLabel = "TIME",
      description =
          "The first start, in the zone's wall-clock time, such as 2026-12-28T00:00. Default for one"
              + " that is in force once: now.")
  private @Nullable String start;

  @Option(
      names = "--end",
      order = 14,
      paramLabel = "TIME",
      description = "The end of the first occurrence, likewise; not part of it any more.")
  private @Nullable String end;

  @Option(
      names = "--length",
      order = 15,
      paramLabel = "TIME",
      description = "How long an occurrence is, in elapsed time, such as 8h; in place of --end.")
  private @Nullable String length;

  @Option(
      names = "--zone",
      order = 16,
      paramLabel = "ZONE",
      description = "The IANA time zone, such as Europe/Berlin or UTC.")
  private @Nullable String zone;

  @Option(
      names = "--rule",
      order = 17,
      paramLabel = "RRULE",
      description =
          "How it recurs, as RFC 5545 says, such as 'FREQ=MONTHLY;BYDAY=-1FR'. Default: once.")
  private @Nullable String rule;

  @Option(
      names = "--except",
      order = 18,
      split = ",",
      paramLabel = "TIME",
      description = "A start that is left out. May be repeated.")
  private List<String> except = new ArrayList<>();

  @Option(
      names = "--owner",
      order = 19,
      paramLabel = "NAME",
      description = "Who answers for it, such as a team. Default: the name of your token.")
  private @Nullable String owner;

  /** Adds what was given to the body of a request. */
  void addTo(Map<String, Object> body) {
    if (end != null && length != null) {
      throw new CommandException(
          ExitCode.USAGE, "Cannot use --end together with --length. Name one of them");
    }
    put(body, "scope", selector);
    put(body, "start", start);
    put(body, "end", end);
    put(body, "length", length);
    put(body, "zone", zone);
    put(body, "rule", rule);
    if (!except.isEmpty()) {
      body.put("except", except);
    }
    put(body, "owner", owner);
  }

  private static void put(Map<String, Object> body, String field, @Nullable String value) {
    if (value != null) {
      body.put(field, value);
    }
  }
}
