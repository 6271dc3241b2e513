package io.trueup.listener.lab.bench;

import io.trueup.listener.lab.bench.EcosystemGenerator.GeneratedFile;
import io.trueup.statestore.CommitId;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A bare repository that is written by fast-import. Not thread-safe. */
final class ModelRepository {

  private static final String BRANCH = "refs/heads/main";
  private static final long FIRST_COMMIT_SECONDS = 1_767_225_600L;

  private final Path folder;
  private int commits;

  ModelRepository(Path folder) {
    this.folder = folder;
  }

  /** Commits files on top of the branch; other files stay. */
  CommitId commit(String message, Stream<GeneratedFile> files) {
    var process = start("fast-import", "--quiet", "--depth=0");
    try (var out = new BufferedOutputStream(process.getOutputStream(), 1 << 20)) {
      write(
          out,
          "commit %s\ncommitter Bench <bench@trueup.example> %d +0000\n"
              .formatted(BRANCH, FIRST_COMMIT_SECONDS + 60L * commits));
      data(out, message);
      if (commits > 0) {
        write(out, "from %s^0\n".formatted(BRANCH));
      }
      for (var file : (Iterable<GeneratedFile>) files::iterator) {
        write(out, "M 100644 inline %s\n".formatted(file.path()));
        data(out, file.text());
      }
    } catch (IOException e) {
      throw new BenchException("Cannot write a commit: " + e.getMessage(), e);
    }
    finish(process, "fast-import");
    commits++;
    return new CommitId(finish(start("rev-parse", BRANCH), "rev-parse"));
  }

  private static void data(OutputStream out, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    write(out, "data %d\n".formatted(bytes.length));
    out.write(bytes);
    out.write('\n');
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private Process start(String... arguments) {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
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

  private static String finish(Process process, String what) {
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
