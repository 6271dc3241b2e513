package io.trueup.listener.lab.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs the installed git, without anyone's configuration. */
final class BenchGit {

  private BenchGit() {}

  /**
   * Runs a command.
   *
   * @return what it wrote, without blanks around it
   * @throws BenchException when it fails
   */
  static String run(Path folder, String... arguments) {
    return finish(start(folder, List.of(arguments)), arguments[0]);
  }

  /** Starts a command. */
  static Process start(Path folder, List<String> arguments) {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().retainAll(Set.of("PATH"));
    builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    try {
      return builder.start();
    } catch (IOException e) {
      throw new BenchException("Cannot run git: %s. Install git".formatted(e.getMessage()), e);
    }
  }

  /** Waits for the end of a command, and returns what it wrote. */
  static String finish(Process process, String what) {
    try {
      var output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new BenchException("'git %s' failed: %s".formatted(what, output), null);
      }
      return output;
    } catch (IOException e) {
      throw new BenchException("Cannot read git's output: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted while running git", e);
    }
  }
}
