package io.trueup.listener.engine;

import io.trueup.listener.engine.control.RolloutControl;
import io.trueup.listener.engine.drift.DriftControl;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.schema.PlatformSchemas;
import io.trueup.listener.engine.work.LeaseKeeper;
import io.trueup.statestore.PlatformId;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/** The parts that carry out what operators order. */
record OperatorOrders(PlatformSchemas schemas, RolloutControl control, DriftControl drift) {

  /**
   * How operators get a platform.
   *
   * @param leases on behalf of an operator
   * @param patience how long one waits for a platform's current holder
   * @param poke called for each platform that changed
   */
  record Desk(Function<String, LeaseKeeper> leases, Duration patience, Consumer<PlatformId> poke) {}

  static OperatorOrders of(
      Engine.Effects effects, PlatformModels models, GateRules rules, Desk desk) {
    return new OperatorOrders(
        new PlatformSchemas(
            new PlatformSchemas.Dependencies(
                effects.store(), models, effects.platforms(), desk.leases(), desk.patience()),
            desk.poke()),
        new RolloutControl(
            new RolloutControl.Dependencies(
                effects.store(),
                models,
                effects.platforms(),
                rules,
                desk.leases(),
                desk.patience()),
            desk.poke()),
        new DriftControl(
            new DriftControl.Dependencies(
                effects.store(),
                models,
                effects.platforms(),
                rules,
                desk.leases(),
                desk.patience()),
            desk.poke()));
  }
}
