package io.trueup.platforms.spi;

import java.util.List;

/** How a step ended. */
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
   * The world failed; the same step may land later. The message is for operators and holds no
   * secrets.
   */
  record Failed(String message) implements StepOutcome {}

  /**
   * The step would lose data or cannot be done; it needs a person. The message says what and what
   * to do.
   */
  record Refused(String message) implements StepOutcome {}
}
