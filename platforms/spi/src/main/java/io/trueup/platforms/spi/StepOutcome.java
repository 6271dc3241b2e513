package io.trueup.platforms.spi;

import java.util.List;

/** How a step ended, or that it goes on. */
public sealed interface StepOutcome {

  /**
   * It landed.
   *
   * @param statements what was run to get there, for the audit; empty when nothing was needed; no
   *     secrets
   */
  record Done(List<String> statements) implements StepOutcome {
    public Done {
      statements = List.copyOf(statements);
    }
  }

  /**
   * The platform has started it, and it ends later: {@link PlatformExecutor#poll} reports how.
   *
   * @param handle by which any process finds it again, also after a restart; not empty, at most
   *     1000 characters, no secrets
   */
  record Started(String handle) implements StepOutcome {

    private static final int MAXIMUM_LENGTH = 1000;

    public Started {
      if (handle.isEmpty() || handle.length() > MAXIMUM_LENGTH) {
        throw new IllegalArgumentException(
            "A handle has 1 to %d characters, and this one has %d"
                .formatted(MAXIMUM_LENGTH, handle.length()));
      }
    }
  }

  /**
   * The world failed; the same step may land later. The message is for operators and holds no
   * secrets.
   */
  record Failed(String message) implements StepOutcome {}

  /**
   * The step would lose data or is impossible; a person must act. The message says what is wrong
   * and what to do.
   */
  record Refused(String message) implements StepOutcome {}
}
