package io.trueup.platforms.postgres;

import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PipelineNode.Consumer;
import io.trueup.platforms.postgres.PostgresHints.ReaderRoles;
import io.trueup.platforms.spi.LogicalName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The logical names of the relations, schemas and roles that nodes need. Pure. */
final class LogicalNames {

  /**
   * The position of a relation's use in its path; longer paths are those of partitions and views.
   */
  private static final int USE = 3;

  /** No name in the model contains it; a number follows. */
  private static final String ASIDE = "@";

  private static final int PARTITION_PARTS = 5;
  private static final int VIEW_PARTS = 6;

  /** The use of a relation, as its logical name says. */
  enum Use {
    STAGING,
    MERGE,
    OUTPUT,
    VIEW,
    HISTORY;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A relation, schema or role that needs a physical name.
   *
   * @param schema of a relation; null for a schema or role
   * @param node that needs it; null when several share it
   * @param parts that its physical name is made from
   * @param suffix at the end of its physical name
   */
  record NameRequirement(
      LogicalName logical,
      @Nullable LogicalName schema,
      @Nullable NodeKey node,
      List<String> parts,
      String suffix) {}

  private final PlatformDeclaration platform;
  private final PostgresHints hints;

  LogicalNames(PlatformDeclaration platform) {
    this.platform = platform;
    this.hints = PostgresHints.of(platform);
  }

  /** The schema of the platform's tables. */
  LogicalName tables() {
    return LogicalName.schema("tables", platform.name());
  }

  /** A table of a dataset. */
  LogicalName table(String store, String dataset, Use use) {
    return LogicalName.relation(platform.name(), store, dataset, use.text());
  }

  /** A partition of a dataset's merge table. */
  LogicalName partition(String store, String dataset, int number) {
    return LogicalName.relation(
        platform.name(), store, dataset, Use.MERGE.text(), Integer.toString(number));
  }

  /** A view of a dataset for a group. */
  LogicalName view(PipelineNode.Export export, Consumer consumer, Use use) {
    return LogicalName.relation(
        platform.name(),
        export.store(),
        export.dataset().name(),
        use.text(),
        consumer.workspace(),
        consumer.group());
  }

  /** The role that a workspace reads with. */
  LogicalName role(String workspace) {
    return LogicalName.role(platform.name(), workspace);
  }

  /** The tables that keep the rows of a node's datasets, or of the dataset that it reads. */
  List<KeptTable> keptTables(PipelineNode node) {
    return switch (node) {
      case PipelineNode.Ingest it ->
          it.datasets().values().stream()
              .map(dataset -> keptTables(it.store().name(), dataset, Use.MERGE))
              .toList();
      case PipelineNode.Transform it ->
          it.transformer().output().datasets().values().stream()
              .map(dataset -> keptTables(it.transformer().output().name(), dataset, Use.OUTPUT))
              .toList();
      case PipelineNode.Export it -> List.of(keptTables(it.store(), it.dataset(), Use.MERGE));
      case PipelineNode.Trigger _ -> List.of();
    };
  }

  private KeptTable keptTables(String store, Dataset dataset, Use use) {
    return new KeptTable(table(store, dataset.name(), use), store, dataset, use);
  }

  /** A table that keeps a dataset's rows. */
  record KeptTable(LogicalName logical, String store, Dataset dataset, Use use) {}

  /** Whether a relation is a table, or a partition of one, of the same dataset as a table. */
  static boolean isOfDataset(LogicalName relation, LogicalName table) {
    return relation.kind() == table.kind()
        && relation.path().size() > USE
        && relation.path().size() < VIEW_PARTS
        && relation.path().subList(0, USE).equals(table.path().subList(0, USE));
  }

  /** The name of a table that is set aside for a new one; the first has number 1. */
  static LogicalName setAsideName(LogicalName relation, int number) {
    var path = new ArrayList<>(relation.path());
    path.set(USE - 1, path.get(USE - 1) + ASIDE + number);
    return new LogicalName(relation.kind(), path);
  }

  /** Whether a dataset has tables that were set aside under a number. */
  static boolean isAside(LogicalName relation, LogicalName table, int number) {
    return isOfDataset(relation, setAsideName(table, number));
  }

  /** Whether a relation goes with another one, as a partition does. */
  static boolean isPart(LogicalName relation) {
    var path = relation.path();
    return path.size() == PARTITION_PARTS && path.get(USE).equals(Use.MERGE.text());
  }

  /** The table of a partition. */
  static LogicalName whole(LogicalName partition) {
    return new LogicalName(partition.kind(), partition.path().subList(0, USE + 1));
  }

  /** The workspace that a view is for, or a role. */
  static Optional<String> workspace(LogicalName name) {
    var path = name.path();
    return path.size() == VIEW_PARTS ? Optional.of(path.get(USE + 1)) : Optional.empty();
  }

