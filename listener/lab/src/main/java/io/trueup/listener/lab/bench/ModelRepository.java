package io.trueup.listener.lab.bench;

import io.trueup.listener.lab.bench.EcosystemGenerator.GeneratedFile;
import io.trueup.statestore.CommitId;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
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
    return commit(BRANCH, message, inline(files));
  }

  /** Sets the branch to a commit that the repository has, without a process. */
  void setBranch(CommitId commit) {
    try {
      var file = folder.resolve(BRANCH);
      var written = Files.writeString(folder.resolve("next-main"), commit.value() + "\n");
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new BenchException("Cannot set the branch: " + e.getMessage(), e);
    }
  }

  /** Commits files on a new branch, on top of the main one. */
  CommitId branch(String name, String message, Stream<GeneratedFile> files) {
    return commit("refs/heads/" + name, message, inline(files));
  }

  private static Part inline(Stream<GeneratedFile> files) {
    return out -> {
      for (var file : (Iterable<GeneratedFile>) files::iterator) {
        write(out, "M 100644 inline %s\n".formatted(file.path()));
        data(out, file.text());
      }
    };
  }

  /**
   * Commits all files of an ecosystem, on all cores: the commit is the same as by {@link #commit},
   * in several packs.
   */
  CommitId commitAll(String message, EcosystemGenerator generator) {
    var blobs = BlobImport.of(folder, generator);
    return commit(
        BRANCH,
        message,
        out -> {
          for (var blob : blobs) {
            write(out, "M 100644 %s %s\n".formatted(blob.id(), blob.path()));
          }
        });
  }

  /** Writes a part of a stream of fast-import. */
  private interface Part {
    void write(OutputStream out) throws IOException;
  }

  private CommitId commit(String branch, String message, Part files) {
    var exists = !BenchGit.run(folder, "branch", "--list", "main").isEmpty();
    var process = BenchGit.start(folder, List.of("fast-import", "--quiet", "--depth=0"));
    try (var out = new BufferedOutputStream(process.getOutputStream(), 1 << 20)) {
      write(
          out,
          "commit %s\ncommitter Bench <bench@trueup.example> %d +0000\n"
              .formatted(branch, FIRST_COMMIT_SECONDS + 60L * commits));
      data(out, message);
      if (exists) {
        write(out, "from %s^0\n".formatted(BRANCH));
      }
      files.write(out);
    } catch (IOException e) {
      throw new BenchException("Cannot write a commit: " + e.getMessage(), e);
    }
    BenchGit.finish(process, "fast-import");
    commits++;
    return new CommitId(BenchGit.run(folder, "rev-parse", branch));
  }

  static void data(OutputStream out, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    write(out, "data %d\n".formatted(bytes.length));
    out.write(bytes);
    out.write('\n');
  }

  static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
