package io.trueup.platforms.testing;

import static io.trueup.platforms.testing.Graphs.customers;
import static io.trueup.platforms.testing.Graphs.customersWithFax;
import static io.trueup.platforms.testing.Graphs.products;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.NodeTransition;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.spi.AllocatedName;
import io.trueup.platforms.spi.CredentialStore;
import io.trueup.platforms.spi.CredentialStore.CredentialStatus;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.DataPlatforms;
import io.trueup.platforms.spi.InstallationIdentity;
import io.trueup.platforms.spi.LogicalName;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.PlatformExecutor;
import io.trueup.platforms.spi.PlatformSettings;
import io.trueup.platforms.spi.Secret;
import io.trueup.platforms.spi.StartedStep;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The promises of every data platform type. A subclass declares the capabilities of one. */
public abstract class PlatformConformance {

  /**
   * The declared capabilities of a type; checked both ways.
   *
   * @param kindsWithJob kinds of node that have a job
   * @param kindsThatAct kinds of node for which steps run statements
   * @param needsCredential whether it logs in anywhere
   * @param startsSteps whether steps end after the call that asked for them
   */
  public record Capabilities(
      Set<NodeKind> kindsWithJob,
      Set<NodeKind> kindsThatAct,
      boolean needsCredential,
      boolean startsSteps) {

    /** Of a type whose steps end within the call that asks for them. */
    public Capabilities(
        Set<NodeKind> kindsWithJob, Set<NodeKind> kindsThatAct, boolean needsCredential) {
      this(kindsWithJob, kindsThatAct, needsCredential, false);
    }
  }

  private static final int MOST_POLLS = 1000;

  /** Steps under a lease that always holds. */
  public static final StepContext CONTEXT = new StepContext("acme/Live", "a test", () -> {});

  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final MemoryNameRegistry names = new MemoryNameRegistry();
  private PlatformExecutor executor = new Unopened();

  protected abstract DataPlatform platform();

  /** The types among which it is found: those on the class path. */
  protected DataPlatforms known() {
    return DataPlatforms.load();
  }

  protected abstract Capabilities capabilities();

  /** Graphs of a platform named {@code Live}, which the credentials fit. */
  protected abstract Graphs graphs();

  protected abstract CredentialStore credentials();

  /** A text in {@link #credentials()} that must appear nowhere. */
  protected abstract String canary();

  @BeforeEach
  void open() {
    logged.start();
    loggers().forEach(this::listen);
    executor = platform().executor(environment(credentials()), PlatformSettings.NONE);
  }

  @AfterEach
  void close() {
    executor.close();
    loggers().forEach(logger -> logger.detachAppender(logged));
    assertThat(logged.list)
        .extracting(event -> event.getFormattedMessage() + event.getThrowableProxy())
        .noneMatch(line -> line.contains(canary()));
  }

  @Test
  void isFoundByItsType() {
    assertThat(known().require(platform().type())).hasSameClassAs(platform());
  }

  @Test
  void reportsNoProblemForASupportedGraph() {
    assertThat(platform().lint().all(before())).isEmpty();
    assertThat(platform().lint().all(PlatformGraph.empty(before().platform()))).isEmpty();
  }

  @Test
  void saysWhichKindsHaveAJob() {
    var kinds = new HashSet<NodeKind>();
    before().nodes().values().stream()
        .filter(platform()::hasJob)
        .forEach(node -> kinds.add(node.kind()));

    assertThat(kinds).isEqualTo(capabilities().kindsWithJob());
  }

  @Test
  void namesTheCredentialsThatItNeeds() {
    assertThat(platform().credentials(before()).isEmpty())
        .isEqualTo(!capabilities().needsCredential());
    assertThat(platform().credentials(before()))
        .allMatch(it -> credentials().check(it).equals(new CredentialStatus.Usable()));
  }

  @Test
  void planningDependsOnItsInputAndNotOnTheInputsOrder() {
    var records = new ArrayList<>(Records.realized(before()));
    var plan = platform().planRollout(after(), records);
    Collections.shuffle(records, new Random(7));

    assertThat(platform().planRollout(after(), records)).isEqualTo(plan);
  }

