package io.trueup.listener.engine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.engine.snapshot.MissingVersionException.Reason;
import io.trueup.listener.engine.source.ModelLibrary;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.listener.engine.work.JdkThreads;
import io.trueup.model.EcosystemBuilder;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.verdict.Model;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which versions are opened, and what is said about the others. */
class StoredModelVersionsTest {

  private static final Model MODEL = model();

  private final InMemoryStateStore store =
      new InMemoryStateStore(new SettableClock(Instant.parse("2026-03-01T12:00:00Z")));
  private final StoreScene scene = new StoreScene(store);
  private final Library library = new Library();
  private final StoredModelVersions versions = versions(Duration.ofSeconds(30));

  private static Model model() {
    var ecosystem = new EcosystemBuilder().platform("Live").build();
    return new Model(ecosystem, IntentionGraph.of(ecosystem));
  }

  private StoredModelVersions versions(Duration patience) {
    return new StoredModelVersions(
        store, Map.of(StoreScene.ACME, library), new JdkThreads(), patience);
  }

  /** A library whose files and loads a test decides. */
  private static final class Library implements ModelLibrary {

    private final Set<CommitId> open = ConcurrentHashMap.newKeySet();
    private final Set<CommitId> files = ConcurrentHashMap.newKeySet();
    private final AtomicInteger loads = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile @Nullable RuntimeException failure;

    @Override
    public Model model(CommitId commit) {
      loads.incrementAndGet();
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      var failed = failure;
      if (failed != null) {
        throw failed;
      }
      open.add(commit);
      return MODEL;
    }

    @Override
    public Optional<Model> opened(CommitId commit) {
      return open.contains(commit) ? Optional.of(MODEL) : Optional.empty();
    }

    @Override
    public Optional<Model> kept(CommitId commit) {
      return files.contains(commit) ? Optional.of(MODEL) : Optional.empty();
    }
  }

  @BeforeEach
  void acceptTwoVersionsAndRejectOne() {
    scene.firstMerge();
    scene.secondMerge();
    scene.badMerge("Break it");
  }

  @AfterEach
  void close() {
    library.release.countDown();
    versions.close();
  }

  private void assertMissing(
      StoredModelVersions asked, SourceId source, long sequence, Reason reason, String message) {
    assertThatThrownBy(() -> asked.open(source, sequence))
        .isInstanceOfSatisfying(
            MissingVersionException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.current()).isEqualTo(reason == Reason.NOT_SERVED ? null : 2L);
            })
        .hasMessageContaining(message);
  }

  @Test
  void saysWhatIsNotThereAndWhichVersionIsCurrent() {
    assertMissing(versions, StoreScene.ACME, 99, Reason.UNKNOWN, "has no version 99");
    assertMissing(versions, StoreScene.ACME, 3, Reason.UNKNOWN, "was rejected");
    assertMissing(
        versions, new SourceId("other"), 1, Reason.NOT_SERVED, "does not follow source 'other'");
  }

  @Test
  void aVersionWithoutAFileThatNothingNeedsIsGone() {
    assertMissing(versions, StoreScene.ACME, 1, Reason.GONE, "is no longer kept");
    assertThat(library.loads).hasValue(0);
  }

  @Test
  void aVersionWhoseFileIsKeptIsAnswered() {
    library.files.add(StoreScene.commit(1));

    assertThat(versions.opened(StoreScene.ACME, 1)).isEmpty();
    assertThat(versions.open(StoreScene.ACME, 1).commit()).isEqualTo(StoreScene.commit(1));
    library.open.add(StoreScene.commit(1));
    assertThat(versions.opened(StoreScene.ACME, 1)).isPresent();
  }

  @Test
  void aNeededVersionIsMadeOnceHoweverManyAsk() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked =
          IntStream.range(0, 20)
              .mapToObj(_ -> threads.submit(() -> versions.open(StoreScene.ACME, 2)))
              .toList();
      library.release.countDown();

      for (Future<ModelVersion> each : asked) {
        assertThat(each.get().sequence()).isEqualTo(2);
      }
    }
    // Those that come after the load find it open.
    assertThat(library.loads).hasValue(1);
  }

  @Test
  void aQuestionWaitsForALoadOnlySoLong() {
    try (var impatient = versions(Duration.ofMillis(1))) {
      assertMissing(impatient, StoreScene.ACME, 2, Reason.NOT_YET, "is being made from git");
      library.release.countDown();
    }
  }

  @Test
  void aLoadThatFailsIsTriedAgain() {
    library.release.countDown();
    library.failure = new IllegalStateException("the remote is away");
    assertMissing(versions, StoreScene.ACME, 2, Reason.NOT_YET, "the remote is away");

    library.failure = null;

    assertThat(versions.open(StoreScene.ACME, 2).sequence()).isEqualTo(2);
  }
}
