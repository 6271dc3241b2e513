package io.trueup.listener.engine.versions;

import io.trueup.listener.engine.source.GitModelLibrary;
import io.trueup.model.stored.DamagedFileException;
import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;

/** A process that writes, reads and cleans versions in a folder, and compares its verdicts. */
final class VersionsProcess {

  /** What it prints when it begins. */
  static final String READY = "ready";

  /** What it prints when all verdicts were right. */
  static final String RIGHT = "right";

  /** Merges no files, so that each version of several files is compacted. */
  static final MergePolicy COMPACTING = new MergePolicy(100, 1_000_000, 0);

  private VersionsProcess() {}

  /**
   * Starts one.
   *
   * @param limit how many blocks of 512 bytes a file that it writes may have; 0 for no limit
   */
  static Process start(
      Path repository, Path folder, long seed, int rounds, int limit, List<CommitId> commits)
      throws IOException {
    var command = new ArrayList<String>();
    command.addAll(
        List.of(
            "sh",
            "-c",
            limit > 0 ? "ulimit -f %d; exec \"$@\"".formatted(limit) : "exec \"$@\"",
            "sh",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            VersionsProcess.class.getName(),
            CompiledModels.copyMirror(repository).toString(),
            folder.toString(),
            Long.toString(seed),
            Integer.toString(rounds)));
    commits.forEach(it -> command.add(it.value()));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Arguments: mirror, folder, seed, rounds, commits. */
  public static void main(String[] arguments) {
    var commits = Arrays.stream(arguments).skip(4).map(CommitId::new).toList();
    try (var models = CompiledModels.open(Path.of(arguments[0]), commits)) {
      System.out.println(READY);
      var random = new Random(Long.parseLong(arguments[2]));
      var warnings = new ArrayList<String>();
      var rounds = Integer.parseInt(arguments[3]);
      var isRight = areRight(models, Path.of(arguments[1]), random, rounds, warnings);
      warnings.forEach(System.out::println);
      System.out.println(isRight ? RIGHT : "wrong");
    }
  }

  /**
   * Asks for verdicts as several processes would, one after another, and compacts and cleans now
   * and then.
   *
   * @param warnings gets what the processes would log
   */
  static boolean areRight(
      CompiledModels models, Path folder, Random random, int rounds, List<String> warnings) {
    for (var round = 0; round < rounds; round++) {
      var policy = random.nextBoolean() ? MergePolicy.DEFAULT : COMPACTING;
      var versions = CompiledModels.versions(folder, warnings, policy);
      var library = models.library(versions);
      for (var count = random.nextInt(4); count >= 0; count--) {
        var pair = models.pair(random);
        if (!isRight(models, library, pair)) {
          return false;
        }
        if (random.nextInt(2) == 0) {
          library.compact();
        }
        if (random.nextInt(3) == 0) {
          var kept = new HashSet<String>();
          models.commits().stream()
              .filter(_ -> random.nextInt(4) == 0)
              .forEach(it -> kept.add(it.value()));
          versions.clean(kept, random.nextInt(4));
        }
      }
    }
    return true;
  }

  /**
   * Whether a verdict is right. What it has of a damaged file fails when it is read, and is right
   * when it is asked for again.
   */
  static boolean isRight(CompiledModels models, GitModelLibrary library, int[] pair) {
    for (var damaged = 0; ; damaged++) {
      try {
        return models.isRight(models.verdict(library, pair[0], pair[1]), pair[0], pair[1]);
      } catch (DamagedFileException e) {
        if (damaged == 20) {
          throw e;
        }
      }
    }
  }
}
