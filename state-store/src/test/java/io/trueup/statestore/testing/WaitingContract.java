package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of what a platform waits for. */
abstract class WaitingContract extends Contract {

  private static final String SUBJECT = "platform:acme/Live";

  private Lease lease = new Lease("none", "none", 0);

  WaitingContract(StateStoreConformance suite) {
    super(suite);
  }

  @BeforeEach
  void acceptPlatform() {
    stage.accept(fingerprint(1));
    lease = stage.platformLease();
  }

  private static ShutGate gate(GateKind kind, String what, @Nullable Instant since, String reason) {
    return new ShutGate(kind, what, "ann", since, reason, "Wait", since);
  }

  private Waiting await(Instant since, ShutGate... gates) {
    store.platforms().recordWaiting(lease, LIVE, new Waiting(List.of(gates), since));
    return requireNonNull(stage.platform().waiting());
  }

  @Test
  void allGatesAreKeptAsTheyAre() {
    var now = stage.in(HOUR.negated());
    var held = gate(GateKind.HELD, "", now, "held");
    var frozen = gate(GateKind.WINDOW, "freeze", now.minusSeconds(9), "frozen");

    var waiting = await(now, held, frozen);

    assertThat(waiting).isEqualTo(new Waiting(List.of(held, frozen), now));
    assertThat(waiting.kind()).isEqualTo("held");
    assertThat(waiting.reason()).isEqualTo("held. Wait. frozen. Wait");
    assertThat(stage.lastAudit(SUBJECT).after()).contains("held", "window freeze");
  }

  /** As by an upgrade that words it better, or by a window that opens later. */
  @Test
  void theSameGatesSaidOtherwiseAreKeptAndNotAudited() {
    var first = stage.in(HOUR.negated());
    var later = stage.in(HOUR);
    await(first, gate(GateKind.WINDOW, "freeze", first, "frozen"));

    var waiting = await(later, gate(GateKind.WINDOW, "freeze", later, "frozen by ann"));

    assertThat(waiting.since()).isEqualTo(first);
    assertThat(waiting.gates().getFirst().since()).isEqualTo(first);
    assertThat(waiting.gates().getFirst().reason()).isEqualTo("frozen by ann");
    assertThat(waiting.gates().getFirst().opensAt()).isEqualTo(later);
    assertThat(stage.verbs(SUBJECT)).containsExactly(AuditVerbs.PLATFORM_WAITING);
  }

  @Test
  void aGateThatStaysKeepsItsAgeWhenAnotherComesOrGoes() {
    var first = stage.in(HOUR.negated());
    var later = stage.in(HOUR);
    await(first, gate(GateKind.WINDOW, "freeze", null, "frozen"));

    var both =
        await(
            later,
            gate(GateKind.HELD, "", null, "held"),
            gate(GateKind.WINDOW, "freeze", null, "frozen"));

    assertThat(both.since()).isEqualTo(later);
    assertThat(both.gates()).extracting(ShutGate::since).containsExactly(later, first);
    var one = await(later.plusSeconds(1), gate(GateKind.WINDOW, "freeze", later, "frozen"));
    assertThat(one.gates()).extracting(ShutGate::since).containsExactly(first);
    assertThat(stage.verbs(SUBJECT))
        .containsExactly(
            AuditVerbs.PLATFORM_WAITING, AuditVerbs.PLATFORM_WAITING, AuditVerbs.PLATFORM_WAITING);
  }

  @Test
  void windowsThatTakeTurnsAreDifferentGates() {
    var first = stage.in(HOUR.negated());
    var later = stage.in(HOUR);
    await(first, gate(GateKind.WINDOW, "nights", first, "shut"));

    var waiting = await(later, gate(GateKind.WINDOW, "freeze", later, "shut"));

    assertThat(waiting.since()).isEqualTo(later);
    assertThat(stage.verbs(SUBJECT)).hasSize(2);
  }

  @Test
  void aWaitingThatEndsIsAuditedWithItsGates() {
    await(stage.in(HOUR), gate(GateKind.WINDOW, "freeze", null, "shut"));

    store.platforms().recordWaiting(lease, LIVE, null);
    store.platforms().recordWaiting(lease, LIVE, null);

    assertThat(stage.platform().waiting()).isNull();
    assertThat(stage.verbs(SUBJECT))
        .containsExactly(AuditVerbs.PLATFORM_WAITING, AuditVerbs.PLATFORM_WAITING_ENDED);
    assertThat(stage.lastAudit(SUBJECT).before()).contains("window freeze");
  }
}
