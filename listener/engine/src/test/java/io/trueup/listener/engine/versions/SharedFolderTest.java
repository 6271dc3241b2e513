package io.trueup.listener.engine.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that share a folder of versions, that are killed, and whose disk is full give right
 * verdicts. {@code -Dtrueup.stored.seed=N} starts with another seed, {@code
 * -Dtrueup.stored.processes=N} sets how many processes are killed.
 */
class SharedFolderTest {

  private static final long SEED = Long.getLong("trueup.stored.seed", 1);
  private static final int ENDLESS = 1_000_000;

  @TempDir private static Path shared;
  @TempDir private Path folder;

  private static CompiledModels models;

  @BeforeAll
  static void createModels() {
    models = CompiledModels.create(shared, 5);
  }

  @AfterAll
  static void close() {
    models.close();
  }

  private static Process start(Path folder, long seed, int rounds, int limit) throws IOException {
    return VersionsProcess.start(shared, folder, seed, rounds, limit, models.commits());
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static void awaitReady(BufferedReader output) throws IOException {
    var read = new ArrayList<String>();
    while (!read.contains(VersionsProcess.READY)) {
      var line = output.readLine();
      assertThat(line).as("after %s", read).isNotNull();
      read.add(line);
    }
  }

  private static List<String> rest(BufferedReader output) {
    return output.lines().collect(Collectors.toCollection(ArrayList::new));
  }

  @Test
  void givesRightVerdictsWhileAnotherProcessWritesAndCleans() throws IOException {
    var process = start(folder, SEED, 25, 0);
    try (var output = output(process)) {
      awaitReady(output);
      assertThat(
              VersionsProcess.areRight(models, folder, new Random(SEED + 1), 25, new ArrayList<>()))
          .as("seed %d", SEED)
          .isTrue();
      assertThat(rest(output)).last().isEqualTo(VersionsProcess.RIGHT);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void canUseTheFolderOfAProcessThatWasKilled() throws Exception {
    var random = new Random(SEED);
    var count = Integer.getInteger("trueup.stored.processes", 4);
    for (var killed = 0; killed < count; killed++) {
      var process = start(folder, random.nextLong(), ENDLESS, 0);
      try (var output = output(process)) {
        awaitReady(output);
        // At any instant while it writes or compacts: most of its time goes there.
        process.waitFor(random.nextInt(2000), TimeUnit.MILLISECONDS);
      } finally {
        process.destroyForcibly().waitFor();
      }
      var warnings = new ArrayList<String>();
      var library = models.library(CompiledModels.versions(folder, warnings));
      for (var version = 0; version < models.commits().size(); version++) {
        var pair = new int[] {version, version - 1};
        assertThat(VersionsProcess.isRight(models, library, pair))
            .as("seed %d, process %d", SEED, killed)
            .isTrue();
      }
      assertThat(warnings).isEmpty();
    }
  }

  /** The limit of a file's size makes writes fail as a full disk does. */
  @Test
  void givesRightVerdictsOnAFullDisk() throws IOException {
    var whole = folder.resolve("whole");
    models.fill(whole, 1);
    int blocks;
    try (var files = Files.list(whole)) {
      blocks = (int) (Files.size(files.findFirst().orElseThrow()) / 512);
    }
    var random = new Random(SEED);
    for (var limit : new int[] {1, 1 + random.nextInt(blocks), blocks - 1}) {
      var versions = folder.resolve("limit" + limit);
      var process = start(versions, random.nextLong(), 4, limit);
      try (var output = output(process)) {
        assertThat(rest(output))
            .as("seed %d, limit %d", SEED, limit)
            .anySatisfy(it -> assertThat(it).contains("File too large"))
            .last()
            .isEqualTo(VersionsProcess.RIGHT);
      }
      assertThat(VersionsProcess.areRight(models, versions, random, 2, new ArrayList<>())).isTrue();
    }
  }
}
