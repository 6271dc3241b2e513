package io.trueup.listener.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.engine.git.FetchOutcome;
import io.trueup.listener.engine.git.HeadChange;
import io.trueup.listener.engine.git.MergeCommit;
import io.trueup.listener.engine.git.RemoteHead;
import io.trueup.listener.engine.source.SourceWorker.RefreshResult;
import io.trueup.model.problem.Problem;
import io.trueup.model.stored.BlockCache;
import io.trueup.model.stored.BlockSource;
import io.trueup.model.stored.StoredFile;
import io.trueup.model.verdict.ModelVerdict;
import io.trueup.model.verdict.StoredBasis;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.Version;
import io.trueup.statestore.testing.FaultPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a look ends in is seen, is tried again, and blocks nothing that comes after. */
class FailingRefreshTest extends SourceFixture {

  private boolean refusesNext;

  private void fail(CommitId commit, Error error) {
    verdicts.put(
        commit,
        () -> {
          throw error;
        });
  }

  private void fail(CommitId commit, RuntimeException exception) {
    verdicts.put(
        commit,
        () -> {
          throw exception;
        });
  }

  private Problem problemOfNewest() {
    return newest().problems().getFirst();
  }

  private Version newest() {
    return store.versions().newest(ACME, 1).getFirst();
  }

  /** Fails as a version in a file does that was damaged after it was opened. */
  private void readDamaged() {
    var empty =
        new BlockSource() {
          @Override
          public long size() {
            return 0;
          }

          @Override
          public void copy(long offset, byte[] into, int length) {
            throw new IllegalArgumentException("it was cut");
          }
        };
    new StoredFile(empty, 1, StoredBasis.FORM, new BlockCache(16), List.of()).read(0);
  }

  @Test
  void aDamagedFileRejectsNoCommit() {
    var commit = new CommitId(ada.write("a.yaml", "a").publish("First"));
    var damaged = new AtomicInteger(2);
    verdicts.put(
        commit,
        () -> {
          if (damaged.getAndDecrement() > 0) {
            readDamaged();
          }
          return new ModelVerdict(MODEL, List.of(), null);
        });

    refresh();

    assertThat(recorded()).containsExactly("First");
  }

  @Test
  void aFileThatIsAlwaysDamagedDelaysACommit() {
    var commit = new CommitId(ada.write("a.yaml", "a").publish("First"));
    var damaged = new AtomicInteger(Integer.MAX_VALUE);
    verdicts.put(
        commit,
        () -> {
          if (damaged.getAndDecrement() > 0) {
            readDamaged();
          }
          return new ModelVerdict(MODEL, List.of(), null);
        });

    refresh();
    assertThat(recorded()).isEmpty();

    damaged.set(0);
    retry();
    assertThat(recorded()).containsExactly("First");
  }

  @Test
  void aCommitOnWhichJudgingFailsIsARejectedVersion() {
    first();
    fail(commit("Poison"), new IllegalStateException("no such thing"));
    publish("Good");

    refresh();

    assertThat(recorded()).containsExactly("First", "Poison: rejected", "Good");
    assertThat(source().health()).isEqualTo(Health.FOLLOWING);
  }

  @Test
  void aRejectionForAFaultOfTrueupSaysSo() {
    first();
    fail(publish("Poison"), new StackOverflowError());

    refresh();

    assertThat(problemOfNewest())
        .hasToString(
            "error: Trueup failed to check this commit: StackOverflowError"
                + " [model.cannot-judge]. Report it with the daemon's log, and merge the"
                + " change in another form");
  }

  @Test
  void anErrorOfTheMachineIsSeenAndTriedAgain() {
    first();
    var poison = publish("Poison");
    fail(poison, new OutOfMemoryError("Java heap space"));

    var look = refresh();

    var reason =
        "Cannot check commit %s: OutOfMemoryError: Java heap space".formatted(poison.abbreviated());
    assertThat(look).isEqualTo(new RefreshResult.Failed(reason, Duration.ofMillis(500)));
    assertThat(source().health()).isEqualTo(Health.FAILING);
    assertThat(source().reason()).isEqualTo(reason);
    assertThat(source().retryAt()).isEqualTo(NOON.plusMillis(500));
    assertThat(store.audit().newest("source:acme", 1).getFirst().verb())
        .isEqualTo(AuditVerbs.SOURCE_FAILING);
  }

  @Test
  void aTransientFailureIsRetried() {
    first();
    var commit = publish("Large");
    fail(commit, new OutOfMemoryError("Java heap space"));
    refresh();
    verdicts.remove(commit);

    retry();

    assertThat(recorded()).containsExactly("First", "Large");
    assertThat(source().health()).isEqualTo(Health.FOLLOWING);
  }

  @Test
  void aCommitThatAlwaysExhaustsTheMachineIsRejectedAndBlocksNothing() {
    first();
    commit("Before");
    fail(commit("Poison"), new OutOfMemoryError("Java heap space"));
    publish("After");

    refresh();
    for (var i = 0; i < 20 && source().processed() < source().requested(); i++) {
      retry();
    }

    assertThat(recorded()).containsExactly("First", "Before", "Poison: rejected", "After");
    assertThat(source().health()).isEqualTo(Health.FOLLOWING);
    assertThat(source().acceptedCommit()).isEqualTo(head());
  }

