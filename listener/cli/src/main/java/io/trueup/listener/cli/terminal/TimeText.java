package io.trueup.listener.cli.terminal;

import io.trueup.listener.engine.text.RelativeTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Instants as people read them: always with their zone, or in UTC. Pure. */
public final class TimeText {

  private static final DateTimeFormatter WALL_CLOCK =
      DateTimeFormatter.ofPattern("EEE uuuu-MM-dd HH:mm", Locale.ROOT);
  private static final DateTimeFormatter WITH_SECONDS =
      DateTimeFormatter.ofPattern("EEE uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private TimeText() {}

  /** In UTC, to the second; the greatest instant means that there is no end. */
  public static String utc(Instant instant) {
    return instant.equals(Instant.MAX)
        ? "no end"
        : instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** In UTC, and how far from now. */
  public static String utc(Instant instant, Instant now) {
    return "%s (%s)".formatted(utc(instant), RelativeTime.of(instant, now));
  }

  /**
   * In the wall-clock time of a zone and with its offset, so that both times of an overlap differ.
   *
   * @param zone id of a zone; if it is unknown here, the text is in UTC
   */
  public static String in(Instant instant, String zone) {
    if (instant.equals(Instant.MAX) || zone.equals("UTC")) {
      return utc(instant);
    }
    try {
      var time = instant.truncatedTo(ChronoUnit.SECONDS).atZone(ZoneId.of(zone));
      var format = time.getSecond() == 0 ? WALL_CLOCK : WITH_SECONDS;
      return "%s %s (UTC%s)".formatted(format.format(time), zone, offset(time.getOffset().getId()));
    } catch (DateTimeException _) {
      return utc(instant);
    }
  }

  /** In the wall-clock time of a zone, and in UTC. */
  public static String both(Instant instant, String zone) {
    var local = in(instant, zone);
    return local.equals(utc(instant)) ? local : local + " = " + utc(instant);
  }

  private static String offset(String id) {
    return id.equals("Z") ? "" : id;
  }
}
