package io.trueup.listener.engine.gate;

import static io.trueup.listener.engine.gate.GateScene.LIVE;
import static io.trueup.listener.engine.gate.GateScene.NOON;
import static io.trueup.listener.engine.gate.GateScene.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.PlatformDependency;
import io.trueup.model.ecosystem.PlatformDependency.OnFailure;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.AtClose;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.schedule.WindowKind;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.Hold;
import io.trueup.statestore.control.RolloutWindow.Suspension;
import io.trueup.statestore.control.ShutGate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each kind of gate, with what it tells operators. */
class GateRulesTest {

  /** All but the one that is asked only when no other one is shut. */
  private static final Set<GateKind> OTHERS =
      EnumSet.complementOf(EnumSet.of(GateKind.MODEL_SERVERS));

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Instant ONE = NOON.plus(HOUR);

  private final GateScene scene = new GateScene();
  private final GateRules rules = new GateRules();

  private void assertOpen() {
    assertThat(scene.sentences()).isEmpty();
  }

  private GateReport report() {
    return scene.report(rules, NOON);
  }

  @Test
  void nothingKeepsAPlatformThatFollowsMerges() {
    assertThat(report()).isEqualTo(new GateReport(NOON, 7L, List.of(), null, null));
  }

  @Test
  void aBlockedSourceKeepsItsPlatforms() {
    scene.health = SourceState.Health.BLOCKED;
    assertThat(scene.sentences())
        .containsExactly(
            "blocked: Source 'acme' is blocked: The branch was rewritten. Unblock with `trueup"
                + " acknowledge`");
    scene.health = SourceState.Health.UNREACHABLE;
    assertOpen();
  }

  @Test
  void aPauseSaysHowToUnblockAndEndsAtItsEnd() {
    scene.pausedUntil(ONE);

    assertThat(scene.sentences())
        .containsExactly(
            "paused: Paused by ann since 2026-11-23T11:59:00Z: quarter end. Unblock with `trueup"
                + " resume acme/Live`, or wait until 2026-11-23T13:00:00Z");
    assertThat(report().opensAt()).isEqualTo(ONE);
    assertThat(scene.shut(rules, ONE.minusNanos(1))).isNotEmpty();
    assertThat(scene.shut(rules, ONE)).isEmpty();
    scene.pausedUntil(null);
    assertThat(report().opensAt()).isNull();
  }

  @Test
  void aPauseOfAGroupKeepsThoseThatItMatches() {
    scene.groupPaused("type=postgres,tag=eu", null).groupPaused("tag=us", null);

    assertThat(scene.sentences())
        .containsExactly(
            "paused: All platforms of 'tag=eu,type=postgres' are paused by bob since"
                + " 2026-11-23T11:59:00Z: incident 7. Unblock with `trueup resume --select"
                + " tag=eu,type=postgres`");
  }

  @Test
  void theLastOfSeveralPausesCounts() {
    scene.pausedUntil(ONE).groupPaused("all", ONE.plus(HOUR));

    assertThat(report().shut()).hasSize(2);
    assertThat(report().opensAt()).isEqualTo(ONE.plus(HOUR));
  }

  @Test
  void aHoldKeepsAPlatformBelowTheVersion() {
    scene.held(6, Hold.Cause.HOLD);
    assertThat(scene.sentences())
        .containsExactly(
            "held: Held at version 6 by ann since 2026-11-23T11:59:00Z: not before the audit."
                + " Unblock with `trueup release acme/Live`");
    scene.held(7, Hold.Cause.HOLD);
    assertOpen();
  }

  @Test
  void aHoldAfterACancellationKeepsAPlatformFromTheSameVersionToo() {
    scene.held(7, Hold.Cause.CANCEL);
    assertThat(report().shut()).extracting(ShutGate::kind).containsExactly(GateKind.HELD);
  }