  @Test
  void nodesWithAJobWaitAndOthersFollowOrMoveAtOnce() {
    var plan = platform().planRollout(after(), Records.realized(before()));

    var waiting =
        plan.transitions().stream()
            .filter(transition -> transition.state() == NodeState.AWAITING_NODE_TIME)
            .map(NodeTransition::node)
            .toList();
    var changed = changed();
    assertThat(waiting)
        .containsAll(
            changed.stream()
                .filter(key -> capabilities().kindsWithJob().stream().anyMatch(key::isA))
                .toList());
    assertThat(plan.steps()).noneMatch(step -> waiting.contains(step.node()));
    assertThat(waiting.size() + plan.steps().size()).isEqualTo(changed.size());
  }

  @Test
  void planningAgainAfterEveryStepLandedGivesNothing() {
    var records = Records.unknown(before());
    var plan = platform().planRollout(before(), records);

    assertThat(plan.steps()).hasSize(before().nodes().size());
    assertThat(platform().planRollout(before(), Records.landed(plan, records)).steps()).isEmpty();
  }

  @Test
  void givesOneOutcomeForEachStepInTheirOrder() {
    var steps = provision(before());

    var outcomes = carriedOut(before(), steps);

    assertThat(outcomes).hasSameSizeAs(steps);
    IntStream.range(0, steps.size())
        .forEach(i -> {
          var acts = capabilities().kindsThatAct().stream().anyMatch(steps.get(i).node()::isA);
          assertThat(statements(outcomes.get(i)).isEmpty())
              .as("%s ran nothing", steps.get(i).node())
              .isEqualTo(!acts);
        });
  }

  @Test
  void executingTwiceRunsNothingTheSecondTime() {
    carriedOut(before(), provision(before()));

    assertNothingRuns(carriedOut(before(), provision(before())));
  }

  @Test
  void resumesAfterACrashInTheMiddle() {
    var steps = provision(before());
    for (var landed = 0; landed < steps.size(); landed++) {
      carriedOut(before(), steps.subList(0, landed));
    }

    assertThat(carriedOut(before(), steps)).allMatch(StepOutcome.Done.class::isInstance);
    assertNothingRuns(carriedOut(before(), steps));
  }

  @Test
  void bringsNodesToTheirTargetAtNodeTime() {
    carriedOut(before(), provision(before()));
    var plan = platform().planRollout(after(), Records.realized(before()));
    var steps = new ArrayList<>(plan.steps());
    var awaiting =
        plan.transitions().stream()
            .filter(transition -> transition.state() == NodeState.AWAITING_NODE_TIME)
            .map(NodeTransition::node)
            .toList();
    awaiting.stream()
        .filter(key -> capabilities().kindsWithJob().stream().anyMatch(key::isA))
        .forEach(key -> steps.addAll(platform().planNodeTime(after(), key, awaiting)));

    assertThat(steps.stream().map(PlannedStep::node).collect(Collectors.toSet()))
        .isEqualTo(new HashSet<>(changed()));
    assertThat(carriedOut(after(), steps)).allMatch(StepOutcome.Done.class::isInstance);
    assertNothingRuns(carriedOut(after(), provision(after())));
  }

  @Test
  void retiresOnceAndComesBackOnce() {
    var empty = graphs().build();
    carriedOut(before(), provision(before()));
    var retire = before().nodes().keySet().stream().map(PlatformConformance::retire).toList();

    assertThat(carriedOut(empty, retire)).allMatch(StepOutcome.Done.class::isInstance);
    assertNothingRuns(carriedOut(empty, retire));
    assertThat(carriedOut(before(), provision(before())))
        .allMatch(StepOutcome.Done.class::isInstance);
    assertNothingRuns(carriedOut(before(), provision(before())));
  }

