package io.trueup.platforms.testing;

import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Credential;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.DataTransformer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetSchema;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Documentation;
import io.trueup.model.ecosystem.Governance;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintBuilder;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.type.AvroSchema;
import io.trueup.model.type.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds platform graphs with sensible defaults. Each method gives another builder or value. */
public record Graphs(
    PlatformDeclaration platform, @Nullable DataContainer container, List<PipelineNode> nodes) {

  /** A live-only platform named {@code Live}, of that type, in a container of nowhere. */
  public static Graphs of(String type) {
    return new Graphs(
        platform("Live", type, History.LIVE_ONLY, "warehouse_owner"),
        container("warehouse", "nowhere.internal", 5432, "warehouse"),
        List.of());
  }

  private static PlatformDeclaration platform(
      String name, String type, History history, String credential) {
    return PlatformDeclaration.of(
        name, type, history, "USA/NorthWind/warehouse", credential, RolloutPolicy.MERGE);
  }

  /** The declaration with another name and history, and with what else is not null. */
  private static PlatformDeclaration changed(
      PlatformDeclaration platform, String name, History history) {
    return new PlatformDeclaration(
        name,
        platform.type(),
        history,
        platform.container(),
        platform.credential(),
        platform.credentials(),
        platform.hints(),
        platform.rollout(),
        platform.jobs(),
        platform.provider(),
        platform.dependencies(),
        platform.tags(),
        platform.documentation());
  }

  public static DataContainer container(String name, String host, int port, String database) {
    return DataContainer.of(
        "USA/NorthWind/" + name,
        DataContainer.Type.POSTGRES,
        host,
        port,
        database,
        List.of("MyCorp/USA"));
  }

  public Graphs in(@Nullable DataContainer newContainer) {
    return new Graphs(platform, newContainer, nodes);
  }

  public Graphs named(String name) {
    return with(changed(platform, name, platform.history()));
  }

  public Graphs keeping(History history) {
    return with(changed(platform, platform.name(), history));
  }

  /** With one more hint in the declaration. */
  public Graphs hinting(String hint, String value) {
    var hints = new TreeMap<>(platform.hints());
    hints.put(hint, value);
    return with(
        new PlatformDeclaration(
            platform.name(),
            platform.type(),
            platform.history(),
            platform.container(),
            platform.credential(),
            platform.credentials(),
            hints,
            platform.rollout(),
            platform.jobs(),
            platform.provider(),
            platform.dependencies(),
            platform.tags(),
            platform.documentation()));
  }

  public Graphs with(PlatformDeclaration newPlatform) {
    return new Graphs(newPlatform, container, nodes);
  }

  public Graphs with(PipelineNode... more) {
    return new Graphs(platform, container, Stream.concat(nodes.stream(), Stream.of(more)).toList());
  }

  /** An ingestion of all the datasets, from a source. */
  public Graphs ingest(String store, Dataset... datasets) {
    var key = NodeKey.ingest(platform.name(), store);
    return with(
        new PipelineNode.Ingest(
            key,
            fingerprint(key, List.of(datasets)),
            Priority.MEDIUM,
            List.of(),
            store(store, Capture.Kind.CDC, datasets),
            PersistentMap.index(List.of(datasets), Dataset::name),
            container("nw_source", "db.nw.internal", 5432, "northwind"),
            null,
            List.of()));
  }

  /** An ingestion of one dataset of a single-dataset store. */
  public Graphs ingestSingle(String store, Dataset dataset) {
    var key = NodeKey.ingest(platform.name(), store, dataset.name());
    return with(
        new PipelineNode.Ingest(
            key,
            fingerprint(key, List.of(dataset)),
            Priority.MEDIUM,
            List.of(),
            store(store, Capture.Kind.CDC, dataset),
            PersistentMap.index(List.of(dataset), Dataset::name),
            container("nw_source", "db.nw.internal", 5432, "northwind"),
            null,
            List.of()));
  }

  /** An export of a dataset of a store with a multi-dataset ingestion. */
  public Graphs export(String store, Dataset dataset, String... workspaces) {
    var at = container == null ? container("warehouse", "nowhere", 0, "w") : container;
    return exportIn(at, store, dataset, workspaces);
  }

  public Graphs exportIn(DataContainer at, String store, Dataset dataset, String... workspaces) {
    return exportTo(
        at,
        store,
        dataset,
        Stream.of(workspaces)
            .sorted()
            .map(it -> new PipelineNode.Consumer("USA", "NorthWind", it, "g"))
            .toArray(PipelineNode.Consumer[]::new));
  }

  /** An export to groups; in their order. */
  public Graphs exportTo(
      DataContainer at, String store, Dataset dataset, PipelineNode.Consumer... consumers) {
    var key = NodeKey.export(platform.name(), at.qualifiedName(), store, dataset.name());
    return with(
        new PipelineNode.Export(
            key,
            FingerprintBuilder.of("export")
                .add(fingerprint(key, List.of(dataset)))
                .addUnordered(Stream.of(consumers).map(PipelineNode.Consumer::toString).toList())
                .fingerprint(),
            Priority.MEDIUM,
            List.of(NodeKey.ingest(platform.name(), store)),
            at,
            store,
            dataset,
            List.of(consumers)));
  }

  /** A trigger and a transformer that makes a store, from the exports of the given datasets. */
  public Graphs transform(
      String workspace, List<NodeKey> inputs, String output, Dataset... datasets) {
    var trigger = NodeKey.trigger(platform.name(), workspace);
    var transform = NodeKey.transform(platform.name(), workspace);
    return with(
        new PipelineNode.Trigger(
            trigger, fingerprint(trigger, List.of()), Priority.MEDIUM, inputs, workspace, null),
        new PipelineNode.Transform(
            transform,
            fingerprint(transform, List.of(datasets)),
            Priority.MEDIUM,
            List.of(trigger),
            workspace,
            new DataTransformer(
                new DataTransformer.Code(null, null, null, "SELECT 1"),
                null,
                store(output, Capture.Kind.TRANSFORMER, datasets),
                Documentation.NONE)));
  }

  public PlatformGraph build() {
    var byKey = new TreeMap<NodeKey, PipelineNode>();
    nodes.forEach(node -> byKey.put(node.key(), node));
    return PlatformGraph.of(platform, container, byKey);
  }

  private Fingerprint fingerprint(NodeKey key, List<Dataset> datasets) {
    var canonical = FingerprintBuilder.of("node").add(key.value()).add(platform.fingerprint());
    datasets.forEach(dataset -> canonical.add(dataset.fingerprint()));
    return canonical.fingerprint();
  }

  private static Datastore store(String name, Capture.Kind kind, Dataset... datasets) {
    return new Datastore(
        name,
        "USA/NorthWind",
        new Capture(
            kind,
            kind == Capture.Kind.CDC ? "nw_source" : null,
            kind == Capture.Kind.CDC
                ? new Credential("nw_reader", Credential.Kind.USER_PASSWORD)
                : null,
            Capture.Consistency.MULTI_DATASET,
            null,
            null),
        false,
        Governance.NONE,
        PersistentMap.index(List.of(datasets), Dataset::name),
        Documentation.NONE);
  }

  /** A dataset of columns such as {@code id: integer key}, {@code name: varchar(40) not null}. */
  public static Dataset dataset(String name, String... columns) {
    var parsed = new ArrayList<Column>();
    for (var column : columns) {
      var parts = column.split(": ", 2);
      var isKey = parts[1].endsWith(" key");
      var isNullable = !isKey && !parts[1].endsWith(" not null");
      var type = DataType.parse(parts[1].replace(" key", "").replace(" not null", ""));
      parsed.add(new Column(parts[0], type, isNullable, isKey, List.of("PUB"), Documentation.NONE));
    }
    var key = parsed.stream().filter(Column::key).map(Column::name).toList();
    return Dataset.of(
        name, null, DatasetSchema.of(parsed, key, List.of()), Governance.NONE, Documentation.NONE);
  }

  /** A dataset whose rows an Avro schema describes, which is JSON as maps, lists and texts. */
  public static Dataset avro(String name, Object schema, String... key) {
    return Dataset.of(
        name,
        null,
        DatasetSchema.of(List.of(), AvroSchema.of(schema), List.of(key), List.of()),
        Governance.NONE,
        Documentation.NONE);
  }

  /** A dataset with partition columns. */
  public static Dataset partitioned(Dataset dataset, String... columns) {
    var schema = dataset.schema();
    return Dataset.of(
        dataset.name(),
        null,
        DatasetSchema.of(schema.columns(), schema.primaryKey(), List.of(columns)),
        dataset.governance(),
        dataset.documentation());
  }

  /** A dataset that its authors describe, and all columns of it. */
  public static Dataset described(Dataset dataset, String description) {
    var documentation = Documentation.of(description, null, List.of());
    var columns =
        dataset.columns().stream()
            .map(it ->
                new Column(
                    it.name(),
                    it.type(),
                    it.nullable(),
                    it.key(),
                    it.classifications(),
                    Documentation.of(it.name() + " of it", null, List.of())))
            .toList();
    return Dataset.of(
        dataset.name(),
        null,
        DatasetSchema.of(columns, dataset.primaryKey(), dataset.schema().partition()),
        dataset.governance(),
        documentation);
  }

  /** {@code customers} as it is at first. */
  public static Dataset customers() {
    return dataset(
        "customers",
        "customer_id: varchar(5) key",
        "company_name: varchar(40) not null",
        "contact_name: varchar(30)");
  }

  /** {@code customers} with a nullable column in the middle. */
  public static Dataset customersWithFax() {
    return dataset(
        "customers",
        "customer_id: varchar(5) key",
        "company_name: varchar(40) not null",
        "fax: varchar(24)",
        "contact_name: varchar(30)");
  }

  public static Dataset products() {
    return dataset(
        "products",
        "product_id: integer key",
        "product_name: varchar(40) not null",
        "unit_price: decimal(10,2)");
  }
}
