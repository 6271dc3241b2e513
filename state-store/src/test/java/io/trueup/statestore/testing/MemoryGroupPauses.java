package io.trueup.statestore.testing;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.GroupPauses;
import io.trueup.statestore.control.GroupPause;
import io.trueup.statestore.control.Selector;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pauses of several platforms, by the texts of their selectors. */
final class MemoryGroupPauses implements GroupPauses {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemoryGroupPauses(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  @Override
  public List<GroupPause> inForce() {
    return transactor.in("groupPauses.inForce", () -> inForce(state));
  }

  static List<GroupPause> inForce(MemoryState state) {
    return state.groupPauses.rows().stream().filter(it -> it.isInForce(state.now())).toList();
  }

  @Override
  public Optional<GroupPause> pause(
      Selector scope, Actor actor, String reason, @Nullable Instant until) {
    return transactor.in(
        "groupPauses.pause",
        () -> {
          if (!MemoryApiTokens.mayOrder(state, actor)) {
            return Optional.empty();
          }
          var before = inForce(scope);
          var pause = new GroupPause(scope, actor.name(), reason, state.now(), until);
          state.groupPauses.put(scope.text(), pause);
          state.audit(
              actor,
              AuditVerbs.GROUP_PAUSED,
              "pause:" + scope.text(),
              before.map(MemoryGroupPauses::json).orElse(null),
              json(pause),
              reason);
          return Optional.of(pause);
        });
  }

  private Optional<GroupPause> inForce(Selector scope) {
    return Optional.ofNullable(state.groupPauses.find(scope.text()))
        .filter(it -> it.isInForce(state.now()));
  }

  @Override
  public GroupResumption resume(Selector scope, Actor actor, String reason) {
    return transactor.in(
        "groupPauses.resume",
        () -> {
          if (!MemoryApiTokens.mayOrder(state, actor)) {
            return GroupResumption.NOT_ALLOWED;
          }
          var before = inForce(scope);
          if (before.isEmpty()) {
            return GroupResumption.NOT_PAUSED;
          }
          state.groupPauses.remove(scope.text());
          state.audit(
              actor,
              AuditVerbs.GROUP_RESUMED,
              "pause:" + scope.text(),
              json(before.get()),
              null,
              reason);
          return GroupResumption.RESUMED;
        });
  }

  private static String json(GroupPause pause) {
    return MemoryJson.of("reason", pause.reason(), "until", pause.until());
  }
}
