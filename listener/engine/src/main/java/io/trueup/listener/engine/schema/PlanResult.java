package io.trueup.listener.engine.schema;

/** The answer to a request to plan what nodes need. */
public sealed interface PlanResult permits PlanResult.Planned, SchemaRefusal {

  /** The plan; nothing has changed. */
  record Planned(PlatformPlan plan) implements PlanResult {}
}