  @Test
  void aMergeThatRemovesMuchWaitsForAnApprovalOfJustThat() {
    scene.removes(31, 100);
    assertThat(scene.sentences())
        .containsExactly(
            "removal-guard: Version 7 removes 31 of 100 nodes: Ingest/Live/S0, Ingest/Live/S1,"
                + " Ingest/Live/S10, Ingest/Live/S11, Ingest/Live/S12, Ingest/Live/S13,"
                + " Ingest/Live/S14, Ingest/Live/S15, Ingest/Live/S16, Ingest/Live/S17 and 21"
                + " more. Unblock with `trueup approve acme/Live 7`");
    var digest = scene.removal.digest();
    scene.approves(digest);
    assertOpen();
    scene.to = 6;
    assertOpen();
    scene.removes(32, 100);
    assertThat(report().shut()).hasSize(1);
  }

  @Test
  void aHoldDoesNotCountForAMoveToItsOwnVersion() {
    scene.held(5, Hold.Cause.ROLLBACK);
    assertThat(report().shut()).hasSize(1);
    scene.to = 5;
    assertOpen();
  }

  @Test
  void policiesAskForMovesOrDoNot() {
    scene.follows(RolloutPolicy.On.NEVER);
    assertThat(scene.sentences())
        .containsExactly(
            "policy: The platform's rollout is 'never': it has a loop of its own. Unblock by"
                + " changing the rollout in the model");
    scene.follows(RolloutPolicy.On.MANUAL);
    assertThat(scene.sentences())
        .containsExactly(
            "policy: The platform's rollout is 'manual': version 7 waits for an operator. Unblock"
                + " with `trueup sync acme/Live`");
    scene.syncRequested = 6;
    assertThat(report().isOpen()).isFalse();
    scene.syncRequested = 7;
    assertOpen();
  }

  @Test
  void aScheduleOpensForWhatWasAcceptedUntilItFires() {
    scene.scheduled("0 2 * * SAT", "America/New_York");
    var firing = Instant.parse("2026-11-28T07:00:00Z");

    assertThat(scene.sentences())
        .containsExactly(
            "policy: The platform follows its schedule, and version 7 waits for the next time,"
                + " 2026-11-28T07:00:00Z. Wait, or unblock with `trueup sync acme/Live`");
    assertThat(report().opensAt()).isEqualTo(firing);
    assertThat(scene.shut(rules, firing.minusNanos(1))).isNotEmpty();
    assertThat(scene.shut(rules, firing)).isEmpty();
    assertThat(scene.shut(rules, firing.plus(Duration.ofDays(400)))).isEmpty();
    scene.acceptedAt = firing;
    assertThat(scene.shut(rules, firing)).isEmpty();
    scene.acceptedAt = firing.plusNanos(1);
    assertThat(scene.report(rules, firing).opensAt()).isEqualTo(firing.plus(Duration.ofDays(7)));
  }

  @Test
  void timesBeforeAPlatformHadItsScheduleDoNotCount() {
    scene.scheduled("0 10 * * *", "UTC");
    scene.acceptedAt = NOON.minus(Duration.ofDays(2));
    assertOpen();
    scene.scheduleSince = NOON.minusSeconds(60);
    assertThat(report().opensAt()).isEqualTo(Instant.parse("2026-11-24T10:00:00Z"));
  }

  @Test
  void aRequestOpensAScheduleToo() {
    scene.scheduled("0 2 * * SAT", "UTC").requested(7);
    assertOpen();
  }

  @Test
  void aScheduleThatCannotBeEvaluatedIsShut() {
    scene.scheduled("0 2 * * SAT", "Mars/Olympus");
    var gate = report().shut().getFirst();
    assertThat(gate.reason())
        .startsWith("The platform's schedule cannot be evaluated: ")
        .contains("Mars/Olympus");
    assertThat(report().opensAt()).isNull();
  }

  @Test
  void aFreezeDeniesUntilItsEnd() {
    scene.window("freeze", WindowKind.DENY, "2026-11-23T11:00", Duration.ofHours(3), null);
    assertThat(scene.sentences())
        .containsExactly(
            "window: Window 'freeze' of ops denies until 2026-11-23T14:00:00Z: because of freeze."
                + " Wait until 2026-11-23T14:00:00Z, or unblock with `trueup windows suspend"
                + " freeze`");
    assertThat(report().opensAt()).isEqualTo(Instant.parse("2026-11-23T14:00:00Z"));
  }

