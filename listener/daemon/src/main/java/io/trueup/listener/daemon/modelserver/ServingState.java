package io.trueup.listener.daemon.modelserver;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.trueup.listener.daemon.api.Serving;
import io.trueup.listener.daemon.config.ModelServerConfiguration;
import io.trueup.listener.daemon.config.ModelServerConfiguration.WhenMissing;
import io.trueup.listener.daemon.status.Readiness;
import io.trueup.listener.daemon.view.HealthView.HealthCheck;
import io.trueup.listener.daemon.view.ModelServerView;
import io.trueup.statestore.SourceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What a model server says about itself, in answers and reports. Thread-safe; never blocks. */
final class ServingState implements Serving {

  private final String instance;
  private final ModelServerConfiguration configuration;
  private final Supplier<SortedMap<SourceId, PreparedVersions.State>> states;
  private volatile boolean isDraining;
  private volatile String storeProblem = "";
  private volatile String reportProblem = "";

  /**
   * A model server that does not stop yet.
   *
   * @param states what is open of each source, as it was found last
   */
  ServingState(
      String instance,
      ModelServerConfiguration configuration,
      Supplier<SortedMap<SourceId, PreparedVersions.State>> states) {
    this.instance = instance;
    this.configuration = configuration;
    this.states = states;
  }

  /** Says from now on that it is about to stop. */
  void drain() {
    isDraining = true;
  }

  /** Keeps why the store could not be read, empty when it could; returns whether that is news. */
  boolean stored(String problem) {
    var isNews = !problem.equals(storeProblem);
    storeProblem = problem;
    return isNews;
  }

  /** Keeps why the daemon took no report, empty when it did; returns whether that is news. */
  boolean reported(String problem) {
    var isNews = !problem.equals(reportProblem);
    reportProblem = problem;
    return isNews;
  }

  void measure(MeterRegistry metrics) {
    for (var source : configuration.sources().keySet()) {
      Gauge.builder(
              "trueup.model.versions.open",
              () -> state(source).map(it -> it.open().size()).orElse(0))
          .description("Versions that are open")
          .tag("source", source.value())
          .register(metrics);
      Gauge.builder("trueup.model.version.lag", () -> lag(source))
          .description("How many versions the newest open one is behind the served one")
          .tag("source", source.value())
          .register(metrics);
    }
  }

  private Optional<PreparedVersions.State> state(SourceId source) {
    return Optional.ofNullable(states.get().get(source));
  }

  /**
   * What it reports.
   *
   * @param address where it answers
   * @param program the version of its program
   */
  ModelServerView.Report report(String address, String program, Instant started) {
    var open = new TreeMap<String, List<Long>>();
    configuration
        .sources()
        .keySet()
        .forEach(it ->
            open.put(
                it.value(), state(it).map(found -> List.copyOf(found.open())).orElse(List.of())));
    var runtime = Runtime.getRuntime();
    return new ModelServerView.Report(
        address,
        program,
        open,
        isDraining,
        runtime.totalMemory() - runtime.freeMemory(),
        runtime.maxMemory(),
        started);
  }

  @Override
  public String instance() {
    return instance;
  }

  /** It is ready while the daemon is away: what it serves moves on only with the daemon. */
  @Override
  public Readiness readiness() {
    var checks = new ArrayList<HealthCheck>();
    checks.add(new HealthCheck("draining", !isDraining, isDraining ? "stops soon" : "no"));
    checks.add(
        new HealthCheck(
            "database", storeProblem.isEmpty(), storeProblem.isEmpty() ? "answers" : storeProblem));
    checks.add(
        new HealthCheck("daemon", true, reportProblem.isEmpty() ? "takes reports" : reportProblem));
    for (var source : configuration.sources().keySet()) {
      checks.add(check(source));
    }
    return new Readiness(checks);
  }

  private HealthCheck check(SourceId source) {
    var found = state(source);
    if (found.isEmpty()) {
      return new HealthCheck("source " + source, false, "no version is open yet");
    }
    var state = found.get();
    return new HealthCheck(
        "source " + source,
        state.hasServed(),
        state.hasServed()
            ? "serves version %d".formatted(state.served())
            : "lags %d behind version %d: %s"
                .formatted(state.lag(), state.served(), state.problem()));
  }

  @Override
  public long lag(SourceId source) {
    return state(source).map(PreparedVersions.State::lag).orElse(0L);
  }

  @Override
  public boolean isDraining() {
    return isDraining;
  }

  @Override
  public Optional<String> handOver() {
    return configuration.whenMissing() == WhenMissing.HAND_OVER
        ? Optional.of(configuration.daemon().url().replaceAll("/+$", ""))
        : Optional.empty();
  }
}
