package io.trueup.listener.engine.testing;

import io.trueup.listener.engine.Secrets;
import io.trueup.listener.engine.control.ControlOutcome;
import io.trueup.listener.engine.control.RolloutControl;
import io.trueup.listener.engine.drift.DriftWatch;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.nodetime.NodeTime;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.listener.engine.rollout.PlatformWorker;
import io.trueup.listener.engine.source.ModelLibrary;
import io.trueup.listener.engine.work.JdkThreads;
import io.trueup.listener.engine.work.LeaseKeeper;
import io.trueup.listener.engine.work.Leaseholder;
import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Documentation;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.EcosystemDeclaration;
import io.trueup.model.ecosystem.Governance;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.JobPolicy;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutTerms;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.graph.References;
import io.trueup.model.graph.Roots;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
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
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Impact;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NewVersion;
import io.trueup.statestore.NodeDelta;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Platforms whose nodes are numbers: a node named {@code job…} changes when its job starts, one
 * named {@code of-X} with node {@code X} that feeds it, all others at merge time. Merges, workers,
 * jobs and operators act on a store in memory.
 */
public final class RolloutScene
    implements ModelLibrary, PlatformRuntimes, DataPlatform, PlatformExecutor {

  public static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  public static final SourceId ACME = new SourceId("acme");
  public static final PlatformId LIVE = new PlatformId(ACME, "Live");
  public static final PlatformId STAGING = new PlatformId(ACME, "Staging");
  public static final Actor ANN = new Actor("ann", "192.0.2.1");
  private static final String FOLLOWING = "of-";
  private static final Duration HOUR = Duration.ofHours(1);

  public final SettableClock clock = new SettableClock(NOON);
  public final InMemoryStateStore store = new InMemoryStateStore(clock);

  /** What exists, and as which number. */
  public final Map<NodeKey, Fingerprint> made = new TreeMap<>();

  /** Steps of these nodes fail. */
  public final Set<NodeKey> failing = new HashSet<>();

  /** How the nodes of later merges make jobs, and what starts them. */
  public JobPolicy jobs = JobPolicy.DEFAULT;

  public String trigger = "external";

  /** What happens when steps begin. */
  public Runnable onExecute = () -> {};

  /** What happens while a move is planned. */
  public Runnable onPlan = () -> {};

  public final List<String> obstacles = new ArrayList<>();
  public final Set<PlatformId> poked = new HashSet<>();

  private int runs;
  private final List<Map<String, PlatformGraph>> versions = new ArrayList<>();
  private final GateRules rules = new GateRules();
  private final PlatformModels models = new PlatformModels(store, Map.of(ACME, this));
  private final PlatformWorker worker =
      new PlatformWorker(store, leaseholder(), models, this, rules);
  private final DriftWatch drift = new DriftWatch(store, leaseholder(), models, this, rules);
  private final NodeTime nodeTime =
      new NodeTime(store, models, this, rules, new JdkThreads(), poked::add);
  public final RolloutControl control =
      new RolloutControl(
          new RolloutControl.Dependencies(
              store,
              models,
              this,
              rules,
              who -> new LeaseKeeper(store.leases(), "daemon-1 for " + who, HOUR, new JdkThreads()),
              Duration.ZERO),
          poked::add);

  /** Nothing is merged yet, and Ann may operate. */
  public RolloutScene() {
    var _ =
        new Secrets()
            .issue(store.tokens(), ANN.name(), Scope.OPERATE, null, Actor.DAEMON)
            .orElseThrow();
  }

  private Leaseholder leaseholder() {
    return new Leaseholder() {
      @Override
      public Optional<Lease> claim(String resource) {
        return store.leases().claim(resource, "daemon-1", HOUR);
      }

      @Override
      public void release(Lease lease) {
        store.leases().release(lease);
      }
    };
  }

  /**
   * A platform of a merge.
   *
   * @param nodes such as {@code a=1 job=2}
   * @param primary the platform whose nodes of the same names it reads; null for none
   */
  public record Declared(
      PlatformId id, RolloutTerms terms, String nodes, @Nullable PlatformId primary) {

    public Declared(PlatformId id, RolloutTerms terms, String nodes) {
      this(id, terms, nodes, null);
    }

    public static Declared of(PlatformId id, RolloutPolicy policy, String nodes) {
      return new Declared(id, RolloutTerms.of(policy), nodes);
    }
  }

  /** Accepts a merge, and returns its version. */
  public long merge(Declared... declared) {
    var graphs = new TreeMap<String, PlatformGraph>();
    var impacts = new ArrayList<Impact>();
    for (var it : declared) {
      var graph = graph(it);
      graphs.put(it.id().name(), graph);
      var before = versions.isEmpty() ? null : versions.getLast().get(it.id().name());
      var older = before == null ? PlatformGraph.empty(graph.platform()) : before;
      impacts.add(
          new Impact(
              it.id().name(),
              "postgres",
              it.terms(),
              "eco",
              graph.fingerprint(),
              delta(GraphDiff.between(older, graph))));
    }
    versions.add(graphs);
    return record(List.of(), impacts);
  }

  /** A version, which has no nodes of a platform, does not declare it either. */
  public void undeclare(PlatformId platform, long version) {
    var rest = new TreeMap<>(versions.get((int) version - 1));
    rest.remove(platform.name());
    versions.set((int) version - 1, rest);
  }

  /** Rejects a merge, and returns its version. */
  public long reject() {
    versions.add(versions.isEmpty() ? Map.of() : versions.getLast());
    return record(
        List.of(Problem.error("x", new Location("a.yaml", 1, 1), "Wrong", "Mend it")), List.of());
  }

  private long record(List<Problem> problems, List<Impact> impacts) {
    store.sources().declare(ACME);
    store.sources().request(ACME);
    var commit = commit(versions.size());
    var lease = store.leases().claim(Lease.resource(ACME), "daemon-1", HOUR).orElseThrow();
    return store
        .versions()
        .record(
            lease,
            ACME,
            store.sources().find(ACME).orElseThrow().requested(),
            commit,
            List.of(new NewVersion(commit, "Ann", "Merge", NOON, problems, impacts)))
        .getFirst();
  }

  private static CommitId commit(int version) {
    return new CommitId("%040x".formatted(version));
  }

  private static List<NodeDelta> delta(GraphDiff diff) {
    var delta = new ArrayList<NodeDelta>();
    diff.added().forEach(it -> delta.add(new NodeDelta(it.key(), null, it.fingerprint(), "")));
    diff.changed()
        .forEach(it ->
            delta.add(
                new NodeDelta(
                    it.after().key(), it.before().fingerprint(), it.after().fingerprint(), "")));
    diff.removed().forEach(it -> delta.add(new NodeDelta(it.key(), it.fingerprint(), null, "")));
    return delta;
  }

  public static NodeKey node(PlatformId platform, String name) {
    return NodeKey.ingest(platform.name(), name);
  }

  private PlatformGraph graph(Declared declared) {
    var nodes = new TreeMap<NodeKey, PipelineNode>();
    for (var text : declared.nodes().split(" ", -1)) {
      if (!text.isEmpty()) {
        var parts = text.split("=", 2);
        var key = node(declared.id(), parts[0]);
        nodes.put(key, ingest(declared, key, parts[0], Long.parseLong(parts[1])));
      }
    }
    nodes.replaceAll((_, node) -> fed(declared.id(), (PipelineNode.Ingest) node, nodes.keySet()));
    return PlatformGraph.of(declaration(declared), null, nodes);
  }

  private PlatformDeclaration declaration(Declared declared) {
    var plain =
        PlatformDeclaration.of(
            declared.id().name(),
            "postgres",
            History.LIVE_ONLY,
            "warehouse",
            "w",
            declared.terms().policy());
    return new PlatformDeclaration(
        plain.name(),
        plain.type(),
        plain.history(),
        plain.container(),
        plain.credential(),
        plain.credentials(),
        plain.hints(),
        plain.rollout(),
        jobs,
        plain.provider(),
        plain.dependencies(),
        plain.tags(),
        plain.documentation());
  }

  private static PipelineNode fed(PlatformId platform, PipelineNode.Ingest node, Set<NodeKey> all) {
    var name = node.store().name();
    var feeding = name.startsWith(FOLLOWING) ? node(platform, name.substring(3)) : null;
    return feeding == null || !all.contains(feeding)
        ? node
        : new PipelineNode.Ingest(
            node.key(),
            node.fingerprint(),
            node.priority(),
            List.of(feeding),
            node.store(),
            node.datasets(),
            node.source(),
            node.primaryPlatform(),
            node.primaryInputs());
  }

  private PipelineNode ingest(Declared declared, NodeKey key, String store, long number) {
    var primary = declared.primary();
    var capture =
        new Capture(
            Capture.Kind.SNAPSHOT, null, null, Capture.Consistency.MULTI_DATASET, trigger, null);
    return new PipelineNode.Ingest(
        key,
        new Fingerprint(0, number),
        Priority.MEDIUM,
        List.of(),
        new Datastore(
            store,
            "USA/Sales",
            capture,
            false,
            Governance.NONE,
            PersistentMap.empty(),
            Documentation.NONE),
        PersistentMap.empty(),
        null,
        primary == null ? null : primary.name(),
        primary == null ? List.of() : List.of(node(primary, store)));
  }

  /** What works on platforms. */
  public PlatformWorker worker() {
    return worker;
  }

  /** What checks platforms for drift. */
  public DriftWatch drift() {
    return drift;
  }

  /** Works on a platform once, and returns when it is due again. */
  public Optional<Instant> advance(PlatformId platform) {
    return worker.advance(platform);
  }

  public PlatformState state(PlatformId platform) {
    return store.platforms().find(platform).orElseThrow();
  }

  /** The versions that a platform is at: merged, target, realized. */
  public List<Long> pointers(PlatformId platform) {
    var state = state(platform);
    return List.of(state.merged().version(), state.target().version(), state.realized().version());
  }

  public Rollout rollout(PlatformId platform) {
    return Objects.requireNonNull(state(platform).rollout());
  }

  /** The kinds of gates that a platform is recorded to wait for. */
  public List<String> waiting(PlatformId platform) {
    var waiting = state(platform).waiting();
    return waiting == null
        ? List.of()
        : waiting.gates().stream().map(it -> it.kind().text()).toList();
  }

  /** Whether no process holds a platform. */
  public boolean isFree(PlatformId platform) {
    return store.leases().holder(Lease.resource(platform)).isEmpty();
  }

  /** Starts a node's job, which ran with a number before. */
  public NodeTime.Answer startJob(PlatformId platform, String node, @Nullable Long lastRan) {
    return nodeTime.begin(
        new RunRequest(
            new RunId("%032x".formatted(++runs)),
            platform,
            node(platform, node),
            lastRan == null ? null : new Fingerprint(0, lastRan),
            "nightly",
            HOUR,
            HOUR,
            new Actor("jobs", "192.0.2.9")));
  }

  /** Ends all jobs. */
  public void endJobs(PlatformId platform) {
    store.runs().live(platform).forEach(it -> store.runs().end(it.id(), true));
  }

  public RolloutWindow window(RolloutWindow.Spec spec) {
    return store.windows().add(spec, ANN).orElseThrow();
  }

  /** The code and reason of a refusal. */
  public static String refusal(ControlOutcome outcome) {
    return outcome instanceof ControlOutcome.Refused(var code, var reason, _)
        ? code + ": " + reason
        : outcome.toString();
  }

  @Override
  public Model model(CommitId commit) {
    var version = Integer.parseInt(commit.value().substring(30), 16);
    return new Model(
        new Ecosystem(
            new EcosystemDeclaration(
                "Acme",
                new RepositoryBranch("h/o/n", "eco"),
                new RepositoryBranch("h/o/n", "main"),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                Documentation.NONE),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty()),
        new IntentionGraph(
            References.NONE,
            Roots.NONE,
            PersistentMap.copyOf(new TreeMap<>(versions.get(version - 1)))));
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
  public CredentialStatus check(CredentialUse use) {
    return new CredentialStatus.Usable();
  }

  @Override
  public String type() {
    return "postgres";
  }

  @Override
  public GraphLint lint() {
    return GraphLint.NONE;
  }

  @Override
  public List<CredentialUse> credentials(PlatformGraph graph) {
    onPlan.run();
    return List.of();
  }

  @Override
  public boolean hasJob(PipelineNode node) {
    return node.key().value().contains("/job");
  }

  @Override
  public List<String> rollbackObstacles(PlatformGraph older, GraphDiff diff) {
    return obstacles;
  }

  @Override
  public PlatformExecutor executor(PlatformEnvironment environment, PlatformSettings settings) {
    return this;
  }

  @Override
  public List<StepOutcome> execute(
      StepContext context, PlatformGraph target, List<PlannedStep> steps) {
    onExecute.run();
    return steps.stream().map(it -> carryOut(target, it)).toList();
  }

  private StepOutcome carryOut(PlatformGraph target, PlannedStep step) {
    if (failing.contains(step.node())) {
      return new StepOutcome.Failed("The disk is full");
    }
    if (step.action() == StepAction.RETIRE) {
      made.remove(step.node());
    } else {
      made.put(step.node(), Objects.requireNonNull(target.nodes().get(step.node())).fingerprint());
    }
    return new StepOutcome.Done(List.of(step.action() + " " + step.node()));
  }

  @Override
  public void close() {}
}
