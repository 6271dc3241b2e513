package io.trueup.platforms.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.schema.SchemaPlan;
import io.trueup.platforms.spi.StepOutcome;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What became of tasks that a database was to be brought to. */
public sealed interface RunResult {

  /**
   * They were carried out, each as far as it could be.
   *
   * @param outcomes by node, in the tasks' order
   */
  record Ran(Map<NodeKey, StepOutcome> outcomes) implements RunResult {
    public Ran {
      outcomes = Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
    }
  }

  /**
   * Nothing was done: the plan is not the one that was shown.
   *
   * @param plans as they are now, by node, in the tasks' order
   */
  record Stale(Map<NodeKey, SchemaPlan> plans) implements RunResult {
    public Stale {
      plans = Collections.unmodifiableMap(new LinkedHashMap<>(plans));
    }
  }
}
