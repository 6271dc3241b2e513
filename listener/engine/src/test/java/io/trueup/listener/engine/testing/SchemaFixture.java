package io.trueup.listener.engine.testing;

import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.listener.engine.source.ModelLibrary;
import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetSchema;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Documentation;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.EcosystemDeclaration;
import io.trueup.model.ecosystem.Governance;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintBuilder;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.graph.References;
import io.trueup.model.graph.Roots;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.type.DataType;
import io.trueup.model.verdict.Model;
import io.trueup.platforms.relational.SchemaOperations;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.spi.AllocatedName;
import io.trueup.platforms.spi.Capability;
import io.trueup.platforms.spi.CredentialStore.CredentialStatus;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.LogicalName;
import io.trueup.platforms.spi.PlatformExecutor;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Lease;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The platform of a {@link StoreScene} with tables in memory: version 1 ingests customers and
 * orders for two workspaces; version 2 widens the customers' key and adds a column.
 */
public final class SchemaFixture implements PlatformRuntimes, PlatformExecutor, ModelLibrary {

  private static final DataContainer CONTAINER =
      DataContainer.of(
          "warehouse", DataContainer.Type.POSTGRES, "db.acme", 5432, "warehouse", List.of());
  private static final Dataset ORDERS = dataset("orders", "order_id: integer", "placed: date");

  public final InMemoryTables tables = new InMemoryTables();
  private final StateStore store;
  private boolean keepsTables = true;

  public SchemaFixture(StateStore store) {
    this.store = store;
  }

  /** The tables are as in version 1, with rows, and version 2 waits for a job. */
  public void awaitingJobs() {
    new StoreScene(store).awaitingJobs();
    tables.realize(graph(1));
    letGo();
  }

  /** The tables are as in version 1, with rows, and Live is at version 1 with such a policy. */
  public void realized(RolloutPolicy live) {
    var scene = new StoreScene(store, live);
    scene.firstMerge();
    scene.landFirst(scene.moveToFirst());
    tables.realize(graph(1));
    letGo();
  }

  /** The worker of the daemon has finished. */
  private void letGo() {
    var resource = Lease.resource(StoreScene.LIVE);
    store
        .leases()
        .release(store.leases().claim(resource, "daemon-1", Duration.ofHours(1)).orElseThrow());
  }

  /** Nothing exists yet, and the platform begins to move to version 1. */
  public void atFirst() {
    var scene = new StoreScene(store);
    scene.firstMerge();
    scene.moveToFirst();
    letGo();
  }

  /** Creates a table of another owner. */
  public void addForeign(String schema, String name) {
    tables.addForeign(new ObjectName(schema, name));
  }

  /** A person created the role and the schema of a workspace. */
  public void addForeignPlaces(String workspace) {
    tables.addForeignPlaces(workspace);
  }

  /** A table was retired this long ago. */
  public void retired(String name, Duration ago) {
    var at = store.now().minus(ago);
    tables.kept.add(
        new SchemaOperations.Retired(
            new AllocatedName(
                LogicalName.relation("Live", "Old", name, "merge"),
                "live",
                name,
                "acme/Live",
                new NodeKey("Ingest/Live/Old"),
                at.minus(Duration.ofDays(1)),
                at),
            new ObjectName("live", name),
            3_500_000,
            true));
  }

  /** The container cannot be reached; null for when it can be again. */
  public void outage(@Nullable String message) {
    tables.outage = message;
  }

  public void keepNoTables() {
    keepsTables = false;
  }

  static PlatformGraph graph(int version) {
    var customers =
        version == 1
            ? dataset("customers", "customer_id: integer", "name: varchar(40)")
            : dataset("customers", "customer_id: bigint", "name: varchar(40)", "fax: varchar(24)");
    var nodes = new TreeMap<NodeKey, PipelineNode>();
    ingest(nodes, "NW_Data", customers);
    ingest(nodes, "Shop", ORDERS);
    export(nodes, "NW_Data", customers, consumer("Reporting", "Daily"));
    export(
        nodes, "Shop", ORDERS, consumer("Reporting", "Monthly"), consumer("Science", "Features"));
    return PlatformGraph.of(
        PlatformDeclaration.of(
            "Live", "postgres", History.LIVE_ONLY, "warehouse", "w", RolloutPolicy.MERGE),
        CONTAINER,
        nodes);
  }

  private static PipelineNode.Consumer consumer(String workspace, String group) {
    return new PipelineNode.Consumer("USA", "Sales", workspace, group);
  }

  private static Dataset dataset(String name, String... columns) {
    var parsed =
        Stream.of(columns)
            .map(it -> it.split(": ", 2))
            .map(it ->
                new Column(
                    it[0],
                    DataType.parse(it[1]),
                    !it[0].endsWith("_id"),
                    it[0].endsWith("_id"),
                    List.of("PUB"),
                    Documentation.NONE))
            .toList();
    var key = parsed.stream().filter(Column::key).map(Column::name).toList();
    return Dataset.of(
        name, null, DatasetSchema.of(parsed, key, List.of()), Governance.NONE, Documentation.NONE);
  }

  private static void ingest(
      SortedMap<NodeKey, PipelineNode> nodes, String store, Dataset dataset) {
    var key = NodeKey.ingest("Live", store);
    var capture =
        new Capture(
            Capture.Kind.SNAPSHOT, null, null, Capture.Consistency.MULTI_DATASET, "external", null);
    nodes.put(
        key,
        new PipelineNode.Ingest(
            key,
            fingerprint(key, dataset),
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
            PersistentMap.index(List.of(dataset), Dataset::name),
            null,
            null,
            List.of()));
  }

  private static void export(
      SortedMap<NodeKey, PipelineNode> nodes,
      String store,
      Dataset dataset,
      PipelineNode.Consumer... consumers) {
    var key = NodeKey.export("Live", "warehouse", store, dataset.name());
    nodes.put(
        key,
        new PipelineNode.Export(
            key,
            fingerprint(key, dataset),
            Priority.MEDIUM,
            List.of(NodeKey.ingest("Live", store)),
            CONTAINER,
            store,
            dataset,
            List.of(consumers)));
  }

  private static Fingerprint fingerprint(NodeKey key, Dataset dataset) {
    return FingerprintBuilder.of("node").add(key.value()).add(dataset.fingerprint()).fingerprint();
  }

  @Override
  public Model model(CommitId commit) {
    var version = commit.equals(StoreScene.commit(1)) ? 1 : 2;
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
            PersistentMap.copyOf(new TreeMap<>(Map.of("Live", graph(version))))));
  }

  @Override
  public DataPlatform platform(String type) {
    throw new AssertionError("No platform was to plan");
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
  public List<StepOutcome> execute(
      StepContext context, PlatformGraph target, List<PlannedStep> steps) {
    throw new AssertionError("No step was to be carried out");
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> kind) {
    return keepsTables && kind == SchemaOperations.class
        ? Optional.of(kind.cast(tables))
        : Optional.empty();
  }

  @Override
  public void close() {}
}