  @Test
  void namesOutliveTheirNodes() {
    executor.execute(CONTEXT, before(), provision(before()));
    var given = names();
    var retire = before().nodes().keySet().stream().map(PlatformConformance::retire).toList();

    executor.execute(CONTEXT, graphs().build(), retire);

    assertThat(names()).isEqualTo(given);
    executor.execute(CONTEXT, before(), provision(before()));
    assertThat(names()).isEqualTo(given);
  }

  private Map<LogicalName, String> names() {
    return names.given().stream()
        .collect(Collectors.toMap(AllocatedName::logical, it -> it.within() + "." + it.name()));
  }

  @Test
  void retiresAnUnknownNode() {
    var unknown = retire(NodeKey.ingest("Live", "Never_Seen"));

    assertNothingRuns(executor.execute(before(), List.of(unknown)));
  }

  @Test
  void doesNothingForNoSteps() {
    assertThat(executor.execute(before(), List.of())).isEmpty();
  }

  @Test
  void failsWithASentenceWhereTheCredentialIsMissingOrWrong() {
    var steps = provision(before());
    CredentialStore wrong =
        MemoryCredentials.of(_ ->
            Optional.of(
                new CredentialStore.UserPassword(
                    "nobody_" + canary(), new Secret(canary() + "x"))));
    CredentialStore none = MemoryCredentials.none();
    for (var store : List.of(wrong, none)) {
      try (var failing = platform().executor(environment(store), PlatformSettings.NONE)) {
        var outcomes = failing.execute(before(), steps);

        assertThat(outcomes).hasSameSizeAs(steps);
        assertThat(outcomes)
            .allMatch(outcome ->
                capabilities().needsCredential()
                    ? outcome instanceof StepOutcome.Failed
                    : outcome instanceof StepOutcome.Done
                        || outcome instanceof StepOutcome.Started);
        assertThat(outcomes.toString()).doesNotContain(canary());
      }
    }
  }

  @Test
  void startedStepsAreFoundByTheirHandlesAfterARestart() {
    var steps = provision(before());
    var started = executor.execute(before(), steps);
    assertThat(started.stream().anyMatch(StepOutcome.Started.class::isInstance))
        .isEqualTo(capabilities().startsSteps());

    executor.close();
    executor = platform().executor(environment(credentials()), PlatformSettings.NONE);

    assertThat(ended(before(), steps, started)).allMatch(StepOutcome.Done.class::isInstance);
    assertNothingRuns(executor.execute(before(), steps));
  }

  @Test
  void aStepInProgressIsNotStartedASecondTime() {
    var steps = provision(before());
    var started = executor.execute(before(), steps);

    var again = executor.execute(before(), steps);

    for (var i = 0; i < steps.size(); i++) {
      if (started.get(i) instanceof StepOutcome.Started) {
        assertThat(again.get(i)).isEqualTo(started.get(i));
      }
    }
  }

  @Test
  void workForAnotherTargetEndsAtThatTarget() {
    executor.execute(before(), provision(before()));

    carriedOut(after(), provision(after()));

    assertNothingRuns(executor.execute(after(), provision(after())));
  }

  @Test
  void saysTheSameEachTimeWhyItCannotGoBackAndAlwaysMayStayWhereItIs() {
    var diff = GraphDiff.between(after(), before());
    var obstacles = platform().rollbackObstacles(before(), diff);

    assertThat(platform().rollbackObstacles(before(), diff)).isEqualTo(obstacles);
    assertThat(obstacles)
        .allSatisfy(it -> assertThat(it).isNotBlank().doesNotEndWith(".").doesNotContain(canary()));
    assertThat(platform().rollbackObstacles(after(), GraphDiff.between(after(), after())))
        .isEmpty();
  }

  @Test
  void reportsAStepThatHasEndedAgainAsItEnded() {
    var steps = provision(before());
    var started = executor.execute(before(), steps);
    var ended = ended(before(), steps, started);

    assertThat(ended(before(), steps, started)).isEqualTo(ended);
  }

