package io.trueup.listener.engine.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files give no wrong verdict: it is the one that git gives, and a file that is found
 * damaged is set aside with a sentence. {@code -Dtrueup.stored.seed=N} starts with another seed,
 * {@code -Dtrueup.stored.minutes=N} sets how long each test runs.
 */
class DamagedVersionsTest {

  private static final int VERSIONS = 7;
  private static final int WRITTEN = 5;

  @TempDir private static Path shared;
  @TempDir private Path own;

  private static CompiledModels models;
  private static final TreeMap<String, byte[]> FILES = new TreeMap<>();

  @BeforeAll
  static void writeVersions() throws IOException {
    models = CompiledModels.create(shared, VERSIONS);
    var folder = shared.resolve("versions");
    models.fill(folder, WRITTEN);
    for (var file : listed(folder, VersionFolder.ENDING)) {
      FILES.put(file.getFileName().toString(), Files.readAllBytes(file));
    }
    assertThat(FILES).hasSize(WRITTEN);
  }

  @AfterAll
  static void close() {
    models.close();
  }

  private static List<Path> listed(Path folder, String ending) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(it -> it.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** A random round, with its seed in the message of what fails. */
  private interface Round {
    boolean run(Random random, Path folder, String seed) throws IOException;
  }

  /** Runs rounds on folders of intact files, and gives how many of them gave true. */
  private int rounds(int least, Round round) throws IOException {
    var seed = Long.getLong("trueup.stored.seed", 1);
    var end = System.nanoTime() + Long.getLong("trueup.stored.minutes", 0) * 60_000_000_000L;
    var last = seed + least;
    var found = 0;
    do {
      var folder = Files.createDirectories(own.resolve("round" + seed));
      for (var file : FILES.entrySet()) {
        Files.write(folder.resolve(file.getKey()), file.getValue());
      }
      found += round.run(new Random(seed), folder, "seed " + seed) ? 1 : 0;
      seed++;
    } while (seed < last || System.nanoTime() < end);
    return found;
  }

  @Test
  void givesTheVerdictOfGitAfterAnyDamage() throws IOException {
    var setAside =
        rounds(
            40,
            (random, folder, seed) -> {
              var damage = new FileDamage(random);
              var done = seed;
              for (var count = random.nextInt(3); count >= 0; count--) {
                var left =
                    listed(folder, VersionFolder.ENDING).stream()
                        .filter(DamagedVersionsTest::hasContent)
                        .toList();
                done += left.isEmpty() ? "" : ", " + damage.damage(left);
              }
              return check(random, folder, new ArrayList<>(), done);
            });
    assertThat(setAside).as("rounds in which a file was set aside").isGreaterThan(10);
  }

  private static boolean hasContent(Path file) {
    return Files.isRegularFile(file) && file.toFile().length() > 0;
  }

  /** Three processes, one after another, ask for verdicts. */
  private static boolean check(Random random, Path folder, List<String> warnings, String done)
      throws IOException {
    for (var start = 0; start < 3; start++) {
      var library = models.library(CompiledModels.versions(folder, warnings));
      for (var count = 0; count < 2; count++) {
        var pair = models.pair(random);
        var what = "%s: %d after %d".formatted(done, pair[0], pair[1]);
        assertThat(VersionsProcess.isRight(models, library, pair)).as(what).isTrue();
      }
    }
    assertThat(listed(folder, VersionFolder.DAMAGED)).as(done).hasSameSizeAs(warnings);
    warnings.forEach(it -> assertThat(it).startsWith("Set aside the compiled version"));
    return !warnings.isEmpty();
  }

  @Test
  void survivesFilesThatAreCutUnderTheirReaders() throws IOException {
    var setAside =
        rounds(
            25,
            (random, folder, seed) -> {
              var warnings = new ArrayList<String>();
              var library = models.library(CompiledModels.versions(folder, warnings));
              var first = models.verdict(library, WRITTEN - 1, WRITTEN - 2);
              assertThat(first.isAccepted()).as(seed).isTrue();
              var files = listed(folder, VersionFolder.ENDING);
              for (var file : files) {
                if (random.nextInt(3) > 0) {
                  new FileDamage(random).cut(file);
                }
              }
              for (var count = 0; count < 3; count++) {
                var pair = models.pair(random);
                assertThat(VersionsProcess.isRight(models, library, pair)).as(seed).isTrue();
              }
              return check(random, folder, warnings, seed);
            });
    assertThat(setAside).as("rounds in which a file was set aside").isGreaterThan(10);
  }

  @Test
  void compactsNoVersionOfADamagedFile() throws IOException {
    var setAside =
        rounds(
            25,
            (random, folder, seed) -> {
              var warnings = new ArrayList<String>();
              var versions = CompiledModels.versions(folder, warnings, VersionsProcess.COMPACTING);
              var library = models.library(versions);
              var damage = new FileDamage(random);
              assertThat(models.verdict(library, WRITTEN - 1, WRITTEN - 2).isAccepted()).isTrue();
              for (var file : listed(folder, VersionFolder.ENDING)) {
                switch (random.nextInt(3)) {
                  case 0 -> damage.cut(file);
                  case 1 -> damage.flip(file);
                  default -> {}
                }
              }

              library.compact();

              var pair = models.pair(random);
              assertThat(VersionsProcess.isRight(models, library, pair)).as(seed).isTrue();
              return check(random, folder, warnings, seed);
            });
    assertThat(setAside).as("rounds in which a file was set aside").isGreaterThan(10);
  }
}
