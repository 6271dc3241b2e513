package io.trueup.listener.lab.bench;

import io.trueup.listener.gitserver.GitHttpServer;
import io.trueup.listener.lab.bench.EcosystemGenerator.GeneratedFile;
import io.trueup.listener.lab.bench.EcosystemSpec.Format;
import io.trueup.listener.lab.demo.DaemonClient;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures how many merges and steps a second one and more daemons over one state database work
 * through, each a process of its own, all on this machine with the database.
 */
public final class DaemonsBenchmark {

  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final int DATASETS = 20;

  /** Each platform has one of high priority: a later one would change all its nodes. */
  private static final int WORKSPACES = 8;

  private static final String HEAP = "-Xmx512m";
  private static final Secret HOOK = new Secret("bench-hook");

  private final int sources;
  private final int merges;
  private final List<Integer> processes;
  private final @Nullable Path postgres;
  private final ProgressLog progress;
  private final List<Figure> figures = new ArrayList<>();

  private DaemonsBenchmark(
      int sources,
      int merges,
      List<Integer> processes,
      @Nullable Path postgres,
      ProgressLog progress) {
    this.sources = sources;
    this.merges = merges;
    this.processes = List.copyOf(processes);
    this.postgres = postgres;
    this.progress = progress;
  }

  /**
   * Measures, in a temporary folder that is removed afterwards.
   *
   * @param merges of each source
   * @param processes how many daemons, one number after the other; the first is the baseline
   * @param postgres where to unpack the embedded Postgres's programs; null for the folder
   * @throws BenchException when a measurement fails
   */
  public static BenchReport run(
      int sources,
      int merges,
      List<Integer> processes,
      @Nullable Path postgres,
      PrintWriter progress) {
    var folder = Bench.temporaryFolder();
    var benchmark =
        new DaemonsBenchmark(sources, merges, processes, postgres, new ProgressLog(progress));
    try {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      for (var count : processes) {
        benchmark.measure(folder.resolve("with-" + count), count);
      }
    } catch (IOException e) {
      throw new BenchException("Cannot use %s: %s".formatted(folder, e.getMessage()), e);
    } finally {
      Bench.delete(folder);
    }
    return new BenchReport(
        MachineFacts.facts(),
        Map.of(
            "load",
            "%d sources with %d merges each, two platforms of tables".formatted(sources, merges)),
        List.copyOf(benchmark.figures));
  }

  private void measure(Path folder, int count) throws IOException {
    progress.log("%d process(es): starting".formatted(count));
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    try (var git = GitHttpServer.serve(Files.createDirectories(folder.resolve("git")));
        var state = SharedState.start(folder.resolve("postgres"), postgres)) {
      var repositories =
          IntStream.range(0, sources)
              .mapToObj(it -> new ModelRepository(git.createRepository("model" + it, "main")))
              .toList();
      for (var source = 0; source < sources; source++) {
        state.createDatabase(warehouse(source));
        repositories.get(source).commit("Declare everything", files(source, state));
      }
      var daemons = new ArrayList<ChildProcess>();
      try {
        for (var it = 0; it < count; it++) {
          daemons.add(start(folder.resolve("daemon-" + it), git, state));
        }
        daemons.forEach(ChildProcess::awaitReady);
        work(folder, count, new Load(state, repositories, daemons));
      } finally {
        daemons.forEach(ChildProcess::close);
      }
    }
  }

  private record Load(
      SharedState state, List<ModelRepository> repositories, List<ChildProcess> daemons) {

    /** Of all daemons, since their start. */
    long cpuNanos() {
      return daemons.stream()
          .flatMap(it -> ProcessHandle.of(it.pid()).stream())
          .flatMap(it -> it.info().totalCpuDuration().stream())
          .mapToLong(Duration::toNanos)
          .sum();
    }

    long steps() {
      return state.number("SELECT sum(done) FROM trueup.rollout_now");
    }
  }

  private void work(Path folder, int count, Load load) throws IOException {
    progress.log("%d process(es): the first merges".formatted(count));
    await("the first versions to be realized", load, 1);
    var commits = new ArrayList<List<CommitId>>();
    for (var source = 0; source < sources; source++) {
      commits.add(commits(source, load));
    }
    var steps = load.steps();
    var cpu = load.cpuNanos();
    progress.log("%d process(es): %d merges".formatted(count, sources * merges));
    var began = System.nanoTime();
    deliver(folder, count, commits);
    await("all merges to be realized", load, merges + 1);
    var took = (System.nanoTime() - began) / 1e9;
    add(count, "merges", "merges judged and realized", sources * merges / took, "1/s");
    add(count, "steps", "steps that landed", (load.steps() - steps) / took, "1/s");
    add(
        count,
        "cpu",
        "cores that the daemons took, without the database",
        (load.cpuNanos() - cpu) / 1e9 / took,
        "cores");
  }

