package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.ANN;
import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static io.trueup.statestore.testing.StoreFixture.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import io.trueup.model.verdict.ChangeDigest;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.ChangeApproval;
import io.trueup.statestore.NewVersion;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.Sources.FailedRefresh;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The contract of {@link io.trueup.statestore.Sources}. */
abstract class SourcesContract extends Contract {

  private static final String SUBJECT = "source:acme";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  SourcesContract(StateStoreConformance suite) {
    super(suite);
  }

  @Test
  void aDeclaredSourceIsFollowedAndOwesNothing() {
    store.sources().declare(ACME);

    var source = stage.source();
    assertThat(source)
        .isEqualTo(
            new SourceState(
                ACME,
                0,
                0,
                Health.FOLLOWING,
                null,
                source.since(),
                null,
                null,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                0,
                null,
                null,
                null));
  }

  @Test
  void declaringAgainChangesNothing() {
    store.sources().declare(ACME);
    store.sources().request(ACME);
    var before = stage.everything();

    store.sources().declare(ACME);

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void allSourcesAreShownById() {
    for (var name : List.of("globex", "acme", "acme-2")) {
      store.sources().declare(new SourceId(name));
    }

    assertThat(store.sources().all())
        .extracting(source -> source.id().value())
        .containsExactly("acme", "acme-2", "globex");
  }

  @Test
  void anUnknownSourceIsNotFound() {
    assertThat(store.sources().find(ACME)).isEmpty();
  }

  @Test
  void aRequestRaisesTheRequestedGenerationAndReturnsIt() {
    store.sources().declare(ACME);

    assertThat(store.sources().request(ACME)).isEqualTo(1);
    assertThat(store.sources().request(ACME)).isEqualTo(2);
    assertThat(stage.source().requested()).isEqualTo(2);
    assertThat(stage.source().processed()).isZero();
  }

  @Test
  void aRequestForAnUnknownSourceIsABug() {
    assertThatThrownBy(() -> store.sources().request(ACME))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("acme");
  }

  @Test
  void requestsOfSeveralProcessesAtOnceAllCount() throws Exception {
    store.sources().declare(ACME);
    Callable<Long> here = () -> store.sources().request(ACME);
    Callable<Long> there = () -> suite.otherHandle().sources().request(ACME);

    var levels =
        atOnce(
            Collections.nCopies(10, List.of(here, there)).stream().flatMap(List::stream).toList());

    assertThat(levels)
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 20).boxed().toList());
    assertThat(stage.source().requested()).isEqualTo(20);
  }

  @Test
  void aRefreshProcessesTheRequestsBeforeIt() {
    var lease = stage.sourceLease();
    var requested = store.sources().request(ACME);

    store.sources().recordRefresh(lease, ACME, requested, Health.FOLLOWING, null, commit(1));

    assertThat(stage.source().processed()).isEqualTo(requested);
    assertThat(stage.source().head()).isEqualTo(commit(1));
    assertThat(stage.source().checkedCommit()).isNull();
  }

  @Test
  void aRequestThatArrivesDuringARefreshStaysOwed() {
    var lease = stage.sourceLease();
    var read = store.sources().request(ACME);
    suite.otherHandle().sources().request(ACME);

    store.sources().recordRefresh(lease, ACME, read, Health.FOLLOWING, null, commit(1));

    assertThat(stage.source().requested()).isEqualTo(2);
    assertThat(stage.source().processed()).isEqualTo(1);
  }

  @Test
  void theProcessedGenerationNeverSinks() {
    var lease = stage.sourceLease();
    store.sources().request(ACME);
    store.sources().request(ACME);
    store.sources().recordRefresh(lease, ACME, 2, Health.FOLLOWING, null, commit(1));

    store.sources().recordRefresh(lease, ACME, 1, Health.FOLLOWING, null, commit(1));

    assertThat(stage.source().processed()).isEqualTo(2);
  }

  @Test
  void aRefreshThatSawNoHeadClearsTheLastOne() {
    var lease = stage.sourceLease();
    store.sources().recordRefresh(lease, ACME, 0, Health.FOLLOWING, null, commit(1));

    store.sources().recordRefresh(lease, ACME, 0, Health.BLOCKED, "the branch is gone", null);

    assertThat(stage.source().head()).isNull();
    assertThat(stage.source().reason()).isEqualTo("the branch is gone");
  }

  @Test
  void aHealthThatChangesIsAudited() {
    var lease = stage.sourceLease();

    store.sources().recordRefresh(lease, ACME, 0, Health.BLOCKED, "rewritten", commit(2));

    var source = stage.source();
    assertThat(source.health()).isEqualTo(Health.BLOCKED);
    assertThat(source.reason()).isEqualTo("rewritten");
    var entry = stage.lastAudit(SUBJECT);
    assertThat(entry.verb()).isEqualTo(AuditVerbs.SOURCE_BLOCKED);
    assertThat(entry.actor()).isEqualTo(Actor.DAEMON);
    assertThat(entry.reason()).isEqualTo("rewritten");
    assertThat(entry.before()).isNotNull();
    assertThat(entry.after()).isNotNull();
  }

  @Test
  void aReasonThatChangesIsAuditedAndTheHealthKeepsItsAge() {
    var lease = stage.sourceLease();
    store.sources().recordRefresh(lease, ACME, 0, Health.BLOCKED, "rewritten", commit(2));
    var since = stage.source().since();

    store.sources().recordRefresh(lease, ACME, 0, Health.BLOCKED, "deleted", null);

    assertThat(stage.source().since()).isEqualTo(since);
    assertThat(store.audit().newest(SUBJECT, 10))
        .extracting(AuditEntry::reason)
        .containsExactly("deleted", "rewritten");
  }

  @Test
  void aRefreshThatFindsTheSameAgainIsNotAudited() {
    var lease = stage.sourceLease();
    store.sources().recordRefresh(lease, ACME, 0, Health.BLOCKED, "rewritten", commit(2));

    store.sources().recordRefresh(lease, ACME, 0, Health.BLOCKED, "rewritten", commit(3));

    assertThat(stage.verbs(SUBJECT)).containsExactly(AuditVerbs.SOURCE_BLOCKED);
  }

  @Test
  void aHealthThatRecoversIsAudited() {
    var lease = stage.sourceLease();
    store.sources().recordRefresh(lease, ACME, 0, Health.BLOCKED, "rewritten", commit(2));

    store.sources().recordRefresh(lease, ACME, 0, Health.FOLLOWING, null, commit(1));

    assertThat(stage.source().reason()).isNull();
    assertThat(stage.verbs(SUBJECT))
        .containsExactly(AuditVerbs.SOURCE_BLOCKED, AuditVerbs.SOURCE_FOLLOWING);
  }

  @Test
  void afterAFailedRefreshTheWorkStaysOwed() {
    var lease = stage.sourceLease();
    store.sources().request(ACME);
    var retryAt = stage.in(Duration.ofMinutes(1));

    store.sources().recordFailedRefresh(lease, ACME, unreachable(retryAt));

    var source = stage.source();
    assertThat(source.requested()).isEqualTo(1);
    assertThat(source.processed()).isZero();
    assertThat(source.health()).isEqualTo(Health.UNREACHABLE);
    assertThat(source.reason()).isEqualTo("no route");
    assertThat(source.retryAt()).isEqualTo(retryAt);
    assertThat(source.attempts()).isEqualTo(1);
  }

  @Test
  void failedRefreshesInARowAreCountedAndAuditedOnce() {
    var lease = stage.sourceLease();

    for (var attempt = 1; attempt <= 3; attempt++) {
      store.sources().recordFailedRefresh(lease, ACME, unreachable(stage.in(HOUR)));
    }

    assertThat(stage.source().attempts()).isEqualTo(3);
    assertThat(stage.verbs(SUBJECT)).containsExactly(AuditVerbs.SOURCE_UNREACHABLE);
  }

  @Test
  void aRefreshThatSucceedsClearsTheFailures() {
    var lease = stage.sourceLease();
    store.sources().recordFailedRefresh(lease, ACME, unreachable(stage.in(HOUR)));

    store.sources().recordRefresh(lease, ACME, 0, Health.FOLLOWING, null, commit(1));

    assertThat(stage.source().attempts()).isZero();
    assertThat(stage.source().retryAt()).isNull();
    assertThat(stage.source().health()).isEqualTo(Health.FOLLOWING);
  }

  @Test
  void aRefreshThatFailsForAnotherReasonIsShownAndAudited() {
    var lease = stage.sourceLease();
    var minute = stage.in(MINUTE);
    var hour = stage.in(HOUR);

    store
        .sources()
        .recordFailedRefresh(
            lease, ACME, new FailedRefresh(Health.FAILING, "out of memory", hour, minute));

    assertThat(stage.source().health()).isEqualTo(Health.FAILING);
    assertThat(stage.source().retryFrom()).isEqualTo(minute);
    assertThat(stage.lastAudit(SUBJECT).verb()).isEqualTo(AuditVerbs.SOURCE_FAILING);
  }

  @Test
  void aRequestByThePollLeavesTheWaitAfterAFailureAsItIs() {
    var lease = stage.sourceLease();
    var hour = stage.in(HOUR);
    store.sources().recordFailedRefresh(lease, ACME, unreachable(hour));

    store.sources().request(ACME);

    assertThat(stage.source().retryAt()).isEqualTo(hour);
  }

  @Test
  void aRequestForNowEndsTheWaitAsEarlyAsTheFailureAllows() {
    var lease = stage.sourceLease();
    var minute = stage.in(MINUTE);
    var hour = stage.in(HOUR);
    store
        .sources()
        .recordFailedRefresh(
            lease, ACME, new FailedRefresh(Health.UNREACHABLE, "no route", hour, minute));

    assertThat(store.sources().requestNow(ACME, ANN, "please")).isEqualTo(1);

    assertThat(stage.source().retryAt()).isEqualTo(minute);
  }

  @Test
  void aRequestForNowEndsAWaitThatMayEndAtOnce() {
    var lease = stage.sourceLease();
    var hour = stage.in(HOUR);
    store
        .sources()
        .recordFailedRefresh(
            lease,
            ACME,
            new FailedRefresh(Health.UNREACHABLE, "no route", hour, store.now().minus(MINUTE)));

    store.sources().requestNow(ACME, ANN, "please");

    assertThat(stage.source().retryAt()).isBeforeOrEqualTo(store.now());
  }

  @Test
  void aRequestForNowIsAudited() {
    store.sources().declare(ACME);

    store.sources().requestNow(ACME, ANN, "the hook is broken");

    var entry = stage.lastAudit("source:acme");
    assertThat(entry.verb()).isEqualTo(AuditVerbs.SOURCE_SYNC_REQUESTED);
    assertThat(entry.actor()).isEqualTo(ANN);
    assertThat(entry.reason()).isEqualTo("the hook is broken");
    assertThat(entry.after()).isNotNull();
  }

  @Test
  void aRequestForNowMakesNoWaitLonger() {
    var lease = stage.sourceLease();
    var minute = stage.in(MINUTE);
    var hour = stage.in(HOUR);
    store
        .sources()
        .recordFailedRefresh(
            lease, ACME, new FailedRefresh(Health.UNREACHABLE, "no route", minute, hour));

    store.sources().requestNow(ACME, ANN, "please");

    assertThat(stage.source().retryAt()).isEqualTo(minute);
  }

  @Test
  void aRequestForNowOfASourceThatDoesNotWaitIsARequest() {
    store.sources().declare(ACME);

    assertThat(store.sources().requestNow(ACME, ANN, "please")).isEqualTo(1);

    assertThat(stage.source().retryAt()).isNull();
    assertThatThrownBy(() -> store.sources().requestNow(new SourceId("globex"), ANN, "please"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("globex");
  }

  private static FailedRefresh unreachable(Instant retryAt) {
    return new FailedRefresh(Health.UNREACHABLE, "no route", retryAt, retryAt);
  }

  /** A source that is blocked by a head. */
  private SourceState blocked(int head) {
    var lease = stage.sourceLease();
    store.sources().recordRefresh(lease, ACME, 0, Health.BLOCKED, "rewritten", commit(head));
    return stage.source();
  }

  @Test
  void anAcknowledgementIsStoredRequestsARefreshAndIsAudited() {
    var blocked = blocked(7);

    assertThat(store.sources().acknowledge(blocked, ANN, "history was cleaned")).isTrue();

    assertThat(stage.source().acknowledged()).isEqualTo(commit(7));
    assertThat(stage.source().requested()).isEqualTo(1);
    var entry = stage.lastAudit(SUBJECT);
    assertThat(entry.verb()).isEqualTo(AuditVerbs.SOURCE_ACKNOWLEDGED);
    assertThat(entry.actor()).isEqualTo(ANN);
    assertThat(entry.reason()).isEqualTo("history was cleaned");
    assertThat(entry.after()).contains(commit(7).value());
  }

  @Test
  void onlyACurrentBlockIsAcknowledged() {
    store.sources().declare(ACME);
    var following = stage.source();
    var first = blocked(7);
    var second = blocked(8);
    var before = stage.everything();

    assertThat(store.sources().acknowledge(following, ANN, "not blocked")).isFalse();
    assertThat(store.sources().acknowledge(first, ANN, "another head")).isFalse();

    assertThat(stage.everything()).isEqualTo(before);
    assertThat(store.sources().acknowledge(second, ANN, "this one")).isTrue();
  }

  @Test
  void aBranchThatIsGoneHasNoHeadToAcknowledge() {
    blocked(7);
    var lease = stage.sourceLease();
    store.sources().recordRefresh(lease, ACME, 0, Health.BLOCKED, "the branch is gone", null);

    assertThat(store.sources().acknowledge(stage.source(), ANN, "why not")).isFalse();

    assertThat(stage.source().acknowledged()).isNull();
  }

  @Test
  void anAcknowledgementOutlivesARefreshThatFindsTheSameBlockOrFails() {
    store.sources().acknowledge(blocked(7), ANN, "history was cleaned");

    blocked(7);
    store.sources().recordFailedRefresh(stage.sourceLease(), ACME, unreachable(stage.in(HOUR)));

    assertThat(stage.source().acknowledged()).isEqualTo(commit(7));
  }

  @Test
  void anAcknowledgementEndsWithItsHead() {
    store.sources().acknowledge(blocked(7), ANN, "history was cleaned");

    blocked(8);
    blocked(7);

    assertThat(stage.source().acknowledged()).isNull();
  }

  @Test
  void anAcknowledgementEndsWhenTheBranchGoes() {
    store.sources().acknowledge(blocked(7), ANN, "history was cleaned");

    store
        .sources()
        .recordRefresh(stage.sourceLease(), ACME, 0, Health.BLOCKED, "the branch is gone", null);

    assertThat(stage.source().acknowledged()).isNull();
  }

  @Test
  void anAcknowledgementEndsWithItsBlock() {
    store.sources().acknowledge(blocked(7), ANN, "history was cleaned");

    store.sources().recordRefresh(stage.sourceLease(), ACME, 0, Health.FOLLOWING, null, commit(6));

    assertThat(stage.source().acknowledged()).isNull();
  }

  @Test
  void anAcknowledgementForAnUnknownSourceIsABug() {
    var blocked = new SourceRow(new SourceId("globex"), store.now()).state();

    assertThatThrownBy(() -> store.sources().acknowledge(blocked, ANN, "why not"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("globex");
  }

  private static final ChangeDigest CHANGE = new ChangeDigest("c".repeat(64));
  private static final ChangeDigest OTHER = new ChangeDigest("d".repeat(64));

  private static NewVersion incompatible(int commit, Severity severity, ChangeDigest change) {
    return new NewVersion(
        commit(commit),
        "Ann Author",
        "Change a type",
        Instant.parse("2026-01-02T03:04:05Z"),
        List.of(new Problem("compatibility.type", severity, Location.NOWHERE, "It is", "Undo it")),
        List.of(),
        change);
  }

  /** An accepted version, and a rejected one that an operator may approve. */
  private void rejectedForCompatibility() {
    stage.record(StoreFixture.good(commit(1)), incompatible(2, Severity.ERROR, CHANGE));
  }

  @Test
  void anApprovalIsStoredRequestsARefreshAndIsAudited() {
    rejectedForCompatibility();
    var requested = stage.source().requested();

    assertThat(store.sources().approve(stage.source(), CHANGE, ANN, "never realized")).isTrue();

    var source = stage.source();
    assertThat(source.checkedChange()).isEqualTo(CHANGE);
    assertThat(source.approval())
        .isEqualTo(
            new ChangeApproval(
                CHANGE,
                Objects.requireNonNull(source.approval()).at(),
                ANN.name(),
                "never realized"));
    assertThat(source.needsNewVerdict()).isTrue();
    assertThat(source.requested()).isEqualTo(requested + 1);
    var entry = stage.lastAudit(SUBJECT);
    assertThat(entry.verb()).isEqualTo(AuditVerbs.SOURCE_APPROVED);
    assertThat(entry.actor()).isEqualTo(ANN);
    assertThat(entry.reason()).isEqualTo("never realized");
    assertThat(entry.before()).contains(commit(1).value());
    assertThat(entry.after()).contains(CHANGE.value());
  }

  @Test
  void approvingAnApprovedChangeChangesNothing() {
    rejectedForCompatibility();
    store.sources().approve(stage.source(), CHANGE, ANN, "never realized");
    var before = stage.everything();

    assertThat(store.sources().approve(stage.source(), CHANGE, ANN, "again")).isTrue();

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aSecondApprovalReplacesTheFirst() {
    rejectedForCompatibility();
    store.sources().approve(stage.source(), OTHER, ANN, "the first");

    store.sources().approve(stage.source(), CHANGE, ANN, "the second");

    assertThat(Objects.requireNonNull(stage.source().approval()).reason()).isEqualTo("the second");
    assertThat(stage.lastAudit(SUBJECT).before()).contains(OTHER.value());
  }

  @Test
  void nothingIsApprovedWhenAnotherVersionWasAcceptedMeanwhile() {
    store.sources().declare(ACME);
    var none = stage.source();
    assertThat(store.sources().approve(none, CHANGE, ANN, "no version")).isFalse();
    stage.record(StoreFixture.good(commit(1)));
    var seen = stage.source();
    stage.record(StoreFixture.good(commit(2)));
    var before = stage.everything();

    assertThat(store.sources().approve(none, CHANGE, ANN, "too late")).isFalse();
    assertThat(store.sources().approve(seen, CHANGE, ANN, "too late")).isFalse();

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void anApprovalEndsWhenAVersionIsAccepted() {
    rejectedForCompatibility();
    store.sources().approve(stage.source(), OTHER, ANN, "never realized");

    stage.record(incompatible(3, Severity.ERROR, CHANGE));
    assertThat(stage.source().approval()).isNotNull();
    stage.record(StoreFixture.good(commit(4)));

    assertThat(stage.source().approval()).isNull();
    assertThat(stage.source().checkedChange()).isNull();
  }

  @Test
  void aVersionThatIsAcceptedByAnApprovalSaysSo() {
    rejectedForCompatibility();
    store.sources().approve(stage.source(), CHANGE, ANN, "never realized");
    var approval = stage.source().approval();

    stage.record(incompatible(2, Severity.WARNING, CHANGE));

    var version = store.versions().find(ACME, 3).orElseThrow();
    assertThat(version.accepted()).isTrue();
    assertThat(version.change()).isEqualTo(CHANGE);
    assertThat(version.approval()).isEqualTo(approval);
    assertThat(stage.lastAudit(SUBJECT).reason())
        .isEqualTo("only compatibility errors, approved by 'ann': never realized");
    assertThat(store.versions().find(ACME, 2).orElseThrow().approval()).isNull();
    assertThat(store.versions().find(ACME, 2).orElseThrow().change()).isEqualTo(CHANGE);
  }

  @Test
  void nothingIsAcceptedByAnApprovalThatIsNotInForce() {
    rejectedForCompatibility();
    var lease = stage.sourceLease();
    store.sources().approve(stage.source(), OTHER, ANN, "never realized");
    var before = stage.everything();

    assertThat(
            store
                .versions()
                .record(
                    lease, ACME, 9, commit(2), List.of(incompatible(2, Severity.WARNING, CHANGE))))
        .isEmpty();

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void anApprovalIsWithdrawnOnce() {
    rejectedForCompatibility();
    store.sources().approve(stage.source(), CHANGE, ANN, "never realized");

    assertThat(store.sources().withdrawApproval(ACME, ANN, "a mistake")).isTrue();
    assertThat(store.sources().withdrawApproval(ACME, ANN, "a mistake")).isFalse();

    assertThat(stage.source().approval()).isNull();
    var entry = stage.lastAudit(SUBJECT);
    assertThat(entry.verb()).isEqualTo(AuditVerbs.SOURCE_APPROVAL_WITHDRAWN);
    assertThat(entry.before()).contains(CHANGE.value());
    assertThat(entry.reason()).isEqualTo("a mistake");
  }

  private static final SourceId GLOBEX = new SourceId("globex");

  /** Two sources of which the second left the configuration. */
  private void detachGlobex() {
    store.sources().declare(ACME);
    store.sources().declare(GLOBEX);
    assertThat(store.sources().detachAllBut(List.of(ACME), stage.in(HOUR))).containsExactly(GLOBEX);
  }

  private SourceState globex() {
    return store.sources().find(GLOBEX).orElseThrow();
  }

  @Test
  void aSourceThatLeftTheConfigurationIsDetachedOnceAndAudited() {
    detachGlobex();

    assertThat(store.sources().detachAllBut(List.of(ACME), stage.in(HOUR))).isEmpty();

    assertThat(globex().isDetached()).isTrue();
    assertThat(stage.source().isDetached()).isFalse();
    assertThat(stage.verbs("source:globex")).containsExactly(AuditVerbs.SOURCE_DETACHED);
  }

  @Test
  void aSourceThatIsStillRefreshedIsNotDetached() {
    var lease = stage.sourceLease();
    store.sources().recordRefresh(lease, ACME, 0, Health.FOLLOWING, null, commit(1));

    assertThat(
            store
                .sources()
                .detachAllBut(List.of(), Objects.requireNonNull(stage.source().refreshedAt())))
        .isEmpty();
    assertThat(store.sources().detachAllBut(List.of(), stage.in(HOUR))).containsExactly(ACME);
  }

  @Test
  void aRefreshOfADetachedSourceAttachesIt() {
    var lease = stage.sourceLease();
    store.sources().detachAllBut(List.of(), stage.in(HOUR));

    store.sources().recordRefresh(lease, ACME, 0, Health.FOLLOWING, null, commit(1));

    assertThat(stage.source().isDetached()).isFalse();
    assertThat(stage.verbs(SUBJECT))
        .containsExactly(AuditVerbs.SOURCE_DETACHED, AuditVerbs.SOURCE_ATTACHED);
  }

  @Test
  void declaringADetachedSourceAttachesIt() {
    detachGlobex();

    store.sources().declare(GLOBEX);

    assertThat(globex().isDetached()).isFalse();
    assertThat(stage.verbs("source:globex"))
        .containsExactly(AuditVerbs.SOURCE_DETACHED, AuditVerbs.SOURCE_ATTACHED);
  }

  @Test
  void aForgottenSourceIsNoLongerShownAndAudited() {
    detachGlobex();

    assertThat(store.sources().forget(GLOBEX, ANN, "sold")).isTrue();

    assertThat(store.sources().find(GLOBEX)).isEmpty();
    assertThat(store.sources().all()).extracting(SourceState::id).containsExactly(ACME);
    var entry = stage.lastAudit("source:globex");
    assertThat(entry.verb()).isEqualTo(AuditVerbs.SOURCE_FORGOTTEN);
    assertThat(entry.actor()).isEqualTo(ANN);
    assertThat(entry.reason()).isEqualTo("sold");
  }

  @Test
  void onlyADetachedSourceIsForgotten() {
    store.sources().declare(ACME);
    var before = stage.everything();

    assertThat(store.sources().forget(ACME, ANN, "why not")).isFalse();
    assertThat(store.sources().forget(GLOBEX, ANN, "why not")).isFalse();

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void thePlatformsOfAForgottenSourceAreNoLongerShown() {
    stage.accept(StoreFixture.fingerprint(1));
    assertThat(store.platforms().all()).isNotEmpty();
    var platform = store.platforms().all().getFirst().id();
    store.sources().detachAllBut(List.of(), stage.in(HOUR));

    store.sources().forget(ACME, ANN, "sold");

    assertThat(store.platforms().all()).isEmpty();
    assertThat(store.platforms().find(platform)).isEmpty();
  }

  @Test
  void aForgottenSourceThatIsConfiguredAgainIsFollowedFromWhereItWas() {
    var lease = stage.sourceLease();
    store.sources().recordRefresh(lease, ACME, 0, Health.FOLLOWING, null, commit(1));
    store.sources().detachAllBut(List.of(), stage.in(HOUR));
    store.sources().forget(ACME, ANN, "sold");

    store.sources().declare(ACME);

    assertThat(stage.source().head()).isEqualTo(commit(1));
    assertThat(stage.source().isDetached()).isFalse();
    assertThat(stage.lastAudit(SUBJECT).verb()).isEqualTo(AuditVerbs.SOURCE_ATTACHED);
  }
}
