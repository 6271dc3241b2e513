package io.trueup.listener.engine.rollout;

import static io.trueup.listener.engine.testing.RolloutScene.ACME;
import static io.trueup.listener.engine.testing.RolloutScene.ANN;
import static io.trueup.listener.engine.testing.RolloutScene.LIVE;
import static io.trueup.listener.engine.testing.RolloutScene.NOON;
import static io.trueup.listener.engine.testing.RolloutScene.STAGING;
import static io.trueup.listener.engine.testing.RolloutScene.node;
import static io.trueup.listener.engine.testing.RolloutScene.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.control.ControlOutcome;
import io.trueup.listener.engine.nodetime.NodeTime.Answer;
import io.trueup.listener.engine.testing.RolloutScene;
import io.trueup.listener.engine.testing.RolloutScene.Declared;
import io.trueup.model.ecosystem.PlatformDependency;
import io.trueup.model.ecosystem.PlatformDependency.OnFailure;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.AtClose;
import io.trueup.model.ecosystem.RolloutPolicy.VersionOrder;
import io.trueup.model.ecosystem.RolloutTerms;
import io.trueup.model.schedule.Cron;
import io.trueup.model.schedule.CronSchedule;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.Lease;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.Run;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.Hold;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.Selector;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A platform's worker, its jobs and its operators, with gates that open and shut. */
class SteeredRolloutsTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final RolloutScene scene = new RolloutScene();

  private static RolloutPolicy policy(AtClose atClose, VersionOrder versions) {
    return new RolloutPolicy(
        RolloutPolicy.On.MERGE,
        null,
        Collections.emptySortedMap(),
        atClose,
        versions,
        RolloutPolicy.RemovalGuard.DEFAULT,
        RolloutPolicy.DriftPolicy.NONE);
  }

  private static RolloutPolicy daily(String cron) {
    return new RolloutPolicy(
        RolloutPolicy.On.SCHEDULE,
        new CronSchedule(List.of(Cron.parse(cron)), "UTC"),
        Collections.emptySortedMap(),
        AtClose.FINISH,
        VersionOrder.NEWEST,
        RolloutPolicy.RemovalGuard.DEFAULT,
        RolloutPolicy.DriftPolicy.NONE);
  }

  private long merge(String nodes) {
    return merge(RolloutPolicy.MERGE, nodes);
  }

  private long merge(RolloutPolicy policy, String nodes) {
    return scene.merge(Declared.of(LIVE, policy, nodes));
  }

  /** Live has realized version 1. */
  private void realized(RolloutPolicy policy, String nodes) {
    merge(policy, nodes);
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(1L, 1L, 1L);
  }

  private RolloutWindow freeze(Instant from, Duration length) {
    return scene.window(
        new RolloutWindow.Spec(
            "Freeze",
            WindowKind.DENY,
            Selector.EVERYTHING,
            WindowTimes.once(LocalDateTime.parse(from.toString().replace("Z", "")), length, "UTC"),
            "ops",
            "quarter end"));
  }

  private void assertHeldFor(Hold.Cause cause, long version) {
    var hold = Objects.requireNonNull(scene.state(LIVE).steering().hold());
    assertThat(hold.cause()).isEqualTo(cause);
    assertThat(hold.version()).isEqualTo(version);
  }

  @Test
  void allGatesThatAreShutAreRecordedAndNothingIsHeldMeanwhile() {
    realized(RolloutPolicy.MERGE, "a=1");
    scene.store.platforms().pause(LIVE, ANN, "incident", NOON.plus(HOUR));
    freeze(NOON.minus(HOUR), HOUR.multipliedBy(5));
    merge("a=2");

    assertThat(scene.advance(LIVE)).hasValue(NOON.plus(HOUR.multipliedBy(4)));

    assertThat(scene.waiting(LIVE)).containsExactly("paused", "window");
    assertThat(scene.pointers(LIVE)).containsExactly(2L, 1L, 1L);
    assertThat(scene.isFree(LIVE)).isTrue();
    scene.clock.set(NOON.plus(HOUR.multipliedBy(4)));
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(2L, 2L, 2L);
    assertThat(scene.waiting(LIVE)).isEmpty();
  }

  @Test
  void aGateThatShutsWhileTheMoveIsPlannedKeepsIt() {
    realized(RolloutPolicy.MERGE, "a=1");
    merge("a=2");
    scene.onPlan = () -> scene.store.groupPauses().pause(Selector.EVERYTHING, ANN, "stop", null);

    scene.advance(LIVE);

    assertThat(scene.waiting(LIVE)).containsExactly("paused");
    assertThat(scene.pointers(LIVE)).containsExactly(2L, 1L, 1L);
  }

  @Test
  void aBlockedSourceMovesNoPlatform() {
    realized(RolloutPolicy.MERGE, "a=1");
    merge("a=2");
    var lease = scene.store.leases().claim(Lease.resource(ACME), "daemon-1", HOUR).orElseThrow();
    scene.store.sources().recordRefresh(lease, ACME, 0, Health.BLOCKED, "rewritten", null);

    scene.advance(LIVE);

    assertThat(scene.waiting(LIVE)).containsExactly("blocked");
  }

  @Test
  void firingsThatEveryDaemonSleptThroughAreSeenOnce() {
    var policy = daily("0 2 * * *");
    merge(policy, "a=1");
    assertThat(scene.advance(LIVE)).hasValue(Instant.parse("2026-11-24T02:00:00Z"));
    assertThat(scene.waiting(LIVE)).containsExactly("policy");
    merge(policy, "a=2");
    scene.clock.set(NOON.plus(Duration.ofDays(5)));
    merge(policy, "a=3");

    scene.advance(LIVE);

    assertThat(scene.pointers(LIVE)).containsExactly(3L, 2L, 2L);
    assertThat(scene.waiting(LIVE)).containsExactly("policy");
    assertThat(scene.store.rollouts().newest(LIVE, 9)).hasSize(1);
    scene.advance(LIVE);
    assertThat(scene.store.rollouts().newest(LIVE, 9)).hasSize(1);
    scene.clock.advance(Duration.ofDays(1));
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(3L, 3L, 3L);
  }

  @Test
  void eachVersionIsRealizedInItsOrder() {
    var each = policy(AtClose.FINISH, VersionOrder.EACH);
    realized(each, "a=1 job=1");
    scene.startJob(LIVE, "job", null);
    scene.endJobs(LIVE);
    merge(each, "a=2 job=2");
    scene.reject();
    merge(each, "a=4 job=4");
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(4L, 2L, 1L);
    scene.startJob(LIVE, "job", 1L);
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(4L, 4L, 2L);
    assertThat(scene.store.rollouts().newest(LIVE, 9))
        .extracting(Rollout::to)
        .containsExactly(4L, 2L, 1L);
  }

  @Test
  void aPauseStopsWhatIsUnderWayAndWhatHasBegunIsRecorded() {
    var many =
        IntStream.range(0, 300)
            .mapToObj(it -> "n%d=1".formatted(it))
            .collect(Collectors.joining(" "));
    scene.onExecute = () -> scene.store.platforms().pause(LIVE, ANN, "stop", null);
    merge(many);

    scene.advance(LIVE);

    assertThat(scene.made).hasSize(200);
    assertThat(scene.rollout(LIVE).done()).isEqualTo(200);
    assertThat(scene.waiting(LIVE)).containsExactly("paused");
    assertThat(scene.isFree(LIVE)).isTrue();
    scene.onExecute = () -> {};
    scene.store.platforms().resume(LIVE, ANN, "go");
    scene.advance(LIVE);
    assertThat(scene.made).hasSize(300);
    assertThat(scene.pointers(LIVE)).containsExactly(1L, 1L, 1L);
    assertThat(scene.waiting(LIVE)).isEmpty();
  }

  /** Live moves to version 2; a step has failed and a job has not asked, when a freeze begins. */
  private Instant frozenOnTheWay(AtClose atClose) {
    var policy = policy(atClose, VersionOrder.NEWEST);
    realized(policy, "a=1 job=1");
    scene.startJob(LIVE, "job", null);
    scene.endJobs(LIVE);
    merge(policy, "a=2 b=2 job=2");
    scene.failing.add(node(LIVE, "b"));
    scene.advance(LIVE);
    scene.failing.clear();
    assertThat(scene.pointers(LIVE)).containsExactly(2L, 2L, 1L);
    var from = NOON.plus(HOUR);
    freeze(from, HOUR);
    scene.clock.set(from);
    return from.plus(HOUR);
  }

  @Test
  void finishCarriesOutAllSteps() {
    frozenOnTheWay(AtClose.FINISH);
    scene.advance(LIVE);
    assertThat(scene.rollout(LIVE).state()).isEqualTo(Rollout.State.AWAITING_NODES);
    assertThat(scene.waiting(LIVE)).isEmpty();
    assertThat(scene.startJob(LIVE, "job", 1L))
        .isInstanceOfSatisfying(
            Answer.Go.class, it -> assertThat(it.answer()).isEqualTo(Run.Answer.RECONCILE));
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(2L, 2L, 2L);
  }

  @Test
  void drainBeginsNoStepAndChangesNoNodeUntilTheWindowOpens() {
    var end = frozenOnTheWay(AtClose.DRAIN);

    assertThat(scene.advance(LIVE)).hasValue(end);

    assertThat(scene.made).doesNotContainKey(node(LIVE, "b"));
    assertThat(scene.rollout(LIVE).state()).isEqualTo(Rollout.State.EXECUTING);
    assertThat(scene.waiting(LIVE)).containsExactly("window");
    assertRunsWithWhatItHas();
    scene.clock.set(end);
    scene.advance(LIVE);
    assertThat(scene.made).containsKey(node(LIVE, "b"));
    assertThat(scene.waiting(LIVE)).isEmpty();
    scene.startJob(LIVE, "job", 1L);
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(2L, 2L, 2L);
  }

  private void assertRunsWithWhatItHas() {
    assertThat(scene.startJob(LIVE, "job", 1L))
        .isInstanceOfSatisfying(
            Answer.Go.class,
            it -> {
              assertThat(it.answer()).isEqualTo(Run.Answer.RUN);
              assertThat(it.version()).isEqualTo(1);
            });
    scene.endJobs(LIVE);
  }

  @Test
  void cancelAtCloseEndsTheRolloutAndLeavesAHold() {
    frozenOnTheWay(AtClose.CANCEL);
    assertRunsWithWhatItHas();
    scene.advance(LIVE);

    assertThat(scene.rollout(LIVE).state()).isEqualTo(Rollout.State.CANCELLED);
    assertHeldFor(Hold.Cause.CANCEL, 2);
    var hold = Objects.requireNonNull(scene.state(LIVE).steering().hold());
    assertThat(hold.by()).isEqualTo("trueup");
    assertThat(hold.reason()).contains("Window 'freeze' of ops denies until");
    assertThat(scene.made).doesNotContainKey(node(LIVE, "b"));
    assertRunsWithWhatItHas();
    assertThat(scene.waiting(LIVE)).containsExactly("held", "window");
    scene.clock.advance(HOUR);
    scene.advance(LIVE);
    assertThat(scene.waiting(LIVE)).containsExactly("held");
    scene.control.release(LIVE, ANN, "go on", false);
    scene.advance(LIVE);
    assertThat(scene.rollout(LIVE).kind()).isEqualTo(Rollout.Kind.AGAIN);
    scene.startJob(LIVE, "job", 1L);
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(2L, 2L, 2L);
  }

  @ParameterizedTest
  @EnumSource(names = {"DRAIN", "CANCEL"})
  void aRolloutThatOverrodeTheWindowIsNotStoppedByIt(AtClose atClose) {
    var policy = policy(atClose, VersionOrder.NEWEST);
    realized(policy, "a=1");
    freeze(NOON, HOUR);
    merge(policy, "a=2");
    scene.advance(LIVE);
    assertThat(scene.waiting(LIVE)).containsExactly("window");

    scene.control.sync(LIVE, null, Set.of(GateKind.WINDOW), ANN, "hotfix", false);
    scene.advance(LIVE);

    assertThat(scene.pointers(LIVE)).containsExactly(2L, 2L, 2L);
    assertThat(scene.rollout(LIVE).overrides()).containsExactly(GateKind.WINDOW);
    assertThat(scene.rollout(LIVE).requestedBy()).isEqualTo("ann");
  }

  @Test
  void anOperatorCancelsWhateverIsUnderWayAndReleasesIt() {
    realized(RolloutPolicy.MERGE, "a=1 job=1");
    scene.startJob(LIVE, "job", null);
    scene.endJobs(LIVE);
    merge("a=2 job=2");
    scene.advance(LIVE);

    assertThat(scene.control.cancel(LIVE, ANN, "wrong", false))
        .isInstanceOf(ControlOutcome.Done.class);
    scene.advance(LIVE);

    assertHeldFor(Hold.Cause.CANCEL, 2);
    assertRunsWithWhatItHas();
    assertThat(scene.pointers(LIVE)).containsExactly(2L, 2L, 1L);
    merge("a=3 job=3");
    scene.advance(LIVE);
    assertThat(scene.waiting(LIVE)).containsExactly("held");
    assertThat(scene.pointers(LIVE)).containsExactly(3L, 2L, 1L);
    scene.control.release(LIVE, ANN, "mended", false);
    scene.advance(LIVE);
    scene.startJob(LIVE, "job", 1L);
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(3L, 3L, 3L);
  }

  @Test
  void aHoldLetsAPlatformMoveUpToItsVersion() {
    realized(RolloutPolicy.MERGE, "a=1");
    scene.store.platforms().pause(LIVE, ANN, "wait", null);
    merge("a=2");
    merge("a=3");
    scene.control.hold(LIVE, 2L, ANN, "audit", false);
    scene.store.platforms().resume(LIVE, ANN, "go");
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(3L, 2L, 2L);
    assertThat(scene.waiting(LIVE)).containsExactly("held");
    merge("a=3");
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(4L, 2L, 2L);
    scene.control.release(LIVE, ANN, "audited", false);
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(4L, 4L, 4L);
  }

  @Test
  void aRollbackGoesBackAtOnceAndNoMergeUndoesIt() {
    realized(RolloutPolicy.MERGE, "a=1 old=1 job=1");
    scene.startJob(LIVE, "job", null);
    scene.endJobs(LIVE);
    merge("a=2 new=2 job=2");
    scene.advance(LIVE);
    scene.startJob(LIVE, "job", 1L);
    scene.endJobs(LIVE);
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(2L, 2L, 2L);
    var before = Set.copyOf(scene.made.entrySet());

    var done = scene.control.rollBack(LIVE, 1, Set.of(), ANN, "it fails", false);

    assertThat(done)
        .isInstanceOfSatisfying(
            ControlOutcome.Done.class,
            it ->
                assertThat(it.message())
                    .isEqualTo(
                        "Platform 'acme/Live' goes back from version 2 to 1: 3 steps now, 1 nodes"
                            + " wait for their jobs. It is held there until `trueup release"
                            + " acme/Live`"));
    assertThat(scene.pointers(LIVE)).containsExactly(2L, 1L, 2L);
    assertThat(scene.isFree(LIVE)).isTrue();
    assertThat(scene.poked).contains(LIVE);
    assertHeldFor(Hold.Cause.ROLLBACK, 1);
    scene.advance(LIVE);
    scene.startJob(LIVE, "job", 2L);
    scene.endJobs(LIVE);
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(2L, 1L, 1L);
    assertThat(scene.made.keySet())
        .containsExactlyInAnyOrder(node(LIVE, "a"), node(LIVE, "old"), node(LIVE, "job"));
    merge("a=2 new=2 job=2");
    merge("a=4 new=2 job=2");
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(4L, 1L, 1L);
    assertThat(scene.waiting(LIVE)).containsExactly("held");
    scene.control.release(LIVE, ANN, "mended", false);
    scene.control.hold(LIVE, 3L, ANN, "only this", false);
    scene.advance(LIVE);
    scene.startJob(LIVE, "job", 1L);
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(4L, 3L, 3L);
    assertThat(scene.made.entrySet()).containsExactlyInAnyOrderElementsOf(before);
  }

  @ParameterizedTest
  @EnumSource(
      value = RolloutPolicy.On.class,
      names = {"MERGE", "MANUAL"})
  void aRollbackThatWasCancelledIsMadeAgainByAHold(RolloutPolicy.On on) {
    var policy = on == RolloutPolicy.On.MANUAL ? RolloutPolicy.MANUAL : RolloutPolicy.MERGE;
    realized(RolloutPolicy.MERGE, "a=1 job=1");
    scene.startJob(LIVE, "job", null);
    scene.endJobs(LIVE);
    merge("a=2 job=2");
    scene.advance(LIVE);
    scene.startJob(LIVE, "job", 1L);
    scene.endJobs(LIVE);
    scene.advance(LIVE);
    merge(policy, "a=2 job=2");
    assertThat(scene.control.rollBack(LIVE, 1, Set.of(), ANN, "it fails", false))
        .isInstanceOf(ControlOutcome.Done.class);
    scene.advance(LIVE);
    assertThat(scene.control.cancel(LIVE, ANN, "not now", false))
        .isInstanceOf(ControlOutcome.Done.class);
    scene.advance(LIVE);
    assertThat(scene.waiting(LIVE)).containsExactly("held");

    assertThat(scene.control.hold(LIVE, null, ANN, "go back after all", false))
        .isInstanceOfSatisfying(
            ControlOutcome.Done.class,
            it ->
                assertThat(it.message())
                    .isEqualTo(
                        "Platform 'acme/Live' is held at version 1 until `trueup release"
                            + " acme/Live`, and its cancelled rollout to it is made again"));
    scene.advance(LIVE);
    scene.startJob(LIVE, "job", 2L);
    scene.endJobs(LIVE);
    scene.advance(LIVE);

    assertThat(scene.pointers(LIVE)).containsExactly(3L, 1L, 1L);
    assertHeldFor(Hold.Cause.HOLD, 1);
  }

  @Test
  void aCancelledRolloutToATargetThatNobodyAskedForIsMadeAgain() {
    realized(RolloutPolicy.MERGE, "a=1");
    merge(RolloutPolicy.MANUAL, "a=2");
    scene.failing.add(node(LIVE, "a"));
    scene.control.sync(LIVE, null, Set.of(), ANN, "second", false);
    scene.advance(LIVE);
    merge(RolloutPolicy.MANUAL, "a=2");
    scene.control.cancel(LIVE, ANN, "disk full", false);
    scene.failing.clear();
    scene.control.release(LIVE, ANN, "mended", false);
    scene.advance(LIVE);

    assertThat(scene.pointers(LIVE)).containsExactly(3L, 3L, 3L);
  }

  @Test
  void aRollbackSupersedesARolloutThatIsUnderWay() {
    realized(RolloutPolicy.MERGE, "a=1 b=1");
    merge("a=2 b=2 c=2");
    scene.failing.add(node(LIVE, "c"));
    scene.advance(LIVE);
    scene.failing.clear();
    assertThat(scene.control.rollBack(LIVE, 1, Set.of(), ANN, "it fails", false))
        .isInstanceOf(ControlOutcome.Done.class);
    scene.advance(LIVE);

    assertThat(scene.pointers(LIVE)).containsExactly(2L, 1L, 1L);
    assertThat(scene.store.rollouts().newest(LIVE, 9))
        .extracting(Rollout::state)
        .containsExactly(Rollout.State.REALIZED, Rollout.State.SUPERSEDED, Rollout.State.REALIZED);
  }

  @Test
  void aTypeThatCannotGoBackMovesNothing() {
    realized(RolloutPolicy.MERGE, "a=1");
    merge("a=2");
    scene.advance(LIVE);
    scene.obstacles.add("Table 'a' was rewritten");

    assertThat(refusal(scene.control.rollBack(LIVE, 1, Set.of(), ANN, "it fails", false)))
        .isEqualTo(
            "cannot-go-back: Platforms of type 'postgres' cannot go back to version 1: Table 'a'"
                + " was rewritten. Nothing was changed");
    assertThat(scene.pointers(LIVE)).containsExactly(2L, 2L, 2L);
    assertThat(scene.state(LIVE).steering().hold()).isNull();
  }

  private static RolloutTerms after(PlatformDependency dependency) {
    return new RolloutTerms(RolloutPolicy.MERGE, List.of(dependency), null, new TreeSet<>());
  }

  private void mergeBoth(PlatformDependency dependency, String staging, String live) {
    scene.merge(
        Declared.of(STAGING, RolloutPolicy.MERGE, staging),
        new Declared(LIVE, after(dependency), live));
  }

  @Test
  void aPlatformFollowsTheOneThatItDependsOnAfterItsSoak() {
    var dependency = new PlatformDependency("Staging", HOUR, OnFailure.WAIT);
    mergeBoth(dependency, "a=1", "a=1");
    scene.advance(LIVE);
    assertThat(scene.waiting(LIVE)).containsExactly("dependency");
    scene.advance(STAGING);
    assertThat(scene.advance(LIVE)).hasValue(NOON.plus(HOUR));
    assertThat(scene.waiting(LIVE)).containsExactly("soak");
    scene.clock.advance(HOUR);
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(1L, 1L, 1L);
    mergeBoth(dependency, "a=1", "a=2");
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).as("no change for the other").containsExactly(2L, 2L, 2L);
  }

  @ParameterizedTest
  @EnumSource(OnFailure.class)
  void aDependencyThatFailsIsWaitedForOrNot(OnFailure onFailure) {
    var dependency = new PlatformDependency("Staging", null, onFailure);
    scene.failing.add(node(STAGING, "a"));
    mergeBoth(dependency, "a=1", "a=1");
    scene.advance(STAGING);
    scene.advance(LIVE);

    assertThat(scene.pointers(LIVE).get(1)).isEqualTo(onFailure == OnFailure.GO ? 1L : 0L);
  }

  @Test
  void aVersionThatRemovesEverythingWaitsForAnApprovalThatCoversLaterOnesToo() {
    realized(RolloutPolicy.MERGE, "a=1 b=1");
    merge("c=2");
    scene.advance(LIVE);
    assertThat(scene.waiting(LIVE)).containsExactly("removal-guard");
    assertThat(scene.control.approve(LIVE, 2, ANN, "planned", false))
        .isInstanceOf(ControlOutcome.Done.class);
    merge("c=3");
    scene.advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(3L, 3L, 3L);
    assertThat(scene.made.keySet()).containsExactly(node(LIVE, "c"));
  }

  private void mergePrimary(RolloutPolicy staging, int number) {
    scene.merge(
        Declared.of(STAGING, staging, "job=" + number),
        new Declared(LIVE, RolloutTerms.of(RolloutPolicy.MERGE), "job=" + (10 + number), STAGING));
  }

  @Test
  void aNodeThatReadsAnotherPlatformsNodeChangesAfterThatOne() {
    mergePrimary(RolloutPolicy.MERGE, 1);
    scene.advance(STAGING);
    scene.advance(LIVE);
    scene.startJob(STAGING, "job", null);
    scene.endJobs(STAGING);
    scene.startJob(LIVE, "job", null);
    scene.endJobs(LIVE);
    mergePrimary(RolloutPolicy.MERGE, 2);
    scene.advance(LIVE);

    assertLivesJobAnswers(Run.Answer.RUN, 1);
    scene.advance(STAGING);
    assertLivesJobAnswers(Run.Answer.RUN, 1);
    scene.startJob(STAGING, "job", 1L);
    assertLivesJobAnswers(Run.Answer.RECONCILE, 2);
  }

  /** Else each would wait for the other for ever. */
  @Test
  void aNodeDoesNotWaitForAPlatformThatFollowsItsOwn() {
    mergeFollower(1);
    scene.advance(LIVE);
    scene.startJob(LIVE, "job", null);
    scene.endJobs(LIVE);
    scene.advance(STAGING);
    scene.startJob(STAGING, "job", null);
    scene.endJobs(STAGING);
    mergeFollower(2);
    scene.advance(LIVE);
    scene.advance(STAGING);
    assertThat(scene.waiting(STAGING)).containsExactly("dependency");

    assertLivesJobAnswers(Run.Answer.RECONCILE, 2);
    scene.advance(LIVE);
    scene.advance(STAGING);
    assertThat(scene.pointers(STAGING)).startsWith(2L, 2L);
  }

  /** Live's node reads Staging's, and Staging follows Live. */
  private void mergeFollower(int number) {
    scene.merge(
        new Declared(STAGING, after(PlatformDependency.on("Live")), "job=" + number),
        new Declared(LIVE, RolloutTerms.of(RolloutPolicy.MERGE), "job=" + (10 + number), STAGING));
  }

  private void assertLivesJobAnswers(Run.Answer answer, long version) {
    assertThat(scene.startJob(LIVE, "job", 11L))
        .isInstanceOfSatisfying(
            Answer.Go.class,
            it -> {
              assertThat(it.answer()).isEqualTo(answer);
              assertThat(it.version()).isEqualTo(version);
            });
    scene.endJobs(LIVE);
  }

  @Test
  void aNodeDoesNotWaitForAPlatformWithALoopOfItsOwn() {
    mergePrimary(RolloutPolicy.NEVER, 1);
    scene.advance(LIVE);
    scene.startJob(LIVE, "job", null);
    scene.endJobs(LIVE);
    mergePrimary(RolloutPolicy.NEVER, 2);
    scene.advance(LIVE);
    assertLivesJobAnswers(Run.Answer.RECONCILE, 2);
  }
}
