package io.trueup.listener.engine.gate;

import static io.trueup.listener.engine.gate.GateScene.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.Hold;
import io.trueup.statestore.control.ShutGate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How a move waits for model servers, which serve version 5. */
class ModelServerRuleTest {

  private static final Duration WITHIN = Duration.ofMinutes(2);
  private static final Instant END = NOON.plus(WITHIN);

  private final GateScene scene = new GateScene();
  private final GateRules rules = new GateRules(WITHIN);

  private List<ShutGate> shut(Instant at) {
    return scene.shut(rules, at);
  }

  private void record(Instant at) {
    scene.waiting = new Waiting(shut(at), at).after(scene.waiting);
  }

  @Test
  void aMoveWaitsForThoseThatHaveNotOpenedItsVersion() {
    scene
        .server("model-3", true, false, 5L)
        .server("model-1", true, false, 5L, 7L)
        .server("model-2", true, false, 5L, 6L);

    var gate = shut(NOON).getFirst();

    assertThat(gate.name()).isEqualTo("model-servers version 7");
    assertThat(gate.sentence())
        .isEqualTo(
            "2 model servers have not opened version 7 yet: model-2, model-3. It opens when they"
                + " have, and no later than 2026-11-23T12:02:00Z; `trueup model-servers` shows"
                + " them");
    assertThat(scene.report(rules, NOON).opensAt()).isEqualTo(END);
  }

  @Test
  void itMovesOnceAllHaveOpenedIt() {
    scene.server("model-1", true, false, 5L, 7L).server("model-2", true, false, 5L, 7L);
    assertThat(scene.report(rules, NOON))
        .isEqualTo(new GateReport(NOON, 7L, List.of(), null, null));
  }

  @Test
  void withoutModelServersNothingWaits() {
    assertThat(shut(NOON)).isEmpty();
  }

  @Test
  void thoseThatGetNoRequestsHoldNothingUp() {
    scene
        .server("silent", false, false, 5L)
        .server("draining", true, true, 5L)
        .server("starting", true, false)
        .server("left-behind", true, false, 4L);
    assertThat(shut(NOON)).isEmpty();
  }

  @Test
  void beforeAnythingIsServedAllThatLiveCount() {
    scene.served = 0;
    scene.server("starting", true, false);
    assertThat(shut(NOON)).hasSize(1);
  }

  @Test
  void itWaitsNoLongerThanIsConfiguredFromTheRecordedTime() {
    scene.server("stuck", true, false, 5L);
    record(NOON);
    record(NOON.plusSeconds(60));

    assertThat(shut(END.minusNanos(1))).hasSize(1);
    assertThat(shut(END)).isEmpty();
    assertThat(rules.unprepared(scene.platform(), scene.inputs(), scene.move(), END))
        .hasValue("stuck");
  }

  @Test
  void theTimeBeginsAgainForAnotherVersion() {
    scene.server("stuck", true, false, 5L);
    record(NOON);
    scene.to = 8;
    scene.merged = 8;
    assertThat(shut(END)).extracting(ShutGate::opensAt).containsExactly(END.plus(WITHIN));
  }

  @Test
  void theTimeBeginsWhenNothingElseKeepsTheMoveWaiting() {
    scene.server("stuck", true, false, 5L).held(6, Hold.Cause.HOLD);
    record(NOON);
    assertThat(scene.waiting).extracting(Waiting::names).isEqualTo(List.of("held 6"));

    scene.hold = null;

    assertThat(shut(END)).extracting(ShutGate::kind).containsExactly(GateKind.MODEL_SERVERS);
    assertThat(shut(END)).extracting(ShutGate::since).containsExactly(END);
  }

  @Test
  void aRollbackWaitsForNone() {
    scene.server("stuck", true, false, 5L);
    assertThat(
            rules.shutForRollback(
                scene.platform(), scene.inputs(), scene.move(), java.util.Set.of(), NOON))
        .isEmpty();
  }

  @Test
  void zeroNeverWaits() {
    scene.server("stuck", true, false, 5L);
    var never = new GateRules(Duration.ZERO);
    assertThat(scene.shut(never, NOON)).isEmpty();
    assertThat(never.unprepared(scene.platform(), scene.inputs(), scene.move(), NOON)).isEmpty();
  }

  @Test
  void manyAreCounted() {
    IntStream.range(10, 40).forEach(it -> scene.server("m" + it, true, false, 5L));
    assertThat(shut(NOON).getFirst().reason())
        .isEqualTo(
            "30 model servers have not opened version 7 yet: m10, m11, m12, m13, m14, m15, m16,"
                + " m17, m18, m19 and 20 more");
  }
}
