package io.trueup.listener.engine.control;

import static io.trueup.listener.engine.testing.RolloutScene.ANN;
import static io.trueup.listener.engine.testing.RolloutScene.LIVE;
import static io.trueup.listener.engine.testing.RolloutScene.NOON;
import static io.trueup.listener.engine.testing.RolloutScene.node;
import static io.trueup.listener.engine.testing.RolloutScene.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.gate.GateReport;
import io.trueup.listener.engine.testing.RolloutScene;
import io.trueup.listener.engine.testing.RolloutScene.Declared;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.Actor;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.Selector;
import io.trueup.statestore.control.ShutGate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Orders of operators: what is refused, with which sentence, and what a dry run leaves alone. */
class RolloutControlTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final String WHY = "because";

  private final RolloutScene scene = new RolloutScene();
  private final RolloutControl control = scene.control;

  private void realized(RolloutPolicy policy, String... versions) {
    for (var nodes : versions) {
      scene.merge(Declared.of(LIVE, policy, nodes));
      if (policy.on() == RolloutPolicy.On.MANUAL) {
        control.sync(LIVE, null, Set.of(), ANN, WHY, false);
      }
      scene.advance(LIVE);
    }
    assertThat(scene.pointers(LIVE).get(2)).isEqualTo((long) versions.length);
  }

  private static RolloutWindow.Spec freeze(String scope, Instant from, Duration length) {
    return new RolloutWindow.Spec(
        "Freeze",
        WindowKind.DENY,
        Selector.parse(scope),
        WindowTimes.once(LocalDateTime.parse(from.toString().replace("Z", "")), length, "UTC"),
        "ops",
        "quarter end");
  }

  private ControlOutcome sync(Long to, GateKind... overrides) {
    return control.sync(LIVE, to, Set.of(overrides), ANN, WHY, false);
  }

  private ControlOutcome syncNewest(GateKind... overrides) {
    return control.sync(LIVE, null, Set.of(overrides), ANN, WHY, false);
  }

  private ControlOutcome rollBack(long to, GateKind... overrides) {
    return control.rollBack(LIVE, to, Set.of(overrides), ANN, WHY, false);
  }

  /** Whatever is refused or tried changes neither the platform nor the audit. */
  private void assertUnchangedBy(Runnable order) {
    var before = scene.state(LIVE);
    var entries = scene.store.audit().head();
    order.run();
    assertThat(scene.state(LIVE)).isEqualTo(before);
    assertThat(scene.store.audit().head()).isEqualTo(entries);
  }

  private void assertRefused(String refusal, Supplier<ControlOutcome> order) {
    assertUnchangedBy(() -> assertThat(refusal(order.get())).isEqualTo(refusal));
  }

  @Test
  void ordersForAPlatformThatIsNotKnownSaySo() {
    var nowhere = new PlatformId(RolloutScene.ACME, "Nowhere");
    assertThat(
            List.of(
                control.sync(nowhere, null, Set.of(), ANN, WHY, false),
                control.hold(nowhere, null, ANN, WHY, false),
                control.release(nowhere, ANN, WHY, false),
                control.approve(nowhere, 1, ANN, WHY, false),
                control.cancel(nowhere, ANN, WHY, false),
                control.retry(nowhere, ANN, WHY, false),
                control.rollBack(nowhere, 1, Set.of(), ANN, WHY, false)))
        .containsOnly(new ControlOutcome.Unknown());
    assertThat(control.preview(nowhere, null)).isEmpty();
    assertThat(control.gates(nowhere, null)).isEmpty();
  }

  @Test
  void aSyncThatCanHaveNoEffectIsRefused() {
    realized(RolloutPolicy.MERGE, "a=1", "a=2");
    scene.reject();
    assertRefused(
        "no-effect: Platform 'acme/Live' is at version 2, and there is no newer one to move to",
        this::syncNewest);
    assertRefused(
        "unknown-version: Source 'acme' has no version 9. `trueup versions` lists its versions",
        () -> sync(9L));
    assertRefused(
        "rejected-version: Version 3 of source 'acme' was rejected, so no platform moves to it."
            + " Choose an accepted one from `trueup versions`",
        () -> sync(3L));
    assertRefused(
        "below-target: Platform 'acme/Live' is at version 2 already. To go back, use `trueup"
            + " rollback acme/Live --to 1`",
        () -> sync(1L));
    scene.store.platforms().pause(LIVE, ANN, "incident", null);
    scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, "a=4"));
    assertThat(refusal(syncNewest()))
        .startsWith(
            "no-effect: Platform 'acme/Live' follows every merge, so a request changes nothing"
                + " while gates are shut. Paused by ann since");
    assertRefused(
        "not-overridable: A pause cannot be overridden. Resume what is paused first",
        () -> syncNewest(GateKind.PAUSED));
    assertRefused(
        "not-overridable: A gate of kind 'credentials' cannot be overridden here; these can:"
            + " blocked, held, removal-guard, window, dependency, soak",
        () -> syncNewest(GateKind.CREDENTIALS));
    assertRefused(
        "not-shut: No gate of kind 'window' is shut for platform 'acme/Live', so there is nothing"
            + " to override. Leave it out",
        () -> syncNewest(GateKind.WINDOW));
  }

  @Test
  void aPlatformThatNoVersionDeclaresIsBlocked() {
    scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, "a=1"));
    scene.undeclare(LIVE, 1);
    var sentence = "Neither version 1 nor those before it declare platform 'acme/Live'";
    var whole = sentence + ". Unblock by merging a version that declares it";

    assertThat(scene.advance(LIVE)).isEmpty();

    assertThat(scene.waiting(LIVE)).containsExactly("blocked");
    assertUnchangedBy(() -> {
      assertThat(control.gates(LIVE, null).orElseThrow().shut())
          .singleElement()
          .satisfies(it -> {
            assertThat(it.kind()).isEqualTo(GateKind.BLOCKED);
            assertThat(it.what()).isEqualTo("acme/Live");
            assertThat(it.sentence()).isEqualTo(whole);
          });
      assertThat(control.preview(LIVE, null).orElseThrow().impossible()).isEqualTo(whole);
    });
    assertRefused("not-declared: " + whole, () -> control.approve(LIVE, 1, ANN, WHY, false));
  }

  @Test
  void aSyncAfterACancellationNamesTheRelease() {
    realized(RolloutPolicy.MERGE, "a=1");
    scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, "a=2"));
    scene.failing.add(node(LIVE, "a"));
    scene.advance(LIVE);
    control.cancel(LIVE, ANN, WHY, false);
    assertRefused(
        "no-effect: The rollout of platform 'acme/Live' to version 2 was cancelled and is held. To"
            + " make it again, use `trueup release acme/Live`",
        this::syncNewest);
    scene.window(freeze("all", NOON, HOUR));
    control.release(LIVE, ANN, WHY, false);
    assertRefused(
        "no-effect: The rollout of platform 'acme/Live' to version 2 was cancelled, and is made"
            + " again by itself when its gates are open. Window 'freeze' of ops denies until"
            + " 2026-11-23T13:00:00Z: quarter end. Wait until 2026-11-23T13:00:00Z, or unblock with"
            + " `trueup windows suspend freeze`",
        this::syncNewest);
  }

  @Test
  void aRolloutThatWasCancelledIsMadeAgainPastAWindow() {
    realized(RolloutPolicy.MERGE, "a=1");
    scene.window(freeze("all", NOON, HOUR));
    scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, "a=2"));
    syncNewest(GateKind.WINDOW);
    scene.failing.add(node(LIVE, "a"));
    scene.advance(LIVE);
    scene.clock.advance(Duration.ofMinutes(1));
    control.cancel(LIVE, ANN, WHY, false);
    assertThat(refusal(syncNewest(GateKind.WINDOW)))
        .startsWith("no-effect: ")
        .contains("is held by ann");
    control.release(LIVE, ANN, WHY, false);
    scene.failing.clear();
    scene.advance(LIVE);
    assertThat(scene.waiting(LIVE)).as("the cancelled request's override").contains("window");
    assertThat(refusal(syncNewest())).startsWith("no-effect: ");
    assertThat(refusal(syncNewest(GateKind.SOAK))).startsWith("not-shut: ");

    assertThat(syncNewest(GateKind.WINDOW))
        .isInstanceOfSatisfying(
            ControlOutcome.Done.class,
            it ->
                assertThat(it.message())
                    .isEqualTo("Platform 'acme/Live' moves to version 2, past window"));
    scene.advance(LIVE);

    assertThat(scene.pointers(LIVE)).containsExactly(2L, 2L, 2L);
    assertThat(scene.rollout(LIVE).overrides()).containsExactly(GateKind.WINDOW);
    assertThat(scene.rollout(LIVE).kind()).isEqualTo(Rollout.Kind.AGAIN);
    assertThat(refusal(syncNewest(GateKind.WINDOW))).contains("there is no newer one");
  }

  @Test
  void aPlatformThatIsRemovedBeforeItMovedHasNothingToDo() {
    scene.window(freeze("all", NOON, HOUR));
    scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, "a=1"));
    scene.undeclare(LIVE, scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, "")));
    scene.advance(LIVE);
    assertThat(scene.waiting(LIVE)).containsExactly("window");
    scene.clock.advance(HOUR);
    scene.advance(LIVE);

    assertThat(scene.waiting(LIVE)).isEmpty();
    assertThat(scene.pointers(LIVE)).containsExactly(2L, 2L, 2L);
  }

  @Test
  void aPlatformWithItsOwnLoopTakesNoSync() {
    scene.merge(Declared.of(LIVE, RolloutPolicy.NEVER, "a=1"));
    assertRefused(
        "policy-never: Platform 'acme/Live' has its own loop: its rollout in the model is 'never'."
            + " Change that to move it",
        this::syncNewest);
  }

  @Test
  void aSyncOfAManualPlatformIsAcceptedAndNamesWhatItStillWaitsFor() {
    realized(RolloutPolicy.MANUAL, "a=1");
    scene.merge(Declared.of(LIVE, RolloutPolicy.MANUAL, "a=2"));
    scene.window(freeze("all", NOON, HOUR));

    assertThat(syncNewest())
        .isInstanceOfSatisfying(
            ControlOutcome.Done.class,
            it -> {
              assertThat(it.stillShut())
                  .extracting(ShutGate::kind)
                  .containsExactly(GateKind.WINDOW);
              assertThat(it.message())
                  .startsWith("Platform 'acme/Live' moves to version 2 when its gates are open.");
            });
    assertThat(scene.poked).contains(LIVE);
    scene.advance(LIVE);
    assertThat(scene.waiting(LIVE)).containsExactly("window");
    scene.clock.advance(HOUR);
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(2L, 2L, 2L);
  }

  @Test
  void aHoldIsPassedOnlyByARequestThatNamesIt() {
    realized(RolloutPolicy.MERGE, "a=1");
    control.hold(LIVE, null, ANN, WHY, false);
    scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, "a=2"));
    scene.advance(LIVE);
    assertThat(scene.waiting(LIVE)).containsExactly("held");
    assertThat(refusal(syncNewest())).startsWith("no-effect: ").contains("Held at version 1");
    assertThat(syncNewest(GateKind.HELD)).isInstanceOf(ControlOutcome.Done.class);
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(2L, 2L, 2L);
  }

  @Test
  void holdsAndReleasesThatCanHaveNoEffectAreRefused() {
    realized(RolloutPolicy.MERGE, "a=1", "a=2");
    assertRefused(
        "not-held: Platform 'acme/Live' is not held, so there is nothing to release",
        () -> control.release(LIVE, ANN, WHY, false));
    assertRefused(
        "below-target: Platform 'acme/Live' is at version 2 already, and a hold moves nothing back."
            + " To go back, use `trueup rollback acme/Live --to 1`",
        () -> control.hold(LIVE, 1L, ANN, WHY, false));
    assertRefused(
        "unknown-version: Source 'acme' has no version 7. `trueup versions` lists its versions",
        () -> control.hold(LIVE, 7L, ANN, WHY, false));
  }

  @Test
  void anApprovalOfNothingIsRefused() {
    realized(RolloutPolicy.MERGE, "a=1 b=1");
    scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, "a=2 b=1"));
    assertRefused(
        "no-effect: Version 2 removes nothing from platform 'acme/Live' that needs an approval",
        () -> control.approve(LIVE, 2, ANN, WHY, false));
    assertRefused(
        "not-above-target: Platform 'acme/Live' is at version 1 already, so version 1 needs no"
            + " approval",
        () -> control.approve(LIVE, 1, ANN, WHY, false));
    scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, "c=2"));
    assertThat(control.approve(LIVE, 3, ANN, WHY, false)).isInstanceOf(ControlOutcome.Done.class);
    assertRefused(
        "no-effect: What version 3 removes from platform 'acme/Live' is approved already, by ann:"
            + " because",
        () -> control.approve(LIVE, 3, ANN, WHY, false));
  }

  @Test
  void anApprovalOpensAManualPlatformToo() {
    realized(RolloutPolicy.MANUAL, "a=1");
    scene.merge(Declared.of(LIVE, RolloutPolicy.MANUAL, "c=2"));
    scene.advance(LIVE);
    assertThat(scene.waiting(LIVE)).containsExactly("removal-guard", "policy");
    control.approve(LIVE, 2, ANN, WHY, false);
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(2L, 2L, 2L);
  }

  @Test
  void cancelAndRetryNeedSomethingToStopOrToRetry() {
    realized(RolloutPolicy.MERGE, "a=1");
    assertRefused(
        "not-moving: No rollout of platform 'acme/Live' is under way, so there is nothing to"
            + " cancel. To keep it where it is, use `trueup hold acme/Live`",
        () -> control.cancel(LIVE, ANN, WHY, false));
    assertRefused(
        "nothing-failed: No step of platform 'acme/Live' has failed, so there is nothing to retry",
        () -> control.retry(LIVE, ANN, WHY, false));
    scene.failing.add(node(LIVE, "a"));
    scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, "a=2"));
    scene.advance(LIVE);
    scene.store.platforms().pause(LIVE, ANN, "incident", null);
    assertThat(refusal(control.retry(LIVE, ANN, WHY, false)))
        .startsWith(
            "no-effect: The rollout of platform 'acme/Live' is stopped, so nothing can be retried."
                + " Paused by ann");
    scene.store.platforms().resume(LIVE, ANN, WHY);
    scene.failing.clear();
    assertThat(control.retry(LIVE, ANN, WHY, false)).isInstanceOf(ControlOutcome.Done.class);
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(2L, 2L, 2L);
  }

  @Test
  void aSyncRetriesWhatFailed() {
    scene.failing.add(node(LIVE, "a"));
    scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, "a=1"));
    scene.advance(LIVE);
    scene.failing.clear();
    assertThat(syncNewest()).isInstanceOf(ControlOutcome.Done.class);
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(1L, 1L, 1L);
  }

  @Test
  void aRollbackThatIsNotPossibleIsRefused() {
    realized(RolloutPolicy.MERGE, "a=1", "a=2");
    scene.reject();
    assertRefused(
        "no-effect: Platform 'acme/Live' is at version 2 already. To keep it there, use `trueup"
            + " hold acme/Live`",
        () -> rollBack(2));
    assertRefused(
        "unknown-version: Source 'acme' has no version 8. `trueup versions` lists its versions",
        () -> rollBack(8));
    assertRefused(
        "rejected-version: Version 3 of source 'acme' was rejected, so no platform moves to it."
            + " Choose an accepted one from `trueup versions`",
        () -> rollBack(3));
    scene.store.platforms().pause(LIVE, ANN, "incident", null);
    assertThat(refusal(rollBack(1)))
        .startsWith("gate-shut: Platform 'acme/Live' cannot go back to version 1 now. Paused by");
    assertThat(refusal(rollBack(1, GateKind.PAUSED))).startsWith("not-overridable: A pause");
    scene.store.platforms().resume(LIVE, ANN, WHY);
    scene.window(freeze("all", NOON, HOUR));
    assertThat(refusal(rollBack(1)))
        .startsWith("gate-shut: ")
        .endsWith(". `--override window` goes back all the same");
    scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, "a=4"));
    assertThat(refusal(rollBack(4)))
        .isEqualTo(
            "above-target: Platform 'acme/Live' is at version 2, and version 4 is newer. To move it"
                + " there, use `trueup sync acme/Live --to 4`");
    assertThat(rollBack(1, GateKind.WINDOW)).isInstanceOf(ControlOutcome.Done.class);
    assertThat(scene.rollout(LIVE).overrides()).containsExactly(GateKind.WINDOW);
  }

  @Test
  void aRollbackWaitsForNoOtherHolderForLong() {
    realized(RolloutPolicy.MERGE, "a=1", "a=2");
    var _ = scene.store.leases().claim(Lease.resource(LIVE), "daemon-2", HOUR).orElseThrow();
    assertRefused(
        "platform-held: Platform 'acme/Live' is being changed by 'daemon-2'. Nothing was changed;"
            + " try again when that is done",
        () -> rollBack(1));
  }

  @Test
  void anActorWhoseTokenIsGoneMayNothing() {
    realized(RolloutPolicy.MERGE, "a=1", "a=2");
    var gone = new Actor("gone", "192.0.2.3");
    assertUnchangedBy(() ->
        assertThat(
                List.of(
                    control.hold(LIVE, null, gone, WHY, false),
                    control.rollBack(LIVE, 1, Set.of(), gone, WHY, false)))
            .containsOnly(new ControlOutcome.NotAllowed()));
  }

  @Test
  void aDryRunWritesNothing() {
    realized(RolloutPolicy.MERGE, "a=1", "a=2 b=2");
    assertUnchangedBy(() -> {
      assertThat(control.hold(LIVE, null, ANN, WHY, true)).isInstanceOf(ControlOutcome.Done.class);
      assertThat(control.rollBack(LIVE, 1, Set.of(), ANN, WHY, true))
          .isInstanceOfSatisfying(
              ControlOutcome.Done.class,
              it -> {
                var preview = Objects.requireNonNull(it.preview());
                assertThat(preview.changed()).containsExactly(node(LIVE, "a"));
                assertThat(preview.removed()).containsExactly(node(LIVE, "b"));
                assertThat(preview.steps()).hasSize(2);
              });
    });
    scene.store.platforms().pause(LIVE, ANN, "incident", null);
    scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, "c=3"));
    control.hold(LIVE, null, ANN, WHY, false);
    assertUnchangedBy(() -> {
      assertThat(control.approve(LIVE, 3, ANN, WHY, true)).isInstanceOf(ControlOutcome.Done.class);
      assertThat(control.release(LIVE, ANN, WHY, true))
          .isInstanceOfSatisfying(
              ControlOutcome.Done.class,
              it ->
                  assertThat(it.stillShut())
                      .extracting(ShutGate::kind)
                      .containsExactly(GateKind.PAUSED, GateKind.REMOVAL_GUARD));
    });
  }

  @Test
  void aPreviewShowsWhatWouldMoveForwardAndBack() {
    realized(RolloutPolicy.MERGE, "a=1 b=1", "a=2 b=1 d=1");
    scene.store.platforms().pause(LIVE, ANN, "incident", null);
    scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, "a=3 c=3"));

    var next = control.preview(LIVE, null).orElseThrow();
    assertThat(next.from()).isEqualTo(2);
    assertThat(next.to()).isEqualTo(3);
    assertThat(next.added()).containsExactly(node(LIVE, "c"));
    assertThat(next.changed()).containsExactly(node(LIVE, "a"));
    assertThat(next.removed()).containsExactly(node(LIVE, "b"), node(LIVE, "d"));
    assertThat(next.gates()).extracting(ShutGate::kind).containsExactly(GateKind.PAUSED);
    assertThat(next.needsApproval()).isFalse();
    assertThat(control.preview(LIVE, 1L).orElseThrow().removed()).containsExactly(node(LIVE, "d"));
    assertThat(control.preview(LIVE, 9L).orElseThrow().impossible())
        .isEqualTo("Source 'acme' has no version 9. `trueup versions` lists its versions");
    scene.obstacles.add("Table 'd' cannot go");
    assertThat(control.preview(LIVE, 1L).orElseThrow().impossible())
        .isEqualTo("Table 'd' cannot go");
  }

  @Test
  void theGatesOfALaterInstantTakeTimeIntoAccount() {
    realized(RolloutPolicy.MERGE, "a=1");
    assertThat(control.gates(LIVE, null))
        .hasValue(new GateReport(NOON, null, List.of(), null, null));
    scene.store.platforms().pause(LIVE, ANN, "incident", NOON.plus(HOUR));
    scene.window(freeze("all", NOON.plus(HOUR.multipliedBy(2)), HOUR));
    scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, "a=2"));

    assertThat(control.gates(LIVE, null).orElseThrow().opensAt()).isEqualTo(NOON.plus(HOUR));
    var open = control.gates(LIVE, NOON.plus(HOUR)).orElseThrow();
    assertThat(open.isOpen()).isTrue();
    assertThat(open.openUntil()).isEqualTo(NOON.plus(HOUR.multipliedBy(2)));
    var frozen = control.gates(LIVE, NOON.plus(HOUR.multipliedBy(2))).orElseThrow();
    assertThat(frozen.shut()).extracting(ShutGate::what).containsExactly("freeze");
    assertThat(frozen.opensAt()).isEqualTo(NOON.plus(HOUR.multipliedBy(3)));
  }

  @Test
  void anEditOfAWindowSaysWhatItChangesFromWhenToWhen() {
    realized(RolloutPolicy.MERGE, "a=1");
    var from = NOON.plus(HOUR);
    var added = control.preview(Optional.empty(), Optional.of(freeze("all", from, HOUR)));
    assertThat(added.matched()).containsExactly(LIVE);
    assertThat(added.changes())
        .containsExactly(new WindowPreview.Change(LIVE, true, from, from.plus(HOUR)));
    var window = scene.window(freeze("all", from, HOUR));
    assertThat(control.preview(Optional.of(window), Optional.empty()).changes())
        .containsExactly(new WindowPreview.Change(LIVE, false, from, from.plus(HOUR)));
    var half = Duration.ofMinutes(30);
    assertThat(
            control
                .preview(Optional.of(window), Optional.of(freeze("all", from.plus(half), HOUR)))
                .changes())
        .containsExactly(
            new WindowPreview.Change(LIVE, false, from, from.plus(half)),
            new WindowPreview.Change(LIVE, true, from.plus(HOUR), from.plus(HOUR).plus(half)));
  }

  @Test
  void anEditThatTakesPlatformsOutOfAWindowShowsThem() {
    realized(RolloutPolicy.MERGE, "a=1");
    var from = NOON.plus(HOUR);
    var stored = scene.window(freeze("all", from, HOUR));
    var narrow = freeze("platform=Other", from, HOUR);
    var wanted =
        new RolloutWindow(
            stored.id(),
            narrow,
            stored.origin(),
            stored.version(),
            stored.createdAt(),
            stored.changedAt(),
            null,
            null);

    assertThat(control.preview(Optional.of(wanted), Optional.of(narrow)).changes())
        .containsExactly(new WindowPreview.Change(LIVE, false, from, from.plus(HOUR)));
  }

  @Test
  void aSelectorThatMatchesNothingNamesWhatExists() {
    realized(RolloutPolicy.MERGE, "a=1");
    var preview =
        control.preview(Optional.empty(), Optional.of(freeze("type=postgre", NOON, HOUR)));
    assertThat(preview.matched()).isEmpty();
    assertThat(preview.unmatched())
        .isEqualTo(
            "The selector 'type=postgre' matches no platform: none has the type 'postgre'. Did you"
                + " mean 'postgres'?");
    assertThat(preview.changes()).isEqualTo(Collections.emptyList());
  }
}
