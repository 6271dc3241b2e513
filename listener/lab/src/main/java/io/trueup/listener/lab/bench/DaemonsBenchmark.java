package io.trueup.listener.lab.bench;

import io.trueup.listener.gitserver.GitHttpServer;
import io.trueup.listener.lab.demo.DaemonClient;
import io.trueup.platforms.spi.Secret;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures how many merges and steps a second one and more daemons over one state database work
 * through, each a process of its own, all on this machine with the database.
 */
public final class DaemonsBenchmark {

  /** By the first compiler only: each daemon is as fast as it gets after a few merges. */
  private static final List<String> JVM =
      Stream.concat(
              ChildProcess.AS_DAEMON.stream(), Stream.of("-Xmx512m", "-XX:TieredStopAtLevel=1"))
          .toList();

  private final Options options;
  private final @Nullable Path postgres;
  private final ProgressLog progress;
  private final List<Figure> figures = new ArrayList<>();

  private DaemonsBenchmark(Options options, @Nullable Path postgres, ProgressLog progress) {
    this.options = options;
    this.postgres = postgres;
    this.progress = progress;
  }

  /**
   * What is measured.
   *
   * @param warmUp merges of each source before those that are measured, by which the daemons' code
   *     is compiled
   * @param merges of each source
   * @param processes how many daemons, one number after the other; the first is the baseline
   * @param isDivided whether each daemon has a part of the sources in its configuration, instead of
   *     all
   * @param share {@code n} lets each daemon run for one part in {@code n} of the time, as on a
   *     machine with that part of this one's cores; 1 for all the time
   */
  public record Options(
      int sources, int warmUp, int merges, List<Integer> processes, boolean isDivided, int share) {

    public Options {
      processes = List.copyOf(processes);
      if (processes.stream().anyMatch(it -> it > sources)) {
        throw new BenchException("Each daemon needs a source: raise --sources", null);
      }
      if (share > 1 && processes.stream().anyMatch(it -> it > share)) {
        throw new BenchException(
            "With a share of 1/%d at most %d daemons fit".formatted(share, share), null);
      }
    }
  }

  /**
   * Measures, in a temporary folder that is removed afterwards.
   *
   * @param postgres where to unpack the embedded Postgres's programs; null for the folder
   * @throws BenchException when a measurement fails
   */
  public static BenchReport run(Options options, @Nullable Path postgres, PrintWriter progress) {
    var machine = MachineFacts.facts();
    var folder = Bench.temporaryFolder();
    var benchmark = new DaemonsBenchmark(options, postgres, new ProgressLog(progress));
    try {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      for (var count : options.processes()) {
        benchmark.with(count, folder.resolve("with-" + count));
      }
    } catch (IOException e) {
      throw new BenchException("Cannot use %s: %s".formatted(folder, e.getMessage()), e);
    } finally {
      Bench.delete(folder);
    }
    return new BenchReport(
        machine,
        Map.of(
            "load",
            "%d sources with %d merges each, after %d others; two platforms of tables; each daemon has %s and runs 1/%d of the time"
                .formatted(
                    options.sources(),
                    options.merges(),
                    options.warmUp(),
                    options.isDivided() ? "its own sources" : "all sources",
                    options.share())),
        List.copyOf(benchmark.figures));
  }

  private void with(int count, Path folder) throws IOException {
    progress.log("%d process(es): starting".formatted(count));
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    try (var git = GitHttpServer.serve(Files.createDirectories(folder.resolve("git")));
        var state = SharedState.start(folder.resolve("postgres"), postgres)) {
      var sources =
          IntStream.range(0, options.sources()).mapToObj(it -> source(it, git, state)).toList();
      var daemons = new ArrayList<ChildProcess>();
      var clients = new ArrayList<DaemonClient>();
      try {
        for (var it = 0; it < count; it++) {
          var own = options.isDivided() ? partOf(sources, it, count) : sources;
          daemons.add(start(folder.resolve("daemon-" + it), git, state, own));
        }
        daemons.forEach(ChildProcess::awaitReady);
        clients.addAll(clients(folder, count));
        try (var realized = RealizedVersions.watch(state)) {
          measure(count, new Load(state, sources, clients, daemons, realized));
        }
      } finally {
        clients.forEach(DaemonClient::close);
        daemons.forEach(ChildProcess::close);
      }
    }
  }

  private MergingSource source(int number, GitHttpServer git, SharedState state) {
    return MergingSource.of(number, git, options.warmUp() + options.merges(), state);
  }

