package io.trueup.listener.lab.bench;

import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.gitserver.GitHttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Merges repeatedly into a daemon while jobs run, and checks whether memory, threads, files, the
 * mirror and the duration of merges stay flat. The model's size is constant: each merge widens a
 * column of one dataset, and one in twenty is rejected.
 */
public final class Soak {

  private static final int FIRST_WIDTH = 32;
  private static final int REJECTED_EVERY = 20;
  private static final String SOURCE = "soak";

  private final SoakOptions options;
  private final ProgressLog progress;
  private final DaemonUnderTest daemon;
  private final ModelRepository repository;
  private final AtomicIntegerArray widths;
  private final EcosystemGenerator generator;
  private final SoakSampler vitals;
  private final List<SoakSample> samples = new ArrayList<>();
  private final List<Long> latencies = new ArrayList<>();
  private final long start = System.nanoTime();
  private long version;
  private long lateMerges;

  private Soak(
      SoakOptions options,
      ProgressLog progress,
      DaemonUnderTest daemon,
      ModelRepository repository,
      EcosystemGenerator generator,
      AtomicIntegerArray widths) {
    this.options = options;
    this.progress = progress;
    this.daemon = daemon;
    this.repository = repository;
    this.widths = widths;
    this.generator = generator;
    this.vitals = new SoakSampler(daemon);
  }

  /**
   * Runs, in a temporary folder that is removed afterwards.
   *
   * @param progress receives a line for each sample
   * @throws BenchException when the daemon misbehaves
   */
  public static SoakReport run(
      SoakOptions options, ProcessEnvironment environment, PrintWriter progress) {
    var folder = Bench.temporaryFolder();
    try {
      var served = Files.createDirectories(folder.resolve("git"));
      try (var git = GitHttpServer.serve(served)) {
        return soak(options, environment, new ProgressLog(progress), folder, git);
      }
    } catch (IOException e) {
      throw new BenchException("Cannot use %s: %s".formatted(folder, e.getMessage()), e);
    } finally {
      Bench.delete(folder);
    }
  }

  private static SoakReport soak(
      SoakOptions options,
      ProcessEnvironment environment,
      ProgressLog progress,
      Path folder,
      GitHttpServer git) {
    var repository = new ModelRepository(git.createRepository(SOURCE, "main"));
    progress.log("starting a daemon");
    try (var daemon =
        DaemonUnderTest.start(folder.resolve("daemon"), git.url(SOURCE), environment)) {
      var widths = new AtomicIntegerArray(options.shape().datasets());
      var generator =
          new EcosystemGenerator(options.shape(), daemon.postgresPort())
              .withTextColumn(dataset -> FIRST_WIDTH + widths.get(dataset));
      var soak = new Soak(options, progress, daemon, repository, generator, widths);
      soak.mergeFirstVersion();
      return soak.mergeRepeatedly();
    }
  }

  private void mergeFirstVersion() {
    progress.log("the first merge, of %,d datasets".formatted(options.shape().datasets()));
    daemon.announce(repository.commit("Declare everything", generator.files()).value());
    daemon.awaitTargets(++version);
    daemon.awaitRealized();
  }

  private SoakReport mergeRepeatedly() {
    progress.log(
        "a merge every %s, %d runs a second"
            .formatted(text(options.mergeInterval()), options.runsPerSecond()));
    try (var jobs = new SoakJobs(daemon, options.runsPerSecond(), options.shape().seed())) {
      jobs.start();
      var started = System.nanoTime();
      for (var merge = 1; merge <= options.merges() && !isTimeUp(started); merge++) {
        awaitDue(started, merge);
        merge(merge);
        jobs.runWaitingNext(daemon.store().platforms().all());
        if (merge % options.mergesPerSample() == 0) {
          sample(merge, jobs);
        }
      }
      return report(jobs);
    }
  }

  private boolean isTimeUp(long started) {
    return System.nanoTime() - started > options.timeLimit().toNanos();
  }

  private void awaitDue(long started, int merge) {
    var due = started + merge * options.mergeInterval().toNanos();
    if (System.nanoTime() > due + options.mergeInterval().toNanos()) {
      lateMerges++;
    }
    for (var wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
      LockSupport.parkNanos(wait);
    }
  }

  private void merge(int merge) {
    var dataset = generator.changedDataset(merge);
    var isRejected = merge % REJECTED_EVERY == 0;
    var width = widths.get(dataset);
    widths.set(dataset, isRejected ? -1 : width + 1);
    var commit =
        repository.commit(
            isRejected ? "Narrow a column" : "Widen a column",
            Stream.of(generator.fileOfDataset(dataset)));
    if (isRejected) {
      widths.set(dataset, width);
    }
    var before = System.nanoTime();
    daemon.announce(commit.value());
    version++;
    if (isRejected) {
      daemon.awaitVerdict(version);
      repair(dataset);
    } else {
      daemon.awaitTargets(version);
      latencies.add(System.nanoTime() - before);
    }
  }

  /** Corrects a rejected merge with the next one, as people do. */
  private void repair(int dataset) {
    var commit = repository.commit("Widen it again", Stream.of(generator.fileOfDataset(dataset)));
    daemon.announce(commit.value());
    daemon.awaitTargets(++version);
  }

  private void sample(int merge, SoakJobs jobs) {
    var merges = DurationSamples.of(latencies.stream().mapToLong(Long::longValue).toArray());
    latencies.clear();
    var seconds = (System.nanoTime() - start) / 1e9;
    var sample =
        vitals.sample(
            new SoakSampler.Interval(seconds, version, merges, jobs.takeBeginDurations()));
    samples.add(sample);
    progress.log("merge %,d: %s".formatted(merge, sample.line()));
  }

  private SoakReport report(SoakJobs jobs) {
    if (samples.size() < GrowthCheck.FEWEST_SAMPLES) {
      throw new BenchException(
          "Cannot evaluate the soak: it took only %d samples in time, and needs at least %d. The daemon was too slow for a merge every %s"
              .formatted(samples.size(), GrowthCheck.FEWEST_SAMPLES, text(options.mergeInterval())),
          null);
    }
    var machine = MachineFacts.facts();
    machine.put("postgres", daemon.queryValue("SHOW server_version"));
    machine.put("fsync", daemon.queryValue("SHOW fsync"));
    var data = new LinkedHashMap<String, Object>();
    data.put("shape", options.shape().toString());
    data.put("merge-every", options.mergeInterval().toString());
    data.put("seconds", Math.round((System.nanoTime() - start) / 1e9));
    data.put("versions", version);
    data.put("merges-late", lateMerges);
    data.put("runs", jobs.ended());
    return new SoakReport(machine, data, List.copyOf(samples));
  }

  private static String text(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1e3);
  }
}
