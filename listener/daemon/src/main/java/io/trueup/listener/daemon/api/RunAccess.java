package io.trueup.listener.daemon.api;

import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.Runs.Recorded;
import io.trueup.statestore.StateStore;
import java.util.List;

/** Who may see and change a run: the token that began it, and operators. Safe for any thread. */
final class RunAccess {

  private final StateStore store;

  RunAccess(StateStore store) {
    this.store = store;
  }

  boolean mayChange(Actor actor, List<Recorded> parts) {
    return parts.stream()
            .allMatch(it -> it.run().token() == null || actor.name().equals(it.run().token()))
        || mayOperate(actor);
  }

  /** The caller's token is valid; only its scope is read. */
  boolean mayOperate(Actor actor) {
    return store.tokens().all().stream()
        .anyMatch(it -> it.name().equals(actor.name()) && it.scope().allows(Scope.OPERATE));
  }
}
