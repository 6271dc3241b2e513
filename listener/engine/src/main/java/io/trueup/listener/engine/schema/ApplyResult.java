package io.trueup.listener.engine.schema;

/** The answer to a request to apply a plan. */
public sealed interface ApplyResult permits ApplyResult.Ready, SchemaRefusal {

  /** The platform is held for the run, which must be run once. */
  record Ready(ApplyRun run) implements ApplyResult {}
}
