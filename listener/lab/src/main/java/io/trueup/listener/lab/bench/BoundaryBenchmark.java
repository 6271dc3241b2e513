package io.trueup.listener.lab.bench;

import io.trueup.listener.lab.bench.EcosystemGenerator.GeneratedFile;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.Actor;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.Selector;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures how long after a window's end the targets of all platforms have moved that waited for
 * it, by the database's clock. The platforms realize nothing, so this is the daemon's own work; the
 * same moves right after a verdict are the baseline.
 */
final class BoundaryBenchmark {

  /** Those before are for the compiler. */
  private static final int BASELINE_VERSION = 3;

  private final DaemonUnderTest daemon;
  private final ModelRepository repository;
  private final int platforms;
  private final Duration lead;
  private final ProgressLog progress;

  /**
   * A benchmark that has not started.
   *
   * @param repository an empty repository that the daemon follows
   * @param lead from the start of the window to its end; all platforms must wait by then
   */
  BoundaryBenchmark(
      DaemonUnderTest daemon,
      ModelRepository repository,
      int platforms,
      Duration lead,
      ProgressLog progress) {
    this.daemon = daemon;
    this.repository = repository;
    this.platforms = platforms;
    this.lead = lead;
    this.progress = progress;
  }

  List<Figure> measure() {
    progress.log("(g) %d platforms without a window".formatted(platforms));
    for (var version = 1; version <= BASELINE_VERSION; version++) {
      merge(version);
      daemon.awaitTargets(version);
      daemon.awaitRealized();
    }
    var decided =
        daemon
            .store()
            .versions()
            .find(DaemonUnderTest.SOURCE, BASELINE_VERSION)
            .orElseThrow()
            .decidedAt();
    var baseline = moves(BASELINE_VERSION, decided);
    progress.log("(g) %d platforms that wait for one window".formatted(platforms));
    var version = BASELINE_VERSION + 1;
    var boundary = deny();
    merge(version);
    daemon.awaitWaiting(GateKind.WINDOW);
    if (!daemon.store().now().isBefore(boundary)) {
      throw new BenchException(
          "Not all %d platforms waited for the window before its end, %d s after its start. Run it on a machine with less other work"
              .formatted(platforms, lead.toSeconds()),
          null);
    }
    daemon.awaitTargets(version);
    return figures(baseline, moves(version, boundary));
  }

  private List<Figure> figures(DurationSamples baseline, DurationSamples moved) {
    var without =
        Figure.of(
            "boundary.verdict.target.p99",
            "from a verdict until %d targets moved, p99".formatted(platforms),
            baseline.millis(99),
            "ms");
    return List.of(
        Figure.of(
            "boundary.target.p50",
            "from a window's end until %d targets moved".formatted(platforms),
            moved.millis(50),
            "ms"),
        Figure.of("boundary.target.p99", "the same, p99", moved.millis(99), "ms")
            .relativeTo(without),
        Figure.of("boundary.target.max", "the same, the last one", moved.millis(100), "ms"),
        without);
  }

  private void merge(int version) {
    var files = version == 1 ? files() : Stream.of(store(version));
    daemon.announce(repository.commit("Version " + version, files).value());
  }

  /** Denies all moves until an instant. */
  private Instant deny() {
    var start = daemon.store().now().truncatedTo(ChronoUnit.SECONDS);
    var times = WindowTimes.once(start.atZone(ZoneOffset.UTC).toLocalDateTime(), lead, "UTC");
    var spec =
        new RolloutWindow.Spec(
            "Boundary", WindowKind.DENY, Selector.EVERYTHING, times, "bench", "Until it ends");
    var _ = daemon.store().windows().add(spec, Actor.DAEMON).orElseThrow();
    return start.plus(lead);
  }

  private DurationSamples moves(long version, Instant since) {
    var nanos =
        daemon
            .queryColumn(
                "SELECT (extract(epoch FROM at - timestamptz '%s') * 1e9)::bigint FROM trueup.pointer_history WHERE pointer = 'target' AND version = %d"
                    .formatted(since, version))
            .stream()
            .mapToLong(Long::parseLong)
            .toArray();
    if (nanos.length != platforms) {
      throw new BenchException(
          "%d of %d targets moved to version %d".formatted(nanos.length, platforms, version), null);
    }
    return DurationSamples.of(nanos);
  }

  private Stream<GeneratedFile> files() {
    var names = IntStream.range(0, platforms).mapToObj("P%03d"::formatted).toList();
    var declared =
        names.stream()
            .map("  %s: {type: legacy, container: Americas/Data/warehouse}\n"::formatted)
            .collect(Collectors.joining());
    var assigned =
        names.stream()
            .map("{platform: %s, status: provisioned}"::formatted)
            .collect(Collectors.joining(", "));
    return Stream.of(
        new GeneratedFile(
            "boundary/model.yaml",
            """
            kind: Ecosystem
            name: Acme
            owner: github.com/acme/model@eco
            live: github.com/acme/model@main
            vendors: {MyCorp: {cloud: private, description: Ours, locations: {USA: [NY_1]}}}
            zones: {Americas: github.com/acme/zone@main}
            platforms:
            %s---
            kind: GovernanceZone
            name: Americas
            teams: {Data: github.com/acme/data@main}
            ---
            kind: Team
            name: Americas/Data
            containers:
              source: {type: postgres, host: db.internal, port: 5432, database: app, locations: [MyCorp/USA/NY_1]}
              warehouse: {type: postgres, host: wh.internal, port: 5432, database: app, locations: [MyCorp/USA/NY_1]}
            ---
            kind: Workspace
            name: Reports
            team: Americas/Data
            container: Americas/Data/warehouse
            groups: {Main: {requires: {latency: hours}, datasets: [Orders/orders]}}
            ---
            kind: Assignments
            assign:
              Reports/Main: [%s]
            """
                .formatted(declared, assigned)),
        store(1));
  }

  private static GeneratedFile store(int columns) {
    var added =
        IntStream.range(0, columns)
            .mapToObj(", c%d: integer"::formatted)
            .collect(Collectors.joining());
    return new GeneratedFile(
        "boundary/store.yaml",
        """
        kind: Datastore
        name: Orders
        team: Americas/Data
        capture:
          kind: cdc
          container: source
          credential: reader
          consistency: multi-dataset
          trigger: {cron: "*/10 * * * *"}
        datasets:
          orders: {classification: [IP], columns: {id: {type: bigint, key: true}%s}}
        """
            .formatted(added));
  }
}
