package io.trueup.platforms.postgres.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.platforms.spi.StepOutcome;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a run over the tasks of a database ended. */
public sealed interface RunResult {

  /**
   * The tasks ran, each as far as it could.
   *
   * @param outcomes by node, in the tasks' order
   */
  record Ran(Map<NodeKey, StepOutcome> outcomes) implements RunResult {
    public Ran {
      outcomes = Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
    }
  }

  /**
   * Nothing ran: the plan is no longer the one that was shown.
   *
   * @param plans the current plans, by node, in the tasks' order
   */
  record Stale(Map<NodeKey, SchemaPlan> plans) implements RunResult {
    public Stale {
      plans = Collections.unmodifiableMap(new LinkedHashMap<>(plans));
    }
  }
}
