package io.trueup.listener.engine.nodetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.git.GitAuthentication;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.git.GitRemote;
import io.trueup.listener.engine.nodetime.NodeTime.Answer;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.listener.engine.source.ModelLibrary;
import io.trueup.listener.engine.testing.SchemaFixture;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.listener.engine.work.JdkThreads;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.model.verdict.Model;
import io.trueup.platforms.spi.CredentialStore.CredentialStatus;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.PlatformExecutor;
import io.trueup.platforms.spi.PlatformSettings;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.statestore.Actor;
import io.trueup.statestore.BlockedNode;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class NodeTimeTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration WITHIN = Duration.ofMinutes(10);
  private static final String BLOCKED =
      "Node 'Ingest/Live/NW_Data' of platform 'acme/Live' is blocked, and its job 'nightly' waits:"
          + " ";

  private final SettableClock clock = new SettableClock(NOON);
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final SchemaFixture models = new SchemaFixture(store);
  private final List<PlatformId> poked = new ArrayList<>();
  private final NodeTime nodeTime = nodeTime(Map.of(StoreScene.ACME, models));
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Function<StepContext, StepOutcome> attempt = _ -> new StepOutcome.Done(List.of());
  private List<NodeKey> steps = List.of(StoreScene.INGEST);
  private int runs;

  @BeforeEach
  void awaitAJob() {
    new StoreScene(store).awaitingJobs(StoreScene.INGEST, StoreScene.EXPORT);
    log.start();
    logger().setLevel(Level.WARN);
    logger().addAppender(log);
  }

  @AfterEach
  void stopLogging() {
    logger().detachAppender(log);
    logger().setLevel(null);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(NodeReconciliation.class);
  }

  private NodeTime nodeTime(Map<SourceId, ModelLibrary> libraries) {
    return new NodeTime(
        store,
        new PlatformModels(store, libraries),
        new OnlyRealizer(),
        new GateRules(),
        new JdkThreads(),
        poked::add);
  }

  private Answer begin() {
    return nodeTime.begin(request(StoreScene.INGEST));
  }

  private RunRequest request(NodeKey node) {
    return new RunRequest(
        new RunId("%032x".formatted(++runs)),
        StoreScene.LIVE,
        node,
        null,
        "nightly",
        Duration.ofHours(1),
        WITHIN,
        new Actor("nightly-token", "192.0.2.9"));
  }

  private List<BlockedNode> blocked() {
    return store.rollouts().blockedNodes(StoreScene.LIVE, "", 10);
  }

  private List<String> warnings() {
    return log.list.stream()
        .filter(it -> it.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void blocksARefusedNodeAndLogsEachReasonOnce() {
    attempt = _ -> new StepOutcome.Refused("A row does not fit");
    assertThat(begin()).isInstanceOf(Answer.Wait.class);
    clock.advance(Duration.ofMinutes(1));
    assertThat(begin()).isInstanceOf(Answer.Wait.class);

    assertThat(blocked())
        .containsExactly(new BlockedNode(StoreScene.INGEST, "Refused: A row does not fit", NOON));
    assertThat(warnings()).containsExactly(BLOCKED + "Refused: A row does not fit");

    attempt = _ -> new StepOutcome.Failed("The disk is full");
    begin();
    assertThat(blocked())
        .containsExactly(new BlockedNode(StoreScene.INGEST, "The disk is full", NOON));
    assertThat(warnings()).hasSize(2).last().isEqualTo(BLOCKED + "The disk is full");

    attempt = _ -> new StepOutcome.Done(List.of());
    assertThat(begin()).isInstanceOf(Answer.Go.class);
    assertThat(blocked()).isEmpty();
  }

  @Test
  void aJobAsksAgainWhileThePlatformStillChangesItsNode() {
    attempt = _ -> new StepOutcome.Started("work-17");

    assertThat(begin())
        .isEqualTo(
            new Answer.Wait("The platform is still changing the node", Duration.ofSeconds(5)));
    assertThat(begin()).isInstanceOf(Answer.Wait.class);
    assertThat(store.runs().live(StoreScene.LIVE)).isEmpty();
    assertThat(blocked()).isEmpty();
    assertThat(warnings()).isEmpty();

    attempt = _ -> new StepOutcome.Done(List.of());
    assertThat(begin()).isInstanceOf(Answer.Go.class);
  }

  @Test
  void namesTheNodeThatFollows() {
    steps = List.of(StoreScene.INGEST, StoreScene.EXPORT);
    attempt =
        new Function<>() {
          private int attempts;

          @Override
          public StepOutcome apply(StepContext context) {
            return attempts++ == 0
                ? new StepOutcome.Done(List.of())
                : new StepOutcome.Failed("The disk is full");
          }
        };

    begin();

    assertThat(blocked())
        .extracting(BlockedNode::reason)
        .containsExactly(
            "Node 'Export/Live/warehouse/NW_Data/customers' follows it. The disk is full");
  }

  @Test
  void blocksANodeWhoseReconciliationOutlastsItsRun() {
    attempt =
        context -> {
          clock.advance(WITHIN);
          context.fence().requireLease();
          throw new AssertionError("It is too late");
        };

    assertThat(begin()).isInstanceOf(Answer.Wait.class);

    assertThat(blocked())
        .extracting(BlockedNode::reason)
        .containsExactly(
            "Timed out after 600 s, the longest that a reconciliation may take (timing.reconcile)");
  }

  @Test
  void blocksANodeOnAnErrorOfTheDaemon() {
    attempt =
        _ -> {
          throw new IllegalStateException("secret");
        };

    assertThatThrownBy(this::begin).hasMessage("secret");

    assertThat(blocked())
        .extracting(BlockedNode::reason)
        .containsExactly(
            "The daemon failed with IllegalStateException because of a bug; see its log");
  }

  @Test
  void waitsAndBlocksNothingWhileTheModelCannotBeRead() {
    var unreadable = nodeTime(Map.of(StoreScene.ACME, new UnreadableModels()));
    var answer = unreadable.begin(request(StoreScene.INGEST));
    assertThat(unreadable.begin(request(StoreScene.INGEST))).isEqualTo(answer);

    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Wait.class,
            wait -> {
              assertThat(wait.reason())
                  .startsWith("Cannot read the platform's model: Cannot follow the branch '-gone'");
              assertThat(wait.retryAfter()).isEqualTo(Duration.ofSeconds(5));
            });
    assertThat(blocked()).isEmpty();
    assertThat(warnings())
        .singleElement()
        .asString()
        .startsWith(
            "Jobs of platform 'acme/Live' wait, because its model cannot be read; the first is"
                + " 'nightly': Cannot follow the branch");
    assertThat(begin()).isInstanceOf(Answer.Go.class);
  }

  @Test
  void retiresNothingWhileTheModelCannotBeRead() {
    new StoreScene(store).retireAtJob();

    var unreadable = nodeTime(Map.of(StoreScene.ACME, new UnreadableModels()));

    assertThat(unreadable.begin(request(StoreScene.INGEST))).isInstanceOf(Answer.Wait.class);
    assertThat(blocked()).isEmpty();
    assertThat(begin()).isInstanceOf(Answer.Retire.class);
  }

  @Test
  void changesNothingOfASourceThatThisDaemonDoesNotFollow() {
    var request = request(StoreScene.INGEST);

    assertThat(nodeTime(Map.of()).begin(request))
        .isEqualTo(
            new Answer.Wait(
                "This daemon does not follow the source of platform 'acme/Live'. Ask one that does",
                Duration.ofSeconds(30)));
    assertThat(blocked()).isEmpty();
    assertThat(store.runs().find(request.id())).isEmpty();
    assertThat(begin()).isInstanceOf(Answer.Go.class);
  }

  @Test
  void namesTheJobThatChangesANodeWithoutOne() {
    var request = request(StoreScene.EXPORT);

    assertThat(nodeTime.begin(request))
        .isEqualTo(
            new Answer.Wait(
                "The node has no job of its own; it changes when the job of 'Ingest/Live/NW_Data'"
                    + " starts",
                Duration.ofSeconds(30)));
    assertThat(blocked()).isEmpty();
    assertThat(begin()).isInstanceOf(Answer.Go.class);
  }

  @Test
  void waitsWhileANodeThatFollowsIsChangedByHand() {
    steps = List.of(StoreScene.INGEST, StoreScene.EXPORT);
    var resource = Lease.resource(StoreScene.LIVE);
    store.leases().holder(resource).ifPresent(_ -> clock.advance(Duration.ofHours(2)));
    var lease = store.leases().claim(resource, "ann", Duration.ofHours(1)).orElseThrow();
    store.runs().lockNodes(lease, StoreScene.LIVE, List.of(StoreScene.EXPORT));

    assertThat(begin())
        .isEqualTo(
            new Answer.Wait(
                "A node that follows this one is being changed by hand", Duration.ofSeconds(2)));
    assertThat(blocked()).isEmpty();

    store.leases().release(lease);
    assertThat(begin()).isInstanceOf(Answer.Go.class);
  }

  /** Git fails, as it does when the mirror is lost and the remote is unreachable. */
  private static final class UnreadableModels implements ModelLibrary {

    @Override
    public Model model(CommitId commit) {
      throw unreadable();
    }

    /** A real exception: only the git package creates them. */
    private static GitException unreadable() {
      return catchThrowableOfType(
          GitException.class,
          () ->
              new GitRemote(
                  "https://git.acme/estate.git",
                  "-gone",
                  new GitAuthentication.None(),
                  WITHIN,
                  Path.of("mirror")));
    }
  }

  /** Executes steps as the test decides. */
  private final class OnlyRealizer implements PlatformRuntimes, DataPlatform, PlatformExecutor {

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
      throw new AssertionError("Nothing was to be linted");
    }

    @Override
    public List<CredentialUse> credentials(PlatformGraph graph) {
      return List.of();
    }

    @Override
    public boolean hasJob(PipelineNode node) {
      return node instanceof PipelineNode.Ingest;
    }

    @Override
    public Map<NodeKey, List<PlannedStep>> planNodeTimes(
        PlatformGraph target, Collection<NodeKey> nodes, Collection<NodeKey> awaiting) {
      var planned =
          steps.stream().map(it -> new PlannedStep(it, StepAction.ALTER, "changed")).toList();
      return nodes.stream().collect(Collectors.toMap(it -> it, _ -> planned));
    }

    @Override
    public List<StepOutcome> execute(
        StepContext context, PlatformGraph target, List<PlannedStep> planned) {
      return planned.stream().map(_ -> attempt.apply(context)).toList();
    }

    @Override
    public void close() {}
  }
}