  @Test
  void outsideOfAllWindowsThatAllowItIsShut() {
    scene
        .window("a", WindowKind.ALLOW, "2026-11-23T14:00", HOUR, "FREQ=DAILY")
        .window("b", WindowKind.ALLOW, "2026-11-23T13:00", HOUR, "FREQ=DAILY");
    assertThat(scene.sentences())
        .containsExactly(
            "window: Outside of its allow windows 'a', 'b'. Wait until"
                + " 2026-11-23T13:00:00Z, or unblock with `trueup windows suspend a`");
    assertThat(scene.report(rules, ONE).openUntil())
        .isEqualTo(Instant.parse("2026-11-23T15:00:00Z"));
  }

  @Test
  void denyWins() {
    scene
        .window("open", WindowKind.ALLOW, "2026-11-23T12:00", HOUR, null)
        .window("freeze", WindowKind.DENY, "2026-11-23T11:00", Duration.ofHours(5), null);
    assertThat(report().shut()).extracting(ShutGate::what).containsExactly("freeze");
    assertThat(report().opensAt()).isNull();
  }

  @Test
  void onlyWindowsThatMatchCount() {
    var times = GateScene.times("2026-11-23T11:00", HOUR.multipliedBy(3), "UTC", null);
    scene.window("other", WindowKind.DENY, "type=lakehouse", times, null);
    assertOpen();
    scene.window("mine", WindowKind.DENY, "tag=eu,provider=cloud", times, null);
    assertThat(report().shut()).extracting(ShutGate::what).containsExactly("mine");
  }

  @Test
  void aSuspendedWindowCountsAgainWhenTheSuspensionEnds() {
    var times = GateScene.times("2026-11-23T11:00", HOUR.multipliedBy(6), "UTC", null);
    scene.window("w", WindowKind.DENY, "all", times, new Suspension("ann", "deploy", NOON, ONE));
    assertThat(report().isOpen()).isTrue();
    assertThat(report().openUntil()).isEqualTo(ONE);
    assertThat(scene.shut(rules, ONE)).hasSize(1);
    scene.windows.clear();
    scene.window("w", WindowKind.DENY, "all", times, new Suspension("ann", "deploy", NOON, null));
    assertThat(report()).isEqualTo(new GateReport(NOON, 7L, List.of(), null, null));
  }

  @Test
  void aWindowThatCannotBeEvaluatedIsShut() {
    scene.window(
        "w",
        WindowKind.ALLOW,
        "all",
        GateScene.times("2026-11-23T11:00", HOUR, "No/Zone", null),
        null);
    var gate = report().shut().getFirst();
    assertThat(gate.sentence())
        .startsWith("Window 'w' cannot be evaluated and keeps platforms waiting: ")
        .endsWith("Unblock by correcting the window, or with `trueup windows suspend w`");
    assertThat(gate.opensAt()).isNull();
    assertThat(report().opensAt()).isNull();
    assertThat(GateRules.isOfBrokenWindow(gate)).isTrue();
  }

  @Test
  void aSuspendedWindowThatCannotBeEvaluatedShutsWhenItCountsAgain() {
    scene.window(
        "w",
        WindowKind.DENY,
        "all",
        GateScene.times("2026-11-23T11:00", HOUR, "No/Zone", null),
        new Suspension("ann", "broken", NOON, ONE));
    assertThat(report().openUntil()).isEqualTo(ONE);
    scene.window("freeze", WindowKind.DENY, "2026-11-23T11:00", Duration.ofHours(9), null);
    assertThat(report().opensAt()).isNull();
  }

  @Test
  void aDependencyMustHaveFollowed() {
    scene.dependsOn(PlatformDependency.on("Staging")).other(STAGING, 6, NOON, null);
    assertThat(scene.sentences())
        .containsExactly(
            "dependency: Depends on platform 'acme/Staging', which has realized version 6 and not"
                + " version 7. It opens when 'acme/Staging' has followed; `trueup explain"
                + " acme/Staging` says what that waits for");
    scene.other(STAGING, 7, NOON, null);
    assertOpen();
  }

