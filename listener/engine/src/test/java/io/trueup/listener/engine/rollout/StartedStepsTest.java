package io.trueup.listener.engine.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.testing.SchemaFixture;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.listener.engine.work.Leaseholder;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.platforms.spi.CredentialStore.CredentialStatus;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.PlatformExecutor;
import io.trueup.platforms.spi.PlatformSettings;
import io.trueup.platforms.spi.StartedStep;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.statestore.Lease;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Steps that a platform starts now and ends later, as the daemon follows them. */
class StartedStepsTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration POLL_EVERY = Duration.ofSeconds(5);

  private final SettableClock clock = new SettableClock(NOON);
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final StoreScene scene = new StoreScene(store);
  private final SchemaFixture models = new SchemaFixture(store);
  private final List<String> handles = new ArrayList<>();
  private Function<StartedStep, StepOutcome> report = it -> new StepOutcome.Started(it.handle());

  /** A daemon that has just started: nothing is left of the one before but what is stored. */
  private PlatformWorker worker(String daemon) {
    var leases =
        new Leaseholder() {
          @Override
          public Optional<Lease> claim(String resource) {
            return store.leases().claim(resource, daemon, HOUR);
          }

          @Override
          public void release(Lease lease) {
            store.leases().release(lease);
          }
        };
    var graphs = new PlatformModels(store, Map.of(StoreScene.ACME, models));
    return new PlatformWorker(store, leases, graphs, new StartingRealizer(), new GateRules());
  }

  private Rollout rollout() {
    return store.rollouts().newest(StoreScene.LIVE, 1).getFirst();
  }

  private List<RolloutStep> steps() {
    return store.rollouts().steps(rollout().id(), 100);
  }

  private void assertAllAre(RolloutStep.State state) {
    assertThat(steps()).isNotEmpty().extracting(RolloutStep::state).containsOnly(state);
  }

  @Test
  void startedStepsAreRecordedWithTheirHandlesAndPolledUntilTheyEnd() {
    scene.firstMerge();
    var worker = worker("daemon-1");

    assertThat(worker.advance(StoreScene.LIVE)).hasValue(NOON.plus(POLL_EVERY));
    assertAllAre(RolloutStep.State.IN_PROGRESS);
    assertThat(steps()).extracting(RolloutStep::handle).containsExactlyElementsOf(handles);
    clock.advance(POLL_EVERY);
    assertThat(worker.advance(StoreScene.LIVE)).hasValue(NOON.plus(POLL_EVERY.multipliedBy(2)));
    assertAllAre(RolloutStep.State.IN_PROGRESS);

    report = _ -> new StepOutcome.Done(List.of("made"));
    assertThat(worker.advance(StoreScene.LIVE)).isEmpty();
    assertAllAre(RolloutStep.State.DONE);
    assertThat(steps()).extracting(RolloutStep::attempts).containsOnly(1);
    assertThat(rollout().state()).isEqualTo(Rollout.State.REALIZED);
  }

  @Test
  void aRestartedDaemonFindsThemAndStartsNothingAgain() {
    scene.firstMerge();
    worker("daemon-1").advance(StoreScene.LIVE);
    var started = List.copyOf(handles);
    report = it -> new StepOutcome.Done(List.of("made " + it.handle()));

    worker("daemon-2").advance(StoreScene.LIVE);

    assertThat(handles).isEqualTo(started);
    assertThat(rollout().state()).isEqualTo(Rollout.State.REALIZED);
    assertThat(steps())
        .extracting(RolloutStep::statements)
        .containsExactlyElementsOf(started.stream().map(it -> List.of("made " + it)).toList());
  }

  @Test
  void aReportUnderALeaseThatHasPassedIsRefused() {
    scene.firstMerge();
    var paused = worker("daemon-1");
    paused.advance(StoreScene.LIVE);
    report =
        _ -> {
          clock.advance(HOUR.multipliedBy(2));
          store.leases().claim(Lease.resource(StoreScene.LIVE), "daemon-2", HOUR);
          return new StepOutcome.Failed("It was ended");
        };

    assertThatThrownBy(() -> paused.advance(StoreScene.LIVE))
        .isInstanceOf(LostLeaseException.class);

    assertAllAre(RolloutStep.State.IN_PROGRESS);
    report = _ -> new StepOutcome.Done(List.of("made"));
    worker("daemon-2").advance(StoreScene.LIVE);
    assertThat(rollout().state()).isEqualTo(Rollout.State.REALIZED);
  }

  @Test
  void aStepThatEndsInFailureIsStartedAgainLater() {
    scene.firstMerge();
    var worker = worker("daemon-1");
    worker.advance(StoreScene.LIVE);
    var count = handles.size();
    report = _ -> new StepOutcome.Failed("The cluster is full");

    var due = worker.advance(StoreScene.LIVE);
    assertAllAre(RolloutStep.State.FAILED);
    assertThat(rollout().lastError()).isEqualTo("The cluster is full");
    assertThat(due).hasValue(Objects.requireNonNull(rollout().retryAt()));

    report = it -> new StepOutcome.Started(it.handle());
    clock.advance(HOUR);
    worker.advance(StoreScene.LIVE);
    assertAllAre(RolloutStep.State.IN_PROGRESS);
    assertThat(handles).hasSize(count * 2);
    assertThat(steps()).extracting(RolloutStep::attempts).containsOnly(2);
  }

  /** Starts every step, and reports what a test says. */
  private final class StartingRealizer implements PlatformRuntimes, DataPlatform, PlatformExecutor {

    @Override
    public String type() {
      return "postgres";
    }

    @Override
    public DataPlatform platform(String type) {
      return this;
    }

    @Override
    public PlatformExecutor executor(String type) {
      return this;
    }

    @Override
    public PlatformExecutor executor(PlatformEnvironment environment, PlatformSettings settings) {
      return this;
    }

    @Override
    public CredentialStatus check(CredentialUse use) {
      return new CredentialStatus.Usable();
    }

    @Override
    public GraphLint lint() {
      return GraphLint.NONE;
    }

    @Override
    public List<CredentialUse> credentials(PlatformGraph graph) {
      return List.of();
    }

    @Override
    public boolean hasJob(PipelineNode node) {
      return false;
    }

    @Override
    public List<StepOutcome> execute(
        StepContext context, PlatformGraph target, List<PlannedStep> planned) {
      return planned.stream().map(this::start).toList();
    }

    private StepOutcome start(PlannedStep step) {
      handles.add(step.node() + "#" + handles.size());
      return new StepOutcome.Started(handles.getLast());
    }

    @Override
    public List<StepOutcome> poll(
        StepContext context, PlatformGraph target, List<StartedStep> started) {
      return started.stream().map(report).toList();
    }

    @Override
    public void close() {}
  }
}
