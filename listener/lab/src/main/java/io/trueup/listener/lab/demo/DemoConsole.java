package io.trueup.listener.lab.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Prints the demo's output, each line with the seconds since the start. Not thread-safe. */
final class DemoConsole {

  private final PrintStream out;
  private final InstantSource clock;
  private final Instant start;
  private final boolean isColoured;

  DemoConsole(PrintStream out, InstantSource clock, boolean isColoured) {
    this.out = out;
    this.clock = clock;
    this.start = clock.instant();
    this.isColoured = isColoured;
  }

  /** Prints the heading of a part. */
  void heading(String title) {
    out.println();
    line(styled("1", title));
  }

  /** Prints an event. */
  void line(String text) {
    var seconds = Duration.between(start, clock.instant()).toMillis() / 1000.0;
    out.printf("%s %s%n", styled("2", "%6.2f s".formatted(seconds)), text);
  }

  /** Prints a detail of the last event. */
  void detail(String text) {
    text.lines().forEach(it -> out.println("           " + it));
  }

  /** Prints details, at most a number of them. */
  void details(List<String> lines, int most) {
    lines.stream().limit(most).forEach(this::detail);
    if (lines.size() > most) {
      detail("… and %d more".formatted(lines.size() - most));
    }
  }

  String success(String text) {
    return styled("32", text);
  }

  String failure(String text) {
    return styled("31", text);
  }

  private String styled(String code, String text) {
    return isColoured ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
  }
}