  @Test
  void aVersionThatChangesNothingForADependencyNeedNotBeRealizedByIt() {
    scene.dependsOn(PlatformDependency.on("Staging")).other(STAGING, 6, NOON, null);
    scene.dependencyGraphs.put(STAGING, GateScene.GRAPH);
    assertOpen();
  }

  @Test
  void aDependencyThatGoesBackNoLongerCounts() {
    var back = GateScene.rollout(STAGING, Rollout.State.AWAITING_NODES, 7, 5, null);
    scene
        .dependsOn(new PlatformDependency("Staging", HOUR, OnFailure.WAIT))
        .goesBack(STAGING, 7, 5, NOON.minus(Duration.ofHours(2)), back);
    assertThat(scene.sentences())
        .containsExactly(
            "dependency: Depends on platform 'acme/Staging', which goes back to version 5 and not"
                + " on to version 7. It opens when 'acme/Staging' has followed; `trueup explain"
                + " acme/Staging` says what that waits for");
    scene.dependencyGraphs.put(STAGING, new Fingerprint(5, 5));
    assertOpen();
    scene.dependencyGraphs.clear();
    scene.to = 5;
    assertOpen();
  }

  @Test
  void aDependencyThatIsNotKnownIsShut() {
    scene.dependsOn(PlatformDependency.on("Staging"));
    assertThat(scene.sentences())
        .containsExactly(
            "dependency: Depends on platform 'acme/Staging', which no accepted version declares."
                + " Unblock by declaring it, or by removing the dependency, in the model");
  }

  @Test
  void aDependencyThatFailsIsPassedOverWhereTheModelSaysSo() {
    var failing = GateScene.rollout(STAGING, Rollout.State.EXECUTING, 6, 7, "full");
    var cancelled = GateScene.rollout(STAGING, Rollout.State.CANCELLED, 6, 7, null);
    for (var rollout : List.of(failing, cancelled)) {
      scene.other(STAGING, 6, NOON, rollout);
      scene.dependencies = List.of(PlatformDependency.on("Staging"));
      assertThat(report().shut()).hasSize(1);
      scene.dependencies = List.of(new PlatformDependency("Staging", HOUR, OnFailure.GO));
      assertOpen();
    }
    scene.other(STAGING, 6, NOON, GateScene.rollout(STAGING, Rollout.State.EXECUTING, 6, 7, null));
    assertThat(report().shut()).hasSize(1);
  }

  @Test
  void aSoakEndsByItself() {
    scene
        .dependsOn(new PlatformDependency("Staging", Duration.ofMinutes(90), OnFailure.WAIT))
        .other(STAGING, 7, NOON.minus(HOUR), null);
    assertThat(scene.sentences())
        .containsExactly(
            "soak: Platform 'acme/Staging' must be well for 1h 30m, and has been since"
                + " 2026-11-23T11:00:00Z. Wait until 2026-11-23T12:30:00Z");
    var end = Instant.parse("2026-11-23T12:30:00Z");
    assertThat(report().opensAt()).isEqualTo(end);
    assertThat(scene.shut(rules, end.minusNanos(1))).hasSize(1);
    assertThat(scene.shut(rules, end)).isEmpty();
  }

  @Test
  void aDependencyThatIsNotWellDoesNotSoak() {
    scene
        .dependsOn(new PlatformDependency("Staging", HOUR, OnFailure.WAIT))
        .other(
            STAGING,
            7,
            NOON.minus(Duration.ofDays(9)),
            GateScene.rollout(STAGING, Rollout.State.EXECUTING, 7, 8, "full"));
    assertThat(scene.sentences())
        .containsExactly(
            "soak: Platform 'acme/Staging' must be well for 1h, and its rollout to version 8"
                + " fails. It opens 1h after 'acme/Staging' is well");
    assertThat(report().opensAt()).isNull();
  }

