package io.trueup.listener.daemon.modelserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.config.ModelServerReader;
import io.trueup.listener.daemon.view.HealthView.HealthCheck;
import io.trueup.listener.daemon.view.ModelServerView;
import io.trueup.listener.engine.work.Threads;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What a model server opens and reports, by timers that a test turns. */
class ServingRefreshTest {

  private static final SourceId ACME = new SourceId("acme");

  private static final String CONFIGURATION =
      """
      instance: model-1
      sources: {acme: {}}
      database: {url: "jdbc:postgresql://db/trueup", user: reader, password: {env: PASSWORD}}
      daemon: {url: "http://trueup:8080", token: {env: TOKEN}}
      versions: {folder: /versions}
      """;

  private final HandTimers timers = new HandTimers();
  private final TreeMap<SourceId, PreparedVersions.State> states = new TreeMap<>();
  private final List<ModelServerView.Report> reports = new ArrayList<>();
  private final ServingState state =
      new ServingState(
          "model-1",
          Objects.requireNonNull(
              ModelServerReader.read(
                      "x.yaml", Path.of("/etc"), CONFIGURATION.getBytes(StandardCharsets.UTF_8))
                  .configuration()),
          () -> states);
  private Runnable opening = () -> open(1, 1);
  private boolean isDaemonAway;
  private final ServingRefresh refresh =
      new ServingRefresh(
          () -> opening.run(),
          state,
          this::take,
          () -> state.report("http://model-1", "1.2.3", Instant.EPOCH),
          timers);

  private void take(ModelServerView.Report report) throws IOException {
    if (isDaemonAway) {
      throw new IOException("connection refused");
    }
    reports.add(report);
  }

  private void open(long served, long... versions) {
    var open = new TreeSet<Long>();
    for (var version : versions) {
      open.add(version);
    }
    states.put(ACME, new PreparedVersions.State(served, open, "no file of it"));
  }

  private List<String> checks() {
    return state.readiness().checks().stream().map(HealthCheck::toString).toList();
  }

  @Test
  void itReportsWhatItHasOpenedAtOnce() {
    refresh.start(Duration.ofSeconds(1));
    timers.turn("versions");

    assertThat(reports)
        .extracting(it -> Objects.requireNonNull(it.prepared()).get("acme"))
        .containsExactly(List.of(1L));
    assertThat(state.readiness().isReady()).isTrue();
  }

  /** The daemon must not take it for stopped. */
  @Test
  void itReportsWhileAVersionTakesLongToOpen() {
    refresh.start(Duration.ofSeconds(1));
    var during = new ArrayList<Integer>();
    opening =
        () -> {
          timers.turn("reports");
          timers.turn("reports");
          during.add(reports.size());
        };

    timers.turn("versions");

    assertThat(during).containsExactly(2);
  }

  @Test
  void itIsNotReadyBeforeItHasTheServedVersionAndSaysHowFarItLags() {
    assertThat(state.readiness().isReady()).isFalse();

    open(5, 2, 3);

    assertThat(state.readiness().isReady()).isFalse();
    assertThat(state.lag(ACME)).isEqualTo(2);
    assertThat(checks().getLast()).contains("lags 2 behind version 5: no file of it");
    open(5, 5);
    assertThat(state.readiness().isReady()).isTrue();
    assertThat(state.lag(ACME)).isZero();
  }

  @Test
  void itStaysReadyWhileTheDaemonIsAwayAndNotWhileTheDatabaseIs() {
    refresh.start(Duration.ofSeconds(1));
    isDaemonAway = true;
    timers.turn("versions");
    assertThat(state.readiness().isReady()).isTrue();
    assertThat(checks()).anyMatch(it -> it.contains("connection refused"));

    opening =
        () -> {
          throw new StateStoreException("the database is away", true, null);
        };
    timers.turn("versions");
    assertThat(state.readiness().isReady()).isFalse();
    assertThat(checks()).anyMatch(it -> it.contains("the database is away"));

    isDaemonAway = false;
    opening = () -> open(1, 1);
    timers.turn("versions");
    assertThat(state.readiness().isReady()).isTrue();
  }

  @Test
  void aBugStopsNeitherTimer() {
    refresh.start(Duration.ofSeconds(1));
    opening =
        () -> {
          throw new IllegalStateException("a bug");
        };

    timers.turn("versions");

    assertThat(reports).hasSize(1);
    assertThat(checks()).anyMatch(it -> it.contains("a bug"));
  }

  @Test
  void aDrainIsReportedAndMakesItUnready() {
    open(1, 1);
    state.drain();
    refresh.reportNow();

    assertThat(reports).extracting(ModelServerView.Report::draining).containsExactly(true);
    assertThat(state.readiness().isReady()).isFalse();
  }

  /** Runs what is due at once, and the rest when a test says so. */
  private static final class HandTimers implements Threads {

    private final Map<String, Runnable> repeated = new HashMap<>();

    void turn(String timer) {
      Objects.requireNonNull(repeated.get(timer), timer).run();
    }

    @Override
    public Runner runner(String name) {
      throw new UnsupportedOperationException(name);
    }

    @Override
    public <T> List<Future<T>> runAll(List<Callable<T>> tasks) {
      throw new UnsupportedOperationException("It runs nothing at once");
    }

    @Override
    public Timer timer(String name) {
      return new Timer() {
        @Override
        public void after(Duration delay, Runnable task) {
          assertThat(delay).isZero();
          task.run();
        }

        @Override
        public void every(Duration first, Duration period, Runnable task) {
          repeated.put(name, task);
        }

        @Override
        public void close() {
          repeated.remove(name);
        }
      };
    }
  }
}