  /** All relations that a node needs, and those that it reads. */
  Stream<NameRequirement> relations(PipelineNode node) {
    return switch (node) {
      case PipelineNode.Ingest it ->
          it.datasets().values().stream()
              .flatMap(dataset -> ingested(it.key(), it.store().name(), dataset));
      case PipelineNode.Transform it -> {
        var output = it.transformer().output();
        yield output.datasets().values().stream()
            .map(dataset -> table(it.key(), output.name(), dataset, Use.OUTPUT));
      }
      case PipelineNode.Export it ->
          Stream.concat(
              source(it).stream(),
              it.consumers().stream().flatMap(consumer -> views(it, consumer)));
      case PipelineNode.Trigger _ -> Stream.empty();
    };
  }

  private Stream<NameRequirement> ingested(NodeKey node, String store, Dataset dataset) {
    return Stream.concat(
        Stream.of(table(node, store, dataset, Use.STAGING), table(node, store, dataset, Use.MERGE)),
        partitions(node, store, dataset));
  }

  private Stream<NameRequirement> partitions(NodeKey node, String store, Dataset dataset) {
    return partitionColumns(dataset).isEmpty()
        ? Stream.empty()
        : IntStream.range(0, hints.partitions())
            .mapToObj(number ->
                new NameRequirement(
                    partition(store, dataset.name(), number),
                    tables(),
                    node,
                    List.of(store, dataset.name()),
                    "_%s_p%d".formatted(Use.MERGE.text(), number)));
  }

  /** The columns that a merge table is partitioned by; the key must contain them. */
  static List<String> partitionColumns(Dataset dataset) {
    var partition = dataset.schema().partition();
    return new HashSet<>(dataset.primaryKey()).containsAll(partition) ? partition : List.of();
  }

  private NameRequirement table(NodeKey node, String store, Dataset dataset, Use use) {
    return new NameRequirement(
        table(store, dataset.name(), use),
        tables(),
        node,
        List.of(store, dataset.name()),
        "_" + use.text());
  }

  /** The merge table of the ingestion that an export reads. */
  private Optional<NameRequirement> source(PipelineNode.Export export) {
    return export.inputs().stream()
        .filter(it -> it.isA(NodeKind.INGEST))
        .findFirst()
        .map(ingest -> table(ingest, export.store(), export.dataset(), Use.MERGE));
  }

  private Stream<NameRequirement> views(PipelineNode.Export export, Consumer consumer) {
    var view = view(export, consumer, Use.VIEW, "");
    return platform.history() == History.LIVE_WITH_HISTORY
        ? Stream.of(view, view(export, consumer, Use.HISTORY, "_history"))
        : Stream.of(view);
  }

  private NameRequirement view(
      PipelineNode.Export export, Consumer consumer, Use use, String suffix) {
    var parts = new ArrayList<String>();
    switch (hints.viewSchemas()) {
      case WORKSPACE -> parts.add(consumer.group());
      case GROUP -> {}
      case ZONE -> {
        parts.add(consumer.workspace());
        parts.add(consumer.group());
      }
    }
    parts.add(export.store());
    parts.add(export.dataset().name());
    return new NameRequirement(
        view(export, consumer, use),
        schemaOf(consumer).logical(),
        export.key(),
        List.copyOf(parts),
        suffix);
  }

  /** All schemas of a node's relations. */
  Stream<NameRequirement> schemas(PipelineNode node) {
    var tables = new NameRequirement(tables(), null, null, List.of(platform.name()), "");
    return switch (node) {
      case PipelineNode.Ingest _, PipelineNode.Transform _ -> Stream.of(tables);
      case PipelineNode.Export it ->
          Stream.concat(Stream.of(tables), it.consumers().stream().map(this::schemaOf));
      case PipelineNode.Trigger _ -> Stream.empty();
    };
  }

  private NameRequirement schemaOf(Consumer consumer) {
    var path =
        switch (hints.viewSchemas()) {
          case WORKSPACE -> List.of(consumer.workspace());
          case GROUP -> List.of(consumer.workspace(), consumer.group());
          case ZONE -> List.of(consumer.zone());
        };
    var logical = new ArrayList<String>();
    logical.add("views");
    logical.add(platform.name());
    logical.add(hints.viewSchemas().name().toLowerCase(Locale.ROOT));
    logical.addAll(path);
    var parts = new ArrayList<String>();
    parts.add(platform.name());
    parts.addAll(path);
    return new NameRequirement(
        new LogicalName(LogicalName.Kind.SCHEMA, logical), null, null, List.copyOf(parts), "");
  }

  /** All roles that a node's views are readable by. */
  Stream<NameRequirement> roles(PipelineNode node) {
    return hints.readerRoles() == ReaderRoles.NONE || !(node instanceof PipelineNode.Export export)
        ? Stream.empty()
        : export.workspaces().stream()
            .map(it ->
                new NameRequirement(role(it), null, null, List.of(platform.name(), it), "_reader"));
  }
}