  /** How steps end; those that were started are polled until they have. */
  private List<StepOutcome> carriedOut(PlatformGraph target, List<PlannedStep> steps) {
    return ended(target, steps, executor.execute(target, steps));
  }

  private List<StepOutcome> ended(
      PlatformGraph target, List<PlannedStep> steps, List<StepOutcome> outcomes) {
    var ended = new ArrayList<>(outcomes);
    for (var polls = 0; polls < MOST_POLLS; polls++) {
      var open = new TreeMap<Integer, StartedStep>();
      for (var i = 0; i < ended.size(); i++) {
        if (ended.get(i) instanceof StepOutcome.Started(var handle)) {
          open.put(i, new StartedStep(steps.get(i), handle));
        }
      }
      if (open.isEmpty()) {
        return ended;
      }
      var reports = executor.poll(CONTEXT, target, List.copyOf(open.values())).iterator();
      open.keySet().forEach(i -> ended.set(i, reports.next()));
      assertThat(reports).isExhausted();
    }
    throw new AssertionError(
        "Steps have not ended after %d polls: %s".formatted(MOST_POLLS, ended));
  }

  /** The executor under test. */
  protected final PlatformExecutor executor() {
    return executor;
  }

  /** A graph with a node of each kind. */
  protected final PlatformGraph before() {
    return graph(customers());
  }

  protected final PlatformGraph after() {
    return graph(customersWithFax());
  }

  private PlatformGraph graph(Dataset customers) {
    var sources =
        graphs()
            .ingest("NW_Data", customers, products())
            .export("NW_Data", customers, "Masking", "ProductReporting")
            .export("NW_Data", products(), "ProductReporting");
    var inputs =
        sources.nodes().stream().map(node -> node.key()).filter(key -> key.isA(NodeKind.EXPORT));
    var masked = Graphs.dataset("customers", "customer_id: varchar(5) key", "hint: varchar(3)");
    return sources
        .transform("Masking", inputs.toList(), "Masked", masked)
        .ingest("Masked", masked)
        .export("Masked", masked, "ProductReporting")
        .build();
  }

  private List<NodeKey> changed() {
    var after = after();
    return before().nodes().values().stream()
        .filter(node ->
            !Optional.ofNullable(after.nodes().get(node.key()))
                .orElse(node)
                .fingerprint()
                .equals(node.fingerprint()))
        .map(node -> node.key())
        .toList();
  }

  /** Steps that provision a whole graph. */
  protected final List<PlannedStep> provision(PlatformGraph graph) {
    return platform().planRollout(graph, Records.unknown(graph)).steps();
  }

  private static PlannedStep retire(NodeKey key) {
    return new PlannedStep(key, StepAction.RETIRE, "a test");
  }

  private static void assertNothingRuns(List<StepOutcome> outcomes) {
    assertThat(outcomes).containsOnly(new StepOutcome.Done(List.of()));
  }

  /** The statements of a step that ended. */
  protected static List<String> statements(StepOutcome outcome) {
    assertThat(outcome).isInstanceOf(StepOutcome.Done.class);
    return ((StepOutcome.Done) outcome).statements();
  }

  private PlatformEnvironment environment(CredentialStore credentials) {
    return new PlatformEnvironment(
        new InstallationIdentity("c0ffee000000", "a key"),
        credentials,
        names,
        new MemoryStatementJournal(),
        Duration.ofSeconds(15));
  }

  private void listen(Logger logger) {
    logger.setLevel(Level.TRACE);
    logger.setAdditive(false);
    logger.addAppender(logged);
  }

  /** The loggers of all code that handles secrets. */
  private static List<Logger> loggers() {
    return Stream.of("io.trueup", "com.zaxxer.hikari", "org.postgresql")
        .map(name -> (Logger) LoggerFactory.getLogger(name))
        .toList();
  }

  private static final class Unopened implements PlatformExecutor {

    @Override
    public List<StepOutcome> execute(
        StepContext context, PlatformGraph target, List<PlannedStep> steps) {
      throw new IllegalStateException("Nothing is opened yet");
    }

    @Override
    public void close() {}
  }
}
