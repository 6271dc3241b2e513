package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.ANN;
import static io.trueup.statestore.testing.StoreFixture.EXPORT;
import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.added;
import static io.trueup.statestore.testing.StoreFixture.bad;
import static io.trueup.statestore.testing.StoreFixture.changed;
import static io.trueup.statestore.testing.StoreFixture.commit;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.good;
import static io.trueup.statestore.testing.StoreFixture.impact;
import static io.trueup.statestore.testing.StoreFixture.problem;
import static io.trueup.statestore.testing.StoreFixture.removed;
import static io.trueup.statestore.testing.StoreFixture.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.problem.Severity;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NodeDelta;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.Sources.FailedRefresh;
import io.trueup.statestore.Version;
import io.trueup.statestore.Version.PlatformImpact;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract of {@link io.trueup.statestore.Versions}, except for the pointers. */
abstract class VersionsContract extends Contract {

  private static final String SUBJECT = "source:acme";

  VersionsContract(StateStoreConformance suite) {
    super(suite);
  }

  @Test
  void sequencesCountFromOneAcceptedOrNot() {
    assertThat(stage.record(good(commit(1)), bad(commit(2)))).containsExactly(1L, 2L);
    assertThat(stage.record(good(commit(3)))).containsExactly(3L);
  }

  private Instant decidedAt(long sequence) {
    return store.versions().find(ACME, sequence).orElseThrow().decidedAt();
  }

  @Test
  void theNewestVerdictHoldsSinceTheFirstVersionThatHasIt() {
    assertThat(store.versions().verdictSince(ACME)).isEmpty();

    stage.record(bad(commit(1)));
    stage.record(bad(commit(2)));
    assertThat(store.versions().verdictSince(ACME)).hasValue(decidedAt(1));

    stage.record(good(commit(3)));
    stage.record(good(commit(4)));
    assertThat(store.versions().verdictSince(ACME)).hasValue(decidedAt(3));

    stage.record(bad(commit(5)));
    assertThat(store.versions().verdictSince(ACME)).hasValue(decidedAt(5));
    assertThat(store.versions().verdictSince(new SourceId("globex"))).isEmpty();
  }

  @Test
  void eachSourceCountsForItself() {
    var globex = new SourceId("globex");
    stage.record(good(commit(1)));
    store.sources().declare(globex);
    var lease = stage.lease(Lease.resource(globex));

    var sequences = store.versions().record(lease, globex, 0, commit(5), List.of(good(commit(5))));

    assertThat(sequences).containsExactly(1L);
    assertThat(store.versions().find(globex, 1)).map(Version::commit).hasValue(commit(5));
    assertThat(store.versions().find(ACME, 1)).map(Version::commit).hasValue(commit(1));
  }

  @Test
  void aVersionIsFoundAsItWasRecorded() {
    var first = problem(Severity.WARNING, "\"quoted\" and 'quoted'");
    var second = problem(Severity.WARNING, "another");
    var checked =
        version(
            commit(1),
            List.of(first, second),
            impact(
                "Live",
                fingerprint(1),
                added(INGEST, fingerprint(2)),
                removed(EXPORT, fingerprint(3))),
            impact("Audit", fingerprint(4)));

    stage.record(checked);

    var found = store.versions().find(ACME, 1).orElseThrow();
    assertThat(found)
        .isEqualTo(
            new Version(
                ACME,
                1,
                commit(1),
                true,
                "Ann Author",
                "Change the model",
                Instant.parse("2026-01-02T03:04:05Z"),
                found.decidedAt(),
                List.of(first, second),
                List.of(new PlatformImpact("Audit", 0, 0, 0), new PlatformImpact("Live", 1, 0, 1)),
                null,
                null));
  }

  @Test
  void anUnknownVersionIsNotFound() {
    stage.record(good(commit(1)));

    assertThat(store.versions().find(ACME, 2)).isEmpty();
    assertThat(store.versions().find(new SourceId("globex"), 1)).isEmpty();
  }

  @Test
  void versionsAreShownNewestFirstAndLimited() {
    stage.record(good(commit(1)), bad(commit(2)), good(commit(3)));

    assertThat(store.versions().newest(ACME, 2))
        .extracting(Version::sequence)
        .containsExactly(3L, 2L);
    assertThat(store.versions().newest(null, 10)).hasSize(3);
    assertThat(store.versions().newest(new SourceId("globex"), 10)).isEmpty();
  }

  @Test
  void aWarningDoesNotReject() {
    stage.record(version(commit(1), List.of(problem(Severity.WARNING, "odd"))));

    assertThat(store.versions().find(ACME, 1)).map(Version::accepted).hasValue(true);
  }

  @Test
  void aCommitMayBeRecordedAgainAsAnotherVersion() {
    stage.record(good(commit(1)), good(commit(2)));

    assertThat(stage.record(good(commit(1)))).containsExactly(3L);
    assertThat(stage.source().acceptedCommit()).isEqualTo(commit(1));
  }

  @Test
  void theSourceIsWhatWasRecordedLast() {
    var lease = stage.sourceLease();
    var requested = store.sources().request(ACME);

    store
        .versions()
        .record(
            lease,
            ACME,
            requested,
            commit(4),
            List.of(good(commit(1)), good(commit(2)), bad(commit(3))));

    var source = stage.source();
    assertThat(source.head()).isEqualTo(commit(4));
    assertThat(source.checkedCommit()).isEqualTo(commit(3));
    assertThat(source.accepted()).isEqualTo(2);
    assertThat(source.acceptedCommit()).isEqualTo(commit(2));
    assertThat(source.processed()).isEqualTo(requested);
  }

