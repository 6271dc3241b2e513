package io.trueup.platforms.postgres.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.spi.StepOutcome;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of a {@link TaskGroup}. */
public sealed interface GroupResult {

  /**
   * All its tasks ended.
   *
   * @param outcomes by node, in the tasks' order
   */
  record Ended(Map<NodeKey, StepOutcome> outcomes) implements GroupResult {
    public Ended {
      outcomes = Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
    }
  }

  /**
   * It must run by itself.
   *
   * @param statements those that landed already
   */
  record Left(List<String> statements) implements GroupResult {
    public Left {
      statements = List.copyOf(statements);
    }
  }
}
