package io.trueup.listener.engine.schema;

/** The answer to a request to compare a platform's tables with its model. */
public sealed interface DriftResult permits DriftResult.Compared, SchemaRefusal {

  /** The plan of every node, and what else exists in the platform's schemas. */
  record Compared(PlatformPlan plan) implements DriftResult {}
}