  /** Each merge adds a workspace, whose views are made at once: nothing waits for a job. */
  private List<CommitId> commits(int source, Load load) {
    var repository = load.repositories().get(source);
    return IntStream.rangeClosed(1, merges)
        .mapToObj(merge -> repository.commit("Add a workspace", added(source, merge, load.state())))
        .toList();
  }

  /** Each source's deliveries go to one daemon, as behind a balancer by path. */
  private void deliver(Path folder, int count, List<List<CommitId>> commits) throws IOException {
    for (var source = 0; source < sources; source++) {
      var daemon = folder.resolve("daemon-" + source % count);
      var port = Files.readString(daemon.resolve(DaemonsBenchmarkProcess.PORT));
      try (var client =
          new DaemonClient(URI.create("http://127.0.0.1:" + port), new Secret("none"))) {
        for (var commit : commits.get(source)) {
          var reply = client.deliverPush(name(source), commit.value(), commit.value(), HOOK);
          if (reply.status() != 202) {
            throw new BenchException("A delivery was answered %d".formatted(reply.status()), null);
          }
        }
      }
    }
  }

  private void await(String what, Load load, int version) {
    var deadline = System.nanoTime() + LONGEST.toNanos();
    while (load.state().number(open(version)) > 0) {
      if (System.nanoTime() > deadline) {
        throw new BenchException("Timed out waiting for " + what, null);
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private String open(int version) {
    return """
    SELECT (SELECT count(*) FROM trueup.source WHERE accepted < %d)
         + %d - (SELECT count(*) FROM trueup.source)
         + (SELECT count(*) FROM trueup.platform
             WHERE realized_version < %d OR realized_version < merged_version)
         + (SELECT CASE WHEN count(*) = 0 THEN 1 ELSE 0 END FROM trueup.platform)
    """
        .formatted(version, sources, version);
  }

  private ChildProcess start(Path folder, GitHttpServer git, SharedState state) throws IOException {
    Files.createDirectories(folder.resolve("credentials/" + EcosystemGenerator.CREDENTIAL));
    secret(folder.resolve("credentials/warehouse/username"), state.user());
    secret(folder.resolve("credentials/warehouse/password"), state.password().value());
    secret(folder.resolve("password"), state.password().value());
    secret(folder.resolve("hook"), HOOK.value());
    var text =
        new StringBuilder(
            """
            data-folder: data
            listen: {host: 127.0.0.1, port: 0}
            database: {url: "%s", user: %s, password: {file: password}, pool-size: 10}
            credentials: credentials
            sources:
            """
                .formatted(state.url(), state.user()));
    for (var source = 0; source < sources; source++) {
      text.append(
          "  %s: {repository: '%s', branch: main, poll-every: 1h, webhook: {secrets: [{file: hook}]}}\n"
              .formatted(name(source), git.url("model" + source)));
    }
    var file = Files.writeString(folder.resolve("trueup.yaml"), text);
    var options = new ArrayList<>(ChildProcess.AS_DAEMON);
    options.add(HEAP);
    return ChildProcess.start(options, DaemonsBenchmarkProcess.class, List.of(file.toString()));
  }

  private static void secret(Path file, String value) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, value);
  }

  private static String name(int source) {
    return "bench" + source;
  }

  private static String warehouse(int source) {
    return "warehouse" + source;
  }

  private static EcosystemGenerator generator(int workspaces, SharedState state) {
    return new EcosystemGenerator(
        new EcosystemSpec(
            DATASETS, 10, 5, DATASETS, workspaces, 0, DATASETS, 5, 1, Format.YAML, "postgres"),
        state.port());
  }

  private static Stream<GeneratedFile> files(int source, SharedState state) {
    return generator(WORKSPACES, state).files().map(it -> placed(source, it));
  }

  /** The last two files: the new workspace, and its assignment to a platform. */
  private static Stream<GeneratedFile> added(int source, int merge, SharedState state) {
    var generator = generator(WORKSPACES + merge, state);
    var count = generator.fileCount();
    return IntStream.range(count - 2, count).mapToObj(it -> placed(source, generator.file(it)));
  }

  /** The same in a database of the source's own, so that sources do not share tables. */
  private static GeneratedFile placed(int source, GeneratedFile file) {
    return new GeneratedFile(
        file.path(),
        file.text()
            .replaceAll(
                "(?m)(\"?database\"?: *\"?)" + EcosystemGenerator.DATABASE + "\\b",
                "$1" + warehouse(source)));
  }

  private void add(int count, String what, String description, double value, String unit) {
    var figure = Figure.of("daemons.%d.%s".formatted(count, what), description, value, unit);
    figures.stream()
        .filter(it -> it.name().equals("daemons.%d.%s".formatted(processes.getFirst(), what)))
        .findFirst()
        .ifPresentOrElse(it -> figures.add(figure.relativeTo(it)), () -> figures.add(figure));
  }
}
