package io.trueup.listener.daemon.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What checks of a source found.
 *
 * @param failed how many checks failed
 * @param checks in the order in which they were made
 */
public record SourceCheckView(String source, Instant at, int failed, List<CheckView> checks) {

  public SourceCheckView {
    checks = List.copyOf(checks);
  }

  /**
   * One check.
   *
   * @param check its name
   * @param remedy what to do; null when there is nothing to do
   */
  public record CheckView(String check, Outcome outcome, String message, @Nullable String remedy) {}

  /** How a check ended. */
  public enum Outcome {
    /** As it should be. */
    OK,
    /** It works, and may soon not. */
    WARNING,
    /** It does not work. */
    FAILED,
    /** It could not be made. */
    SKIPPED
  }

  /** What checks found, at a time. */
  public static SourceCheckView of(String source, Instant at, List<CheckView> checks) {
    var failed = checks.stream().filter(it -> it.outcome() == Outcome.FAILED).count();
    return new SourceCheckView(source, at, (int) failed, checks);
  }
}
