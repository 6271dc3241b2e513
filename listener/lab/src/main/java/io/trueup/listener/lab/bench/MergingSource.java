package io.trueup.listener.lab.bench;

import io.trueup.listener.gitserver.GitHttpServer;
import io.trueup.listener.lab.bench.EcosystemGenerator.GeneratedFile;
import io.trueup.listener.lab.bench.EcosystemSpec.Format;
import io.trueup.listener.lab.demo.DaemonClient;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.CommitId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A source with two platforms in a database of its own. Each of its merges adds a workspace, whose
 * views are made at once: nothing waits for a job. Not thread-safe.
 */
final class MergingSource {

  /** Proves the deliveries of all sources. */
  static final Secret HOOK = new Secret("bench-hook");

  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration AGAIN = Duration.ofMillis(20);
  private static final int DATASETS = 5;

  /**
   * Of the model, each with all datasets. Each platform has one of high priority: a later one would
   * change all its nodes, and their jobs would be waited for.
   */
  private static final int WORKSPACES = 8;

  private final int number;
  private final ModelRepository repository;
  private final List<CommitId> commits = new ArrayList<>();
  private int merged;

  private MergingSource(int number, ModelRepository repository) {
    this.number = number;
    this.repository = repository;
  }

  /**
   * Creates its repository, with the model and all merges; the branch is at the model.
   *
   * @param number that no other source has
   */
  static MergingSource of(int number, GitHttpServer git, int merges, SharedState state) {
    var folder = git.createRepository(repository(number), "main");
    var source = new MergingSource(number, new ModelRepository(folder));
    state.createDatabase(source.warehouse());
    source.commits.add(
        source.repository.commit("Declare everything", source.files(0, state.port())));
    for (var merge = 1; merge <= merges; merge++) {
      source.commits.add(
          source.repository.commit("Add a workspace", source.added(merge, state.port())));
    }
    source.repository.setBranch(source.commits.getFirst());
    return source;
  }

  /** Its name in a daemon's configuration. */
  String name() {
    return "bench" + number;
  }

  /** The name of its repository. */
  String repository() {
    return repository(number);
  }

  private static String repository(int number) {
    return "model" + number;
  }

  private String warehouse() {
    return "warehouse" + number;
  }

  /** Merges the next commit, delivers it, and waits until all platforms are there. */
  void merge(DaemonClient daemon, RealizedVersions realized) {
    merged++;
    var commit = commits.get(merged);
    repository.setBranch(commit);
    deliver(daemon, commit);
    realized.await(name(), 1L + merged);
  }

  /** A daemon that has no time to record a delivery answers 503; it is sent again then. */
  private void deliver(DaemonClient daemon, CommitId commit) {
    var deadline = System.nanoTime() + LONGEST.toNanos();
    for (; ; LockSupport.parkNanos(AGAIN.toNanos())) {
      var status = daemon.deliverPush(name(), commit.value(), commit.value(), HOOK).status();
      if (status == 202) {
        return;
      }
      if (status != 503 || System.nanoTime() > deadline) {
        throw new BenchException("A delivery was answered %d".formatted(status), null);
      }
    }
  }

  private static EcosystemGenerator generator(int merge, int port) {
    return new EcosystemGenerator(
        new EcosystemSpec(
            DATASETS,
            10,
            1,
            DATASETS,
            WORKSPACES + merge,
            0,
            DATASETS,
            1,
            1,
            Format.YAML,
            "postgres"),
        port);
  }

  private Stream<GeneratedFile> files(int merge, int port) {
    return generator(merge, port).files().map(this::placed);
  }

  /** The last two files: the new workspace, and its assignment to a platform. */
  private Stream<GeneratedFile> added(int merge, int port) {
    var generator = generator(merge, port);
    var count = generator.fileCount();
    return IntStream.range(count - 2, count).mapToObj(it -> placed(generator.file(it)));
  }

  /** The same in the source's own database, so that sources do not share tables. */
  private GeneratedFile placed(GeneratedFile file) {
    return new GeneratedFile(
        file.path(),
        file.text()
            .replaceAll(
                "(?m)(\"?database\"?: *\"?)" + EcosystemGenerator.DATABASE + "\\b",
                "$1" + warehouse()));
  }
}
