package io.trueup.listener.lab.bench;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures {@code trueup check} as a data engineer runs it: in a clone, from the shell, for
 * branches that change one dataset each. The first check finds no cache; the others have the same
 * base.
 */
final class CheckBenchmark {

  private static final String MAIN = "io.trueup.listener.Main";
  private static final String LAUNCHER = "trueup";
  private static final int MORE_CHECKS = 7;

  private final String name;
  private final Path folder;
  private final Path clone;

  private CheckBenchmark(String name, Path folder) {
    this.name = name;
    this.folder = folder;
    this.clone = folder.resolve("clone");
  }

  /** Whether the program is on the class path. */
  static boolean isPossible() {
    var file = MAIN.replace('.', '/') + ".class";
    return CheckBenchmark.class.getClassLoader().getResource(file) != null;
  }

  /**
   * Measures, in a folder that does not exist.
   *
   * @param shape of the model
   */
  static List<Figure> measure(String name, GeneratedModel model, EcosystemSpec shape, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    BenchGit.run(folder, "clone", "-q", "--no-checkout", model.repository().toString(), "clone");
    var benchmark = new CheckBenchmark(name, folder);
    benchmark.branches(new EcosystemGenerator(shape, Bench.NO_WAREHOUSE), model.commits().size());
    return benchmark.checks();
  }

  private void branches(EcosystemGenerator generator, int firstChange) {
    var repository = new ModelRepository(clone.resolve(".git"));
    for (var check = 0; check <= MORE_CHECKS; check++) {
      repository.branch(
          branch(check),
          "Change one dataset",
          Stream.of(generator.changedFile(firstChange + check)));
    }
  }

  private static String branch(int check) {
    return "change-" + check;
  }

  private List<Figure> checks() throws IOException {
    var first = check(0);
    var walls = new long[MORE_CHECKS];
    var cpus = new double[MORE_CHECKS];
    for (var more = 0; more < MORE_CHECKS; more++) {
      var usage = check(more + 1);
      walls[more] = usage.wallNanos();
      cpus[more] = usage.cpuMillis();
    }
    var wall = figure("wall", "'trueup check', whole process, nothing cached", first.wallMillis());
    var cpu = figure("cpu", "the same, CPU", first.cpuMillis());
    var what = "the same, base seen before, median of " + MORE_CHECKS;
    return List.of(
        wall,
        cpu,
        figure("seen.wall", what, DurationSamples.of(walls).millis(50)).relativeTo(wall),
        figure("seen.cpu", "the same, CPU", median(cpus)).relativeTo(cpu));
  }

  private static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private Figure figure(String figure, String what, double millis) {
    return Figure.of(name + ".check." + figure, what, millis, "ms");
  }

  private ChildUsage check(int number) throws IOException {
    var builder =
        new ProcessBuilder(command(List.of("check", "--base", "main", "--head", branch(number))))
            .directory(clone.toFile())
            .redirectError(Redirect.INHERIT)
            .redirectOutput(folder.resolve("output").toFile());
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    var usage = ChildUsage.of(builder);
    if (usage.exitCode() != 0) {
      throw new BenchException(
          "'trueup check' failed: " + Files.readString(folder.resolve("output")).strip(), null);
    }
    return usage;
  }

  /** By the launcher that started this process, or as it would. */
  private static List<String> command(List<String> arguments) {
    var first = Path.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)[0]);
    if (Files.isRegularFile(first)) {
      for (var above = first.toAbsolutePath().getParent();
          above != null;
          above = above.getParent()) {
        var launcher = above.resolve(LAUNCHER);
        if (Files.isRegularFile(launcher) && Files.isExecutable(launcher)) {
          var command = new ArrayList<>(List.of(launcher.toString()));
          command.addAll(arguments);
          return command;
        }
      }
    }
    return ChildProcess.command(ChildProcess.AS_COMMAND, MAIN, arguments);
  }
}
