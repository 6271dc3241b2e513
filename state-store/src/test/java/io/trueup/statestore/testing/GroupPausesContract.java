package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ANN;
import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.rollout.RolloutPlan;
import io.trueup.statestore.ApiTokens.Revocable;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.GateEvaluator;
import io.trueup.statestore.GroupPauses.GroupResumption;
import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.GroupPause;
import io.trueup.statestore.control.Selector;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of {@link io.trueup.statestore.GroupPauses}. */
abstract class GroupPausesContract extends Contract {

  private static final Selector POSTGRES = Selector.parse("type=postgres");
  private static final RolloutPlan NOTHING = new RolloutPlan(List.of(), List.of());

  /** Shut by any pause of a group. */
  private static final GateEvaluator BY_PAUSES =
      (_, inputs, _, now) ->
          inputs.pauses().isEmpty()
              ? List.of()
              : Waiting.forGate(GateKind.PAUSED, "paused", now).gates();

  GroupPausesContract(StateStoreConformance suite) {
    super(suite);
  }

  @BeforeEach
  void logIn() {
    stage.logIn();
  }

  private GroupPause pause(Selector scope) {
    return store.groupPauses().pause(scope, ANN, "incident", null).orElseThrow();
  }

  @Test
  void aPauseSaysWhoWhyAndUntilWhen() {
    var until = stage.in(HOUR);

    var pause = store.groupPauses().pause(POSTGRES, ANN, "incident", until).orElseThrow();

    assertThat(pause.scope()).isEqualTo(POSTGRES);
    assertThat(pause.by()).isEqualTo("ann");
    assertThat(pause.reason()).isEqualTo("incident");
    assertThat(pause.until()).isEqualTo(until);
    assertThat(store.groupPauses().inForce()).containsExactly(pause);
    assertThat(suite.otherHandle().groupPauses().inForce()).containsExactly(pause);
    var entry = stage.lastAudit("pause:type=postgres");
    assertThat(entry.verb()).isEqualTo(AuditVerbs.GROUP_PAUSED);
    assertThat(entry.actor()).isEqualTo(ANN);
    assertThat(entry.before()).isNull();
    assertThat(entry.after()).contains("incident");
  }

  @Test
  void pausesAreListedByTheirSelectors() {
    var postgres = pause(POSTGRES);
    var all = pause(Selector.EVERYTHING);

    assertThat(store.groupPauses().inForce()).containsExactly(all, postgres);
  }

  @Test
  void pausingAgainReplacesThePause() {
    pause(POSTGRES);

    var again = store.groupPauses().pause(POSTGRES, ANN, "longer", null).orElseThrow();

    assertThat(store.groupPauses().inForce()).containsExactly(again);
    assertThat(stage.lastAudit("pause:type=postgres").before()).contains("incident");
  }

  @Test
  void aPauseThatHasEndedIsNotShownNorResumed() {
    store.groupPauses().pause(POSTGRES, ANN, "incident", stage.in(HOUR.negated()));

    assertThat(store.groupPauses().inForce()).isEmpty();
    assertThat(store.groupPauses().resume(POSTGRES, ANN, "done"))
        .isEqualTo(GroupResumption.NOT_PAUSED);
    assertThat(store.groupPauses().inForce()).isEmpty();
    assertThat(pause(POSTGRES).until()).isNull();
  }

  @Test
  void resumingEndsThePauseOfThisSelectorOnly() {
    pause(POSTGRES);
    var all = pause(Selector.EVERYTHING);

    assertThat(store.groupPauses().resume(POSTGRES, ANN, "done"))
        .isEqualTo(GroupResumption.RESUMED);

    assertThat(store.groupPauses().inForce()).containsExactly(all);
    var entry = stage.lastAudit("pause:type=postgres");
    assertThat(entry.verb()).isEqualTo(AuditVerbs.GROUP_RESUMED);
    assertThat(entry.before()).contains("incident");
    assertThat(entry.after()).isNull();
    assertThat(store.groupPauses().resume(POSTGRES, ANN, "done"))
        .isEqualTo(GroupResumption.NOT_PAUSED);
  }

  @Test
  void aRevokedTokenPausesAndResumesNothing() {
    var pause = pause(POSTGRES);
    store.tokens().revoke("ann", Revocable.ANY, ANN);

    assertThat(store.groupPauses().pause(Selector.EVERYTHING, ANN, "why", null)).isEmpty();
    assertThat(store.groupPauses().resume(POSTGRES, ANN, "why"))
        .isEqualTo(GroupResumption.NOT_ALLOWED);
    assertThat(store.groupPauses().inForce()).containsExactly(pause);
  }

  @Test
  void ofPausesOfOneSelectorAtOnceOneIsInForce() throws Exception {
    atOnce(
        IntStream.range(0, 6)
            .<Callable<Optional<GroupPause>>>mapToObj(
                i -> () -> store.groupPauses().pause(POSTGRES, ANN, "by " + i, null))
            .toList());

    assertThat(store.groupPauses().inForce()).hasSize(1);
    assertThat(store.audit().newest("pause:type=postgres", 10))
        .filteredOn(entry -> entry.before() == null)
        .hasSize(1);
  }

  /** Once a pause was recorded, nothing moves; what moved before has moved. */
  @Test
  void ofAPauseBesideAClaimOneIsFirst() throws Exception {
    for (var round = 0; round < 10; round++) {
      var graph = fingerprint(round + 1);
      var version = stage.accept(graph);
      var lease = stage.platformLease();
      var seen = stage.platform();
      var results =
          atOnce(
              List.<Callable<Long>>of(
                  () -> {
                    pause(POSTGRES);
                    return stage.platform().target().version();
                  },
                  () -> {
                    store.rollouts().claim(lease, seen, version, graph, NOTHING, BY_PAUSES);
                    return 0L;
                  }));

      assertThat(stage.platform().target().version())
          .as("the target when the pause had been recorded")
          .isEqualTo(results.getFirst());
      store.groupPauses().resume(POSTGRES, ANN, "next round");
    }
  }
}