  @Test
  void aRejectedVersionIsKeptWithItsProblemsAndMovesNothing() {
    stage.accept(fingerprint(1));
    var before = store.platforms().all();
    var error = problem(Severity.ERROR, "no such store");

    stage.record(version(commit(9), List.of(error)));

    assertThat(store.platforms().all()).isEqualTo(before);
    assertThat(stage.source().accepted()).isEqualTo(1);
    assertThat(stage.source().checkedCommit()).isEqualTo(commit(9));
    var rejected = store.versions().find(ACME, 2).orElseThrow();
    assertThat(rejected.accepted()).isFalse();
    assertThat(rejected.problems()).containsExactly(error);
    assertThat(rejected.impacts()).isEmpty();
  }

  @Test
  void theNextAcceptedVersionAfterARejectedOneContinues() {
    stage.accept(fingerprint(1));
    stage.record(bad(commit(9)));

    stage.record(good(commit(10), impact("Live", fingerprint(2))));

    assertThat(stage.source().accepted()).isEqualTo(3);
    assertThat(stage.platform().merged().version()).isEqualTo(3);
  }

  @Test
  void aRequestThatArrivesBetweenReadAndRecordStaysOwed() {
    var lease = stage.sourceLease();
    var read = store.sources().request(ACME);
    suite.otherHandle().sources().request(ACME);

    store.versions().record(lease, ACME, read, commit(1), List.of(good(commit(1))));

    assertThat(stage.source().requested()).isEqualTo(2);
    assertThat(stage.source().processed()).isEqualTo(1);
  }

  @Test
  void theProcessedGenerationNeverSinks() {
    var lease = stage.sourceLease();
    store.sources().request(ACME);
    store.sources().request(ACME);
    store.versions().record(lease, ACME, 2, commit(1), List.of(good(commit(1))));

    store.versions().record(lease, ACME, 1, commit(2), List.of(good(commit(2))));

    assertThat(stage.source().processed()).isEqualTo(2);
  }

  @Test
  void aSourceThatWasUnreachableFollowsAgainAndThatIsAudited() {
    var lease = stage.sourceLease();
    store
        .sources()
        .recordFailedRefresh(
            lease,
            ACME,
            new FailedRefresh(Health.UNREACHABLE, "no route", stage.in(HOUR), stage.in(HOUR)));

    stage.record(good(commit(1)));

    var source = stage.source();
    assertThat(source.health()).isEqualTo(Health.FOLLOWING);
    assertThat(source.reason()).isNull();
    assertThat(source.retryAt()).isNull();
    assertThat(source.attempts()).isZero();
    assertThat(stage.verbs(SUBJECT))
        .containsExactlyInAnyOrder(
            AuditVerbs.SOURCE_UNREACHABLE,
            AuditVerbs.VERSION_ACCEPTED,
            AuditVerbs.SOURCE_FOLLOWING);
  }

  @Test
  void anAcknowledgementEndsWithAnyVersion() {
    for (var checked : List.of(good(commit(7)), bad(commit(7)), good(commit(6)))) {
      var lease = stage.sourceLease();
      store.sources().recordRefresh(lease, ACME, 0, Health.BLOCKED, "rewritten", commit(7));
      assertThat(store.sources().acknowledge(stage.source(), ANN, "history was cleaned")).isTrue();

      stage.record(checked);

      assertThat(stage.source().acknowledged()).as("%s", checked).isNull();
    }
  }

  @Test
  void eachVersionIsAudited() {
    stage.record(good(commit(1)), bad(commit(2)));

    var entries = store.audit().newest(SUBJECT, 10);
    assertThat(entries)
        .extracting(AuditEntry::verb)
        .containsExactly(AuditVerbs.VERSION_REJECTED, AuditVerbs.VERSION_ACCEPTED);
    assertThat(entries)
        .allSatisfy(entry -> {
          assertThat(entry.actor()).isEqualTo(Actor.DAEMON);
          assertThat(entry.after()).isNotNull();
          assertThat(entry.reason()).isNotBlank();
        });
    assertThat(entries.getFirst().reason()).contains("no such store");
  }

  @Test
  void theNodesThatAVersionChangedAreShownByKeyAndLimited() {
    var third = new NodeKey("Transform/Live/Masking");
    var delta =
        List.of(
            removed(third, fingerprint(3)),
            new NodeDelta(INGEST, fingerprint(1), fingerprint(2), "column 'phone' added"),
            added(EXPORT, fingerprint(4)));

    stage.accept(impact("Live", fingerprint(1), delta.toArray(NodeDelta[]::new)));

    assertThat(store.versions().delta(LIVE, 1, 10))
        .containsExactly(delta.get(2), delta.get(1), delta.get(0));
    assertThat(store.versions().delta(LIVE, 1, 2)).containsExactly(delta.get(2), delta.get(1));
  }

  @Test
  void theDeltaIsThePlatformsAndTheVersionsOwn() {
    stage.accept(
        impact("Live", fingerprint(1), added(INGEST, fingerprint(1))),
        impact("Audit", fingerprint(9), added(EXPORT, fingerprint(2))));
    stage.accept(impact("Live", fingerprint(2), changed(INGEST, fingerprint(1), fingerprint(3))));

    assertThat(store.versions().delta(LIVE, 2, 10))
        .containsExactly(changed(INGEST, fingerprint(1), fingerprint(3)));
    assertThat(store.versions().delta(new PlatformId(ACME, "Audit"), 1, 10))
        .containsExactly(added(EXPORT, fingerprint(2)));
    assertThat(store.versions().delta(new PlatformId(ACME, "Audit"), 2, 10)).isEmpty();
    assertThat(store.versions().delta(LIVE, 3, 10)).isEmpty();
  }
}