  @Test
  void allCredentialsThatAreMissingAreListedTogether() {
    scene.credentials =
        new CredentialGaps(
            new TreeSet<>(List.of("b", "a")),
            new TreeMap<>(Map.of("c", "Credential 'c' is for db:5432 only")));
    assertThat(scene.sentences())
        .containsExactly(
            "credentials: Cannot find credentials: a, b. Unblock by adding them where the daemon"
                + " looks for credentials",
            "credentials: Credential 'c' is for db:5432 only");
    assertThat(scene.shut(rules, NOON)).extracting(ShutGate::what).containsExactly("a, b", "c");
  }

  @Test
  void allGatesAreReturnedTheWeightiestFirst() {
    assertThat(everyGateShut().shut(rules, NOON))
        .extracting(ShutGate::kind)
        .containsExactlyElementsOf(OTHERS);
  }

  @Test
  void aRequestPassesTheGatesThatItNamesAndNeverPausesPoliciesAndCredentials() {
    for (var kind : OTHERS) {
      var shut = everyGateShut().requested(7, kind).shut(rules, NOON);
      var isPassed = shut.stream().noneMatch(it -> it.kind() == kind);
      assertThat(isPassed).as(kind.text()).isEqualTo(GateRules.OVERRIDABLE.contains(kind));
      assertThat(shut).hasSize(OTHERS.size() - (isPassed ? 1 : 0));
    }
    assertThat(GateRules.OVERRIDABLE)
        .containsExactlyInAnyOrder(
            GateKind.BLOCKED,
            GateKind.HELD,
            GateKind.REMOVAL_GUARD,
            GateKind.WINDOW,
            GateKind.DEPENDENCY,
            GateKind.SOAK);
  }

  @Test
  void aRequestForAnOlderVersionPassesNothingForANewerOne() {
    var shut = everyGateShut().requested(6, GateKind.values()).shut(rules, NOON);
    assertThat(shut).hasSize(OTHERS.size());
  }

  @Test
  void aRollbackIsRefusedByPausesWindowsAndCredentialsOnly() {
    everyGateShutIn(scene);
    var platform = scene.platform();

    assertThat(rules.shutForRollback(platform, scene.inputs(), scene.move(), Set.of(), NOON))
        .extracting(ShutGate::kind)
        .containsExactly(GateKind.PAUSED, GateKind.WINDOW, GateKind.CREDENTIALS);
    assertThat(
            rules.shutForRollback(
                platform, scene.inputs(), scene.move(), Set.of(GateKind.WINDOW), NOON))
        .extracting(ShutGate::kind)
        .containsExactly(GateKind.PAUSED, GateKind.CREDENTIALS);
  }

  @Test
  void pausesStopARolloutAndWindowsDoAsThePolicySays() {
    everyGateShutIn(scene);
    var rollout = GateScene.rollout(LIVE, Rollout.State.EXECUTING, 5, 7, null);
    for (var atClose : AtClose.values()) {
      scene.atClose = atClose;
      assertThat(rules.stopping(scene.platform(), rollout, scene.inputs(), NOON).shut())
          .extracting(ShutGate::kind)
          .containsExactlyElementsOf(
              atClose == AtClose.FINISH
                  ? List.of(GateKind.PAUSED)
                  : List.of(GateKind.PAUSED, GateKind.WINDOW));
    }
  }

  private static GateScene everyGateShut() {
    var scene = new GateScene();
    everyGateShutIn(scene);
    return scene;
  }

  private static void everyGateShutIn(GateScene scene) {
    scene.health = SourceState.Health.BLOCKED;
    scene
        .pausedUntil(ONE)
        .held(5, Hold.Cause.HOLD)
        .removes(50, 100)
        .follows(RolloutPolicy.On.NEVER)
        .window("freeze", WindowKind.DENY, "2026-11-23T11:00", Duration.ofHours(3), null)
        .dependsOn(PlatformDependency.on("Missing"))
        .dependsOn(new PlatformDependency("Staging", HOUR, OnFailure.WAIT))
        .other(STAGING, 7, NOON, null);
    scene.credentials =
        new CredentialGaps(new TreeSet<>(List.of("a")), Collections.emptySortedMap());
  }
}
