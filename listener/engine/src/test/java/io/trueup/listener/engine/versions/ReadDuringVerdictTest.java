package io.trueup.listener.engine.versions;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.source.GitModelLibrary;
import io.trueup.listener.engine.source.LoadTracker;
import io.trueup.listener.engine.source.ModelBudget;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.verdict.Model;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readers of accepted versions while a verdict is held up: real files, a real repository. */
@Timeout(300)
class ReadDuringVerdictTest {

  private static final int VERSIONS = 5;
  private static final int WRITTEN = 3;

  @TempDir private static Path shared;

  private static CompiledModels models;

  private final List<String> warnings = new ArrayList<>();
  private final Gate gate = new Gate();

  @BeforeAll
  static void writeVersions() {
    models = CompiledModels.create(shared, VERSIONS);
  }

  @AfterAll
  static void close() {
    models.close();
  }

  /** A check of graphs that waits once it is shut. */
  private static final class Gate implements GraphLint {

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);
    private volatile boolean isShut;

    @Override
    public List<GraphProblem> declaration(PlatformGraph graph) {
      pass();
      return List.of();
    }

    @Override
    public List<GraphProblem> node(PlatformGraph graph, PipelineNode node) {
      pass();
      return List.of();
    }

    private void pass() {
      if (isShut) {
        reached.countDown();
        try {
          opened.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private static <T> Future<T> start(Callable<T> task) {
    var result = new CompletableFuture<T>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            result.complete(task.call());
          } catch (Exception | Error e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  @Test
  void versionsAreFoundAndOpenedWhileAVerdictIsUnderWay(@TempDir Path folder) throws Exception {
    models.fill(folder, WRITTEN);
    var library =
        models.library(CompiledModels.versions(folder, warnings), new ModelBudget(1L << 30), gate);
    var already = library.model(models.commit(WRITTEN - 1));
    gate.isShut = true;
    var verdict = start(() -> models.verdict(library, WRITTEN, WRITTEN - 1));
    gate.reached.await();

    var found = start(() -> library.model(models.commit(WRITTEN - 1)));
    var opened = start(() -> library.model(models.commit(0)));
    var kept = start(() -> library.kept(models.commit(1)).orElseThrow());
    assertThat(found.get(60, TimeUnit.SECONDS)).isEqualTo(already);
    assertThat(models.isModelOf(opened.get(60, TimeUnit.SECONDS), 0)).isTrue();
    assertThat(models.isModelOf(kept.get(60, TimeUnit.SECONDS), 1)).isTrue();
    assertThat(library.opened(models.commit(0))).isPresent();
    assertThat(library.kept(models.commit(VERSIONS - 1))).isEmpty();
    assertThat(verdict.isDone()).isFalse();

    gate.opened.countDown();
    assertThat(verdict.get().isAccepted()).isTrue();
    assertThat(library.opened(models.commit(WRITTEN)))
        .hasValueSatisfying(it -> assertThat(models.isModelOf(it, WRITTEN)).isTrue());
    assertThat(warnings).isEmpty();
  }

  @Test
  void aVersionWithoutAFileWaitsForTheVerdictAndNoOtherOneDoes(@TempDir Path folder)
      throws Exception {
    models.fill(folder, WRITTEN);
    var library =
        models.library(CompiledModels.versions(folder, warnings), new ModelBudget(1L << 30), gate);
    gate.isShut = true;
    var verdict = start(() -> models.verdict(library, WRITTEN, WRITTEN - 1));
    gate.reached.await();

    var made = start(() -> library.model(models.commit(VERSIONS - 1)));
    var opened = start(() -> library.model(models.commit(0)));
    assertThat(models.isModelOf(opened.get(60, TimeUnit.SECONDS), 0)).isTrue();
    assertThat(made.isDone()).isFalse();

    gate.opened.countDown();
    assertThat(models.isModelOf(made.get(), VERSIONS - 1)).isTrue();
    assertThat(verdict.get().isAccepted()).isTrue();
  }

  @Test
  void aVersionIsOpenedOnceHoweverManyAsk(@TempDir Path folder) throws Exception {
    models.fill(folder, WRITTEN);
    var versions = CompiledModels.versions(folder, warnings);
    var library = models.library(versions, new ModelBudget(1L << 30), GraphLint.NONE);
    var asking = 64;
    var together = new CyclicBarrier(asking);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<Model>>();
      for (var i = 0; i < asking; i++) {
        answers.add(
            threads.submit(() -> {
              together.await();
              return library.model(models.commit(0));
            }));
      }
      var first = answers.getFirst().get();
      for (var answer : answers) {
        // Two openings would give two objects.
        assertThat(answer.get().ecosystem()).isSameAs(first.ecosystem());
      }
      assertThat(models.isModelOf(first, 0)).isTrue();
    }
    assertThat(versions.counts().filesOpened()).isEqualTo(1);
    assertThat(library.usage().opened()).isEqualTo(1);
  }

  @Test
  void aVersionWithoutAFileIsMadeOnceHoweverManyAsk(@TempDir Path folder) throws Exception {
    var versions = CompiledModels.versions(folder, warnings);
    var library = models.library(versions, new ModelBudget(1L << 30), GraphLint.NONE);
    var asking = 16;
    var together = new CyclicBarrier(asking);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<Model>>();
      for (var i = 0; i < asking; i++) {
        answers.add(
            threads.submit(() -> {
              together.await();
              return library.model(models.commit(2));
            }));
      }
      for (var answer : answers) {
        assertThat(models.isModelOf(answer.get(), 2)).isTrue();
      }
    }
    assertThat(versions.counts().filesWritten()).isEqualTo(1);
  }

  @Test
  void aVersionWhoseFileIsRemovedAsItsLoadEndsIsGivenAllTheSame(@TempDir Path folder) {
    var versions = CompiledModels.versions(folder, warnings);
    var library = new AtomicReference<GitModelLibrary>();
    library.set(
        models.library(
            versions,
            new ModelBudget(1L << 30),
            GraphLint.NONE,
            new LoadTracker(
                "sample",
                () -> {
                  // A load asks for the time at its end, too.
                  versions.clean(Set.of(), 0);
                  library.get().pin(Set.of());
                  return Instant.EPOCH;
                })));

    var model = library.get().model(models.commit(1));

    assertThat(models.isModelOf(model, 1)).isTrue();
    assertThat(versions.commits()).isEmpty();
    assertThat(versions.counts().filesWritten()).isPositive();
  }
}
