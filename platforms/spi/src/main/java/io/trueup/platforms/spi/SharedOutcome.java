package io.trueup.platforms.spi;

import java.util.List;

/** What became of a request that was carried out together with others. */
public sealed interface SharedOutcome {

  /** Nothing was done for it yet. */
  SharedOutcome NOTHING = new Left(List.of());

  /**
   * It ended.
   *
   * @param outcomes one for each of its steps, in their order
   */
  record Ended(List<StepOutcome> outcomes) implements SharedOutcome {
    public Ended {
      outcomes = List.copyOf(outcomes);
    }
  }

  /**
   * It must be carried out by itself.
   *
   * @param statements those that landed for it already, for the audit; no secrets
   */
  record Left(List<String> statements) implements SharedOutcome {
    public Left {
      statements = List.copyOf(statements);
    }
  }
}
