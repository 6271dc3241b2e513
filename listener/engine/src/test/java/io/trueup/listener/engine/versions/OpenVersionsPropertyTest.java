package io.trueup.listener.engine.versions;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.source.GitModelLibrary;
import io.trueup.listener.engine.source.ModelBudget;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.stored.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many threads open versions while others evaluate merges, compact, clean, damage files, and the
 * limit closes what is open. Whatever happens, an answer is that of its own version. {@code
 * -Dtrueup.open.seed=N} starts with another seed, {@code -Dtrueup.open.rounds=N} sets how many
 * rounds there are.
 */
class OpenVersionsPropertyTest {

  private static final int VERSIONS = 6;
  private static final int READERS = 6;
  private static final int QUESTIONS = 40;

  @TempDir private static Path shared;
  @TempDir private Path own;

  private static CompiledModels models;

  @BeforeAll
  static void writeVersions() {
    models = CompiledModels.create(shared, VERSIONS);
  }

  @AfterAll
  static void close() {
    models.close();
  }

  @Test
  void everyAnswerIsThatOfItsOwnVersion() throws Exception {
    var first = Long.getLong("trueup.open.seed", 1);
    var rounds = Integer.getInteger("trueup.open.rounds", 4);
    var again = new AtomicInteger();
    for (var seed = first; seed < first + rounds; seed++) {
      new Round(seed, own.resolve("round" + seed), again).run();
    }
    assertThat(again.get()).as("times that damage was found").isPositive();
  }

  /** One round, on a folder of its own. */
  private static final class Round {

    private final String name;
    private final Random random;
    private final Path folder;
    private final AtomicInteger again;
    private final VersionFolder versions;
    private final GitModelLibrary library;

    Round(long seed, Path folder, AtomicInteger again) {
      System.out.printf("trueup.open.seed=%d%n", seed);
      this.name = "seed " + seed;
      this.random = new Random(seed);
      this.folder = folder;
      this.again = again;
      models.fill(folder, VERSIONS / 2);
      this.versions =
          CompiledModels.versions(
              folder,
              Collections.synchronizedList(new ArrayList<>()),
              random.nextBoolean() ? MergePolicy.DEFAULT : VersionsProcess.COMPACTING);
      this.library =
          models.library(
              versions, new ModelBudget(random.nextInt(4) * (100L << 10)), GraphLint.NONE);
    }

    void run() throws Exception {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var tasks = new ArrayList<Future<Boolean>>();
        for (var reader = 0; reader < READERS; reader++) {
          var own = new Random(random.nextLong());
          tasks.add(threads.submit(() -> reads(own)));
        }
        var merges = new Random(random.nextLong());
        tasks.add(threads.submit(() -> evaluates(merges)));
        for (var task : tasks) {
          assertThat(task.get()).as(name).isTrue();
        }
      }
      again.addAndGet((int) versions.counts().filesSetAside());
    }

    private boolean reads(Random own) throws Exception {
      for (var question = 0; question < QUESTIONS; question++) {
        var version = own.nextInt(VERSIONS);
        var commit = models.commit(version);
        Callable<Boolean> ask =
            switch (own.nextInt(4)) {
              case 0 ->
                  () ->
                      library.opened(commit).map(it -> models.isModelOf(it, version)).orElse(true);
              case 1 ->
                  () -> library.kept(commit).map(it -> models.isModelOf(it, version)).orElse(true);
              default -> () -> models.isModelOf(library.model(commit), version);
            };
        if (!answer(ask)) {
          return false;
        }
      }
      return true;
    }

    /** What is read of a damaged file fails, and is right when it is asked for again. */
    private boolean answer(Callable<Boolean> ask) throws Exception {
      for (var damaged = 0; ; damaged++) {
        try {
          return ask.call();
        } catch (DamagedFileException e) {
          again.incrementAndGet();
          if (damaged == 50) {
            throw e;
          }
        }
      }
    }

    private boolean evaluates(Random own) throws Exception {
      for (var count = 0; count < 8; count++) {
        var pair = models.pair(own);
        if (!answer(
            () -> models.isRight(models.verdict(library, pair[0], pair[1]), pair[0], pair[1]))) {
          return false;
        }
        library.compact();
        damage(own);
        var kept = new HashSet<String>();
        models.commits().stream()
            .filter(_ -> own.nextInt(3) == 0)
            .forEach(it -> kept.add(it.value()));
        versions.clean(kept, own.nextInt(3));
        library.pin(
            new HashSet<>(models.commits().subList(0, own.nextInt(models.commits().size()))));
      }
      return true;
    }

    private void damage(Random own) {
      try {
        var files = files();
        if (!files.isEmpty()) {
          new FileDamage(own).flip(files.get(own.nextInt(files.size())));
        }
      } catch (IOException _) {
        // it was cleaned or set aside meanwhile
      }
    }

    private List<Path> files() throws IOException {
      try (var found = Files.list(folder)) {
        return found.filter(it -> it.toString().endsWith(VersionFolder.ENDING)).sorted().toList();
      }
    }
  }
}
