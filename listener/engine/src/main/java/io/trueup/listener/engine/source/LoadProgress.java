package io.trueup.listener.engine.source;

import io.trueup.model.progress.LoadPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far a load of a model is.
 *
 * @param commit what is loaded, abbreviated
 * @param done files or documents of the phase; 0 when the phase does not count any
 * @param total of them; 0 when that is not known
 * @param percent of the whole load, an estimate
 * @param remaining the time that it probably still takes; null while too little is done to tell
 */
public record LoadProgress(
    String commit,
    LoadPhase phase,
    long done,
    long total,
    Instant startedAt,
    int percent,
    @Nullable Duration remaining) {

  /**
   * One line without a period at the end, such as {@code Loading 1a2b3c4d: 300 of 1,000 files read,
   * 28%, about 25 s left}.
   */
  public String text() {
    return "Loading %s: %s, %d%%%s"
        .formatted(
            commit,
            step(),
            percent,
            remaining == null ? "" : ", about %s left".formatted(time(remaining)));
  }

  private String step() {
    return switch (phase) {
      case READING -> total == 0 ? "listing its files" : counted("files read");
      case LINKING -> "linking its documents";
      case GRAPHS -> "computing the platforms' graphs";
      case CHECKING -> total == 0 ? "checking its rules" : counted("documents checked");
      case WRITING -> "writing the version's file";
    };
  }

  private String counted(String what) {
    return String.format(Locale.ROOT, "%,d of %,d %s", done, total, what);
  }

  /** Rounded up, so that the last second is not "0 s". */
  private static String time(Duration left) {
    var seconds = left.plusMillis(999).toSeconds();
    return seconds < 120 ? seconds + " s" : (seconds + 59) / 60 + " min";
  }
}