  @Test
  void aFailingDiskIsNoReasonToReject() {
    first();
    var commit = publish("Good");
    fail(commit, new UncheckedIOException(new IOException("No space left on device")));

    for (var i = 0; i < 6; i++) {
      assertThat(i == 0 ? refresh() : retry()).isInstanceOf(RefreshResult.Failed.class);
    }

    assertThat(source().reason())
        .isEqualTo(
            "Cannot follow source 'acme' to commit %s: UncheckedIOException: java.io.IOException: No space left on device"
                .formatted(commit.abbreviated()));
    verdicts.remove(commit);
    retry();
    assertThat(recorded()).containsExactly("First", "Good");
  }

  @Test
  void anErrorElsewhereInALookIsRecordedByItsCaller() {
    first();
    var failing = worker(new OutOfMemory());
    store.sources().request(ACME);

    assertThatThrownBy(failing::refresh).isInstanceOf(OutOfMemoryError.class);
    failing.recordFailure(new OutOfMemoryError("Java heap space"));

    assertThat(source().health()).isEqualTo(Health.FAILING);
    assertThat(source().reason())
        .isEqualTo("Cannot follow source 'acme': OutOfMemoryError: Java heap space");
    assertThat(retry()).isInstanceOf(RefreshResult.Unchanged.class);
    assertThat(source().health()).isEqualTo(Health.FOLLOWING);
  }

  @Test
  void sourcesThatFailTogetherAreNotTriedAgainTogether() {
    assertThat(waitAfterFailure(0)).isEqualTo(Duration.ofMillis(400));
    assertThat(waitAfterFailure(1)).isEqualTo(Duration.ofMillis(1200));
  }

  private Duration waitAfterFailure(double spread) {
    var failed = worker(new OutOfMemory(), store, spread).recordFailure(OutOfMemory.error());
    return ((RefreshResult.Failed) failed).retryAfter();
  }

  /** A repository whose every reading ends in an error of the machine. */
  private static final class OutOfMemory implements Upstream {

    private static OutOfMemoryError error() {
      return new OutOfMemoryError("Java heap space");
    }

    @Override
    public RemoteHead head() {
      throw error();
    }

    @Override
    public FetchOutcome fetch(CommitId head) {
      throw error();
    }

    @Override
    public HeadChange classify(@Nullable CommitId accepted, CommitId head) {
      throw error();
    }

    @Override
    public MergeCommit merge(CommitId head) {
      throw error();
    }

    @Override
    public List<MergeCommit> merges(CommitId after, CommitId head, int limit) {
      throw error();
    }

    @Override
    public void pin(long version, CommitId commit) {
      throw error();
    }
  }

  @Test
  void aVersionThatTheStateStoreRefusesIsRejectedAndBlocksNothing() {
    first();
    commit("Before");
    var poison = commit("Poison");
    var after = publish("After");
    verdicts.put(
        poison,
        () -> {
          refusesNext = true;
          return new ModelVerdict(MODEL, List.of(), null);
        });
    worker = worker(new GitUpstream(mirror), store.handle(new RefusingWhatIsPoisoned()));

    refresh();
    assertThat(source().health()).isEqualTo(Health.FAILING);
    for (var i = 0; i < 30 && source().processed() < source().requested(); i++) {
      retry();
    }

    assertThat(recorded()).containsExactly("First", "Before", ": rejected", "After");
    assertThat(source().acceptedCommit()).isEqualTo(after);
  }

  /** Does not take what was judged with a certain commit in it. */
  private final class RefusingWhatIsPoisoned implements FaultPlan {
    @Override
    public void beforeCommit(String method) {
      if (method.equals("versions.record") && refusesNext) {
        refusesNext = false;
        throw new StateStoreException(
            "Cannot record versions: invalid byte sequence", false, new IllegalStateException());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "99999999999999999",
        "9223372036854775807",
        "99999999999999999999999",
        "2147483648",
        "4294967296",
        "-1",
        "-99999999999999999",
        "never"
      })
  void aCommitOfAnyDateIsJudgedAndSoIsWhatFollows(String seconds) throws IOException {
    var first = first();
    var odd = commitAt(seconds, first);
    ada.git("reset", "-q", "--hard", odd);
    publish("After");

    refresh();

    assertThat(recorded()).containsExactly("First", "Odd", "After");
    assertThat(store.versions().find(ACME, 2).orElseThrow().committedAt())
        .isBetween(Instant.parse("0001-01-01T00:00:00Z"), Instant.parse("9999-12-31T23:59:59Z"));
  }

  private String commitAt(String seconds, CommitId parent) throws IOException {
    var file = folder.resolve("commit");
    var tree = ada.git("rev-parse", parent.value() + "^{tree}");
    var ident = "Ada <ada@example.org> " + seconds + " +0000";
    Files.writeString(
        file,
        "tree %s\nparent %s\nauthor %s\ncommitter %s\n\nOdd\n"
            .formatted(tree, parent.value(), ident, ident));
    return ada.git("hash-object", "-t", "commit", "-w", "--literally", file.toString());
  }
}
