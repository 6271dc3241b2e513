package io.trueup.listener.lab.bench;

import io.trueup.listener.gitserver.GitHttpServer;
import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A scenario's model in git, with merges on top, in a repository and in a mirror of it as a daemon
 * has it.
 *
 * @param folder with {@code git/model.git} and {@code mirror}
 * @param commits the whole model, and merges that change one dataset each, oldest first
 * @param isNew whether it was generated now
 */
record GeneratedModel(Path folder, List<CommitId> commits, boolean isNew) {

  private static final String DESCRIPTION = "trueup-bench-model";

  /** Of the files that this class writes, so that a model of another form is made again. */
  private static final int FORM = 1;

  GeneratedModel {
    commits = List.copyOf(commits);
  }

  Path mirror() {
    return folder.resolve("mirror");
  }

  Path repository() {
    return folder.resolve("git").resolve("model.git");
  }

  /**
   * The model that a folder holds, or a new one in its place. A folder that holds one of another
   * shape, or a part of one, is emptied first.
   *
   * @param folder which need not exist
   */
  static GeneratedModel in(Path folder, EcosystemSpec shape, int merges) throws IOException {
    var described = "form %d, %d merges, %s".formatted(FORM, merges, shape);
    var file = folder.resolve(DESCRIPTION);
    if (Files.exists(file)) {
      var lines = Files.readAllLines(file);
      if (lines.getFirst().equals(described)) {
        var commits = lines.stream().skip(1).map(CommitId::new).toList();
        return new GeneratedModel(folder, commits, false);
      }
      Bench.delete(folder);
    }
    requireEmpty(Files.createDirectories(folder));
    // An interrupted run leaves this, so that the next one may remove the folder.
    Files.writeString(file, "unfinished\n");
    var commits = generate(folder, shape, merges);
    var lines = Stream.concat(Stream.of(described), commits.stream().map(CommitId::value));
    Files.write(file, lines.toList());
    return new GeneratedModel(folder, commits, true);
  }

  private static void requireEmpty(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      if (entries.findAny().isPresent()) {
        throw new BenchException(
            "Cannot keep a model in %s: the folder holds other files. Name an empty or a new folder"
                .formatted(folder),
            null);
      }
    }
  }

  private static List<CommitId> generate(Path folder, EcosystemSpec shape, int merges)
      throws IOException {
    try (var git = GitHttpServer.serve(Files.createDirectories(folder.resolve("git")));
        var mirror = BenchMirror.of(git.url("model"), folder.resolve("mirror"))) {
      var bare = git.createRepository("model", "main");
      // Files differ too much from each other for deltas; searching for some would take hours.
      BenchGit.run(bare, "config", "pack.window", "0");
      var repository = new ModelRepository(bare);
      var generator = new EcosystemGenerator(shape, Bench.NO_WAREHOUSE);
      var commits = new ArrayList<CommitId>();
      commits.add(repository.commitAll("Declare everything", generator));
      BenchMirror.fetch(mirror, commits.getFirst());
      BenchGit.run(bare, "config", "--unset", "pack.window");
      for (var merge = 1; merge <= merges; merge++) {
        commits.add(
            repository.commit("Change one dataset", Stream.of(generator.changedFile(merge))));
      }
      BenchMirror.fetch(mirror, commits.getLast());
      return commits;
    }
  }
}