  private static List<MergingSource> partOf(List<MergingSource> all, int daemon, int count) {
    return IntStream.iterate(daemon, it -> it < all.size(), it -> it + count)
        .mapToObj(all::get)
        .toList();
  }

  private static List<DaemonClient> clients(Path folder, int count) throws IOException {
    var clients = new ArrayList<DaemonClient>();
    for (var daemon = 0; daemon < count; daemon++) {
      var port = Files.readString(folder.resolve("daemon-" + daemon, DaemonsBenchmarkProcess.PORT));
      clients.add(new DaemonClient(URI.create("http://127.0.0.1:" + port), new Secret("none")));
    }
    return clients;
  }

  private record Load(
      SharedState state,
      List<MergingSource> sources,
      List<DaemonClient> clients,
      List<ChildProcess> daemons,
      RealizedVersions realized) {

    /** All sources merge at the same time, each one commit after the other. */
    void merge(int times) {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        IntStream.range(0, sources.size())
            .mapToObj(it -> CompletableFuture.runAsync(() -> merge(it, times), threads))
            .toList()
            .forEach(CompletableFuture::join);
      } catch (CompletionException e) {
        throw new BenchException("Cannot merge: " + e.getMessage(), e);
      }
    }

    /** A source's deliveries go to one daemon, as behind a balancer by path. */
    private void merge(int source, int times) {
      var client = clients.get(source % clients.size());
      for (var it = 0; it < times; it++) {
        sources.get(source).merge(client, realized);
      }
    }

    List<Long> pids() {
      return daemons.stream().map(ChildProcess::pid).toList();
    }

    /** Of all daemons, since their start. */
    long cpuNanos() {
      return pids().stream()
          .flatMap(it -> ProcessHandle.of(it).stream())
          .flatMap(it -> it.info().totalCpuDuration().stream())
          .mapToLong(Duration::toNanos)
          .sum();
    }

    long steps() {
      return state.number("SELECT sum(done) FROM trueup.rollout_now");
    }
  }

  private void measure(int count, Load load) {
    progress.log("%d process(es): warming up".formatted(count));
    load.sources().forEach(it -> load.realized().await(it.name(), 1));
    load.merge(options.warmUp());
    var merges = options.sources() * options.merges();
    progress.log("%d process(es): %d merges".formatted(count, merges));
    var steps = load.steps();
    var cpu = load.cpuNanos();
    var machine = new MachineLoad();
    var began = System.nanoTime();
    try (var _ = TurnTaking.begin(load.pids(), options.share())) {
      load.merge(options.merges());
    }
    var took = (System.nanoTime() - began) / 1e9;
    var cpuSeconds = (load.cpuNanos() - cpu) / 1e9;
    add(count, "merges", "merges judged and realized", merges / took, "1/s");
    add(count, "steps", "steps that landed", (load.steps() - steps) / took, "1/s");
    add(count, "cost", "CPU time of the daemons for a merge", cpuSeconds * 1e3 / merges, "ms");
    add(count, "cpu", "cores that the daemons took", cpuSeconds / took, "cores");
    add(count, "busy", "cores that all took, with the database", machine.cores(), "cores");
  }

  private static ChildProcess start(
      Path folder, GitHttpServer git, SharedState state, List<MergingSource> sources)
      throws IOException {
    Files.createDirectories(folder.resolve("credentials/" + EcosystemGenerator.CREDENTIAL));
    secret(folder.resolve("credentials/warehouse/username"), state.user());
    secret(folder.resolve("credentials/warehouse/password"), state.password().value());
    secret(folder.resolve("password"), state.password().value());
    secret(folder.resolve("hook"), MergingSource.HOOK.value());
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
    for (var source : sources) {
      text.append(
          "  %s: {repository: '%s', branch: main, poll-every: 1h, webhook: {secrets: [{file: hook}]}}\n"
              .formatted(source.name(), git.url(source.repository())));
    }
    var file = Files.writeString(folder.resolve("trueup.yaml"), text);
    return ChildProcess.start(JVM, DaemonsBenchmarkProcess.class, List.of(file.toString()));
  }

  private static void secret(Path file, String value) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, value);
  }

  private void add(int count, String what, String description, double value, String unit) {
    var figure = Figure.of("daemons.%d.%s".formatted(count, what), description, value, unit);
    figures.stream()
        .filter(
            it -> it.name().equals("daemons.%d.%s".formatted(options.processes().getFirst(), what)))
        .findFirst()
        .ifPresentOrElse(it -> figures.add(figure.relativeTo(it)), () -> figures.add(figure));
  }
}
