package io.trueup.listener.lab.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import io.trueup.listener.lab.bench.GrowthCheck.Measure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Samples the measures of a daemon in this process. */
final class SoakSampler {

  /** All measures, in the order of reports, with how much each may grow. */
  static final List<Measure> MEASURES =
      List.of(
          Measure.flat("merge.p50", "from the 202 to all targets moved, p50", "ms", 0.5, 50),
          Measure.flat("merge.p99", "the same, p99", "ms", 1, 250),
          Measure.flat("run.begin.p50", "a job's begin, p50", "ms", 0.5, 50),
          Measure.flat("run.begin.p99", "the same, p99", "ms", 1, 250),
          Measure.flat("awaiting", "nodes that wait for their job", "", 0.5, 20),
          Measure.flat("heap", "heap after a collection", "MB", 0.1, 8),
          Measure.recorded("resident", "resident memory", "MB"),
          Measure.flat("threads", "platform threads", "", 0, 5),
          Measure.flat("open-files", "open files and sockets", "", 0, 20),
          Measure.flat("temporary", "temporary files and folders", "", 0, 3),
          Measure.flat("data.entries", "entries of the data folder", "", 0, 2),
          Measure.flat("fragments", "segments of cached fragments", "", 0, 2),
          Measure.flat("mirror.packs", "packs of the mirror", "", 0.25, 10),
          Measure.flat("mirror.pins", "versions with pinned commits", "", 0, 3),
          Measure.flat("mirror.loose-refs", "refs of the mirror outside packed-refs", "", 0, 10),
          Measure.flat("mirror.files", "files of the mirror", "", 0.25, 50),
          Measure.flat(
              "mirror.bytes-a-version", "growth of the mirror for each version", "B", 0.5, 4_096),
          Measure.recorded("mirror.size", "size of the mirror", "MB"),
          Measure.recorded("state.size", "size of the state database", "MB"));

  private static final double MB = 1e6;
  private static final String TABLES =
      """
      SELECT c.relname || ' ' || pg_total_relation_size(c.oid)
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'trueup'
         AND c.relkind = 'r'
       ORDER BY c.relname
      """;

  private final DaemonUnderTest daemon;
  private final Path repository;
  private @Nullable MirrorSize firstMirror;
  private long firstVersion;

  /**
   * The work since the last sample.
   *
   * @param second since the start
   * @param version the newest
   */
  record Interval(double second, long version, DurationSamples merges, DurationSamples begins) {}

  SoakSampler(DaemonUnderTest daemon) {
    this.daemon = daemon;
    this.repository =
        daemon
            .dataFolder()
            .resolve("mirrors")
            .resolve(DaemonUnderTest.SOURCE.value())
            .resolve("repository");
  }

  SoakSample sample(Interval work) {
    var values = new LinkedHashMap<String, Double>();
    values.put("merge.p50", work.merges().millis(50));
    values.put("merge.p99", work.merges().millis(99));
    values.put("run.begin.p50", work.begins().millis(50));
    values.put("run.begin.p99", work.begins().millis(99));
    values.put("awaiting", (double) awaiting());
    process(values);
    files(values);
    mirror(values, work.version());
    var tables = tables();
    values.put("state.size", tables.values().stream().mapToLong(it -> it).sum() / MB);
    return new SoakSample(work.second(), work.version(), values, tables);
  }

  private long awaiting() {
    return daemon.store().platforms().all().stream()
        .mapToLong(it -> daemon.store().rollouts().awaitingNodes(it.id()).size())
        .sum();
  }

  private static void process(Map<String, Double> values) {
    values.put("heap", ResourceUsage.retainedBytes() / MB);
    values.put("resident", ResourceUsage.residentBytes() / MB);
    values.put("threads", (double) ManagementFactory.getThreadMXBean().getThreadCount());
    values.put("open-files", (double) openFiles());
  }

  private static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  private void files(Map<String, Double> values) {
    values.put("temporary", (double) temporary());
    values.put("data.entries", (double) FolderScan.entries(daemon.dataFolder()));
    values.put(
        "fragments",
        (double)
            FolderScan.entries(
                daemon.dataFolder().resolve("fragments").resolve(DaemonUnderTest.SOURCE.value())));
  }

  /** Temporary files of this program and its libraries; other programs use the folder too. */
  private static long temporary() {
    var folder = Path.of(System.getProperty("java.io.tmpdir"));
    try (var entries = Files.list(folder)) {
      return entries
          .map(it -> it.getFileName().toString())
          .filter(it -> it.startsWith("trueup") || it.startsWith("vertx") || it.startsWith("jgit"))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void mirror(Map<String, Double> values, long version) {
    var mirror = MirrorSize.of(repository);
    var first = firstMirror;
    if (first == null) {
      firstMirror = mirror;
      firstVersion = version;
    }
    values.put("mirror.packs", (double) mirror.packs());
    values.put("mirror.pins", (double) mirror.pins());
    values.put("mirror.loose-refs", (double) mirror.looseRefs());
    values.put("mirror.files", (double) mirror.files());
    values.put(
        "mirror.bytes-a-version",
        first == null
            ? 0
            : (double) Math.max(0, mirror.bytes() - first.bytes()) / (version - firstVersion));
    values.put("mirror.size", mirror.bytes() / MB);
  }

  private SortedMap<String, Long> tables() {
    var sizes = new TreeMap<String, Long>();
    for (var row : daemon.queryColumn(TABLES)) {
      var space = row.indexOf(' ');
      sizes.put(row.substring(0, space), Long.valueOf(row.substring(space + 1)));
    }
    return sizes;
  }
}
