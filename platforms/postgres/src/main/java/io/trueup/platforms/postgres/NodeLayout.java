package io.trueup.platforms.postgres;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PipelineNode.Consumer;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.postgres.LogicalNames.Use;
import io.trueup.platforms.postgres.ObjectComment.Owner;
import io.trueup.platforms.relational.container.ContainerRules;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.DesiredView;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.Partitioning;
import io.trueup.platforms.relational.schema.TableForm;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tables and views that a node needs, by their physical names. Pure. No table has an index
 * besides its key: a merging job finds rows, and the live state of a row, by the first columns of
 * the key, and reads a staging table as a whole.
 */
final class NodeLayout {

  private static final ColumnDefinition BATCH_ID =
      ColumnDefinition.of("trueup_batch_id", "bigint", false);
  private static final ColumnDefinition OPERATION =
      ColumnDefinition.of("trueup_operation", "\"char\"", false);
  private static final ColumnDefinition ROW_HASH =
      ColumnDefinition.of("trueup_row_hash", "bytea", false);
  private static final ColumnDefinition BATCH_IN =
      ColumnDefinition.of("trueup_batch_in", "bigint", false);
  private static final ColumnDefinition BATCH_OUT =
      ColumnDefinition.of("trueup_batch_out", "bigint", true);

  /** The condition for the live state of a row. */
  private static final String IS_LIVE = "\"trueup_batch_out\" IS NULL";

  private final PlatformDeclaration platform;
  private final String owner;
  private final PostgresHints hints;
  private final LogicalNames logical;
  private final ContainerRules rules;
  private final AllocatedNames names;

  /**
   * A layout.
   *
   * @param owner the platform as {@code source/Name}
   * @param names of everything that its nodes need
   */
  NodeLayout(PlatformGraph graph, String owner, AllocatedNames names) {
    this.platform = graph.platform();
    this.owner = owner;
    this.hints = PostgresHints.of(platform);
    this.logical = new LogicalNames(platform);
    var container = graph.container();
    this.rules =
        ContainerRules.of(
                DataContainer.Type.POSTGRES, container == null ? null : container.version())
            .orElseThrow();
    this.names = names;
  }

  /** The tables and views of a node. */
  DesiredSchema desired(PipelineNode node) {
    return switch (node) {
      case PipelineNode.Ingest it ->
          DesiredSchema.of(
              it.datasets().values().stream()
                  .flatMap(dataset ->
                      Stream.of(
                          staging(it.key(), it.store().name(), dataset),
                          merge(it.key(), it.store().name(), dataset)))
                  .toList(),
              List.of());
      case PipelineNode.Transform it ->
          DesiredSchema.of(
              it.transformer().output().datasets().values().stream()
                  .map(dataset -> output(it.key(), it.transformer().output().name(), dataset))
                  .toList(),
              List.of());
      case PipelineNode.Export it -> export(it);
      case PipelineNode.Trigger _ -> DesiredSchema.NOTHING;
    };
  }

  /** A deleted row arrives with its key only, so all other columns may be null. */
  private DesiredTable staging(NodeKey node, String store, Dataset dataset) {
    var columns = columns(dataset);
    return DesiredTable.of(
        names.relation(logical.table(store, dataset.name(), Use.STAGING)),
        join(columns.nullableButForKey(), BATCH_ID, OPERATION),
        List.of(),
        tableComment("Staging", node, store, dataset));
  }

  private DesiredTable merge(NodeKey node, String store, Dataset dataset) {
    var columns = columns(dataset);
    var form = form(dataset, Use.MERGE);
    return new DesiredTable(
        names.relation(logical.table(store, dataset.name(), Use.MERGE)),
        mergeColumns(columns),
        form.primaryKey(),
        new DesiredTable.TableOptions(
            columns.checks(), List.of(), partitioning(store, dataset, columns)),
        tableComment("Merge", node, store, dataset));
  }

  private List<ColumnDefinition> mergeColumns(DatasetColumns columns) {
    return keepsPast()
        ? join(columns.definitions(), BATCH_IN, BATCH_OUT, ROW_HASH)
        : join(columns.definitions(), BATCH_ID, ROW_HASH);
  }

  /** The form of the table that keeps a dataset; needs no physical names. */
  TableForm form(Dataset dataset, Use use) {
    var columns = columns(dataset);
    if (use != Use.MERGE) {
      return new TableForm(columns.definitions(), columns.key(), List.of());
    }
    var key = new ArrayList<>(columns.key());
    if (keepsPast()) {
      key.add(BATCH_IN.name());
    }
    return new TableForm(mergeColumns(columns), key, columns.partition());
  }

  private @Nullable Partitioning partitioning(
      String store, Dataset dataset, DatasetColumns columns) {
    return columns.partition().isEmpty()
        ? null
        : new Partitioning(
            columns.partition(),
            IntStream.range(0, hints.partitions())
                .mapToObj(it -> names.relation(logical.partition(store, dataset.name(), it)))
                .toList());
  }

  private DesiredTable output(NodeKey node, String store, Dataset dataset) {
    var columns = columns(dataset);
    return new DesiredTable(
        names.relation(logical.table(store, dataset.name(), Use.OUTPUT)),
        columns.definitions(),
        columns.key(),
        new DesiredTable.TableOptions(columns.checks(), List.of(), null),
        tableComment("Output", node, store, dataset));
  }

  private String tableComment(String use, NodeKey node, String store, Dataset dataset) {
    return ObjectComment.of(
        dataset.documentation().description(),
        "%s table of dataset %s/%s on data platform %s"
            .formatted(use, store, dataset.name(), platform.name()),
        new Owner(owner, node.value()));
  }

  private DesiredSchema export(PipelineNode.Export export) {
    var views = new ArrayList<DesiredView>();
    var readers = new TreeMap<ObjectName, SortedSet<String>>();
    for (var consumer : export.consumers()) {
      for (var view : views(export, consumer)) {
        views.add(view);
        admit(consumer, view, readers);
      }
    }
    return new DesiredSchema(List.of(), views, readers);
  }

  private void admit(
      Consumer consumer, DesiredView view, SortedMap<ObjectName, SortedSet<String>> readers) {
    if (hints.readerRoles() == PostgresHints.ReaderRoles.WORKSPACE) {
      names
          .role(logical.role(consumer.workspace()))
          .ifPresent(role -> readers.computeIfAbsent(view.name(), _ -> new TreeSet<>()).add(role));
    }
  }

  private List<DesiredView> views(PipelineNode.Export export, Consumer consumer) {
    var columns = columns(export.dataset()).definitions();
    var withPast = join(columns, BATCH_IN, BATCH_OUT);
    return switch (platform.history()) {
      case LIVE_ONLY -> List.of(view(export, consumer, Use.VIEW, columns, null));
      case FORENSIC -> List.of(view(export, consumer, Use.VIEW, withPast, null));
      case LIVE_WITH_HISTORY ->
          List.of(
              view(export, consumer, Use.VIEW, columns, IS_LIVE),
              view(export, consumer, Use.HISTORY, withPast, null));
    };
  }

  private DesiredView view(
      PipelineNode.Export export,
      Consumer consumer,
      Use use,
      List<ColumnDefinition> columns,
      @Nullable String condition) {
    var dataset = export.dataset();
    var sentence =
        "%s %s/%s for group %s, read-only, from data platform %s"
            .formatted(
                use == Use.HISTORY ? "Every state of dataset" : "Dataset",
                export.store(),
                dataset.name(),
                consumer,
                platform.name());
    return new DesiredView(
        names.relation(logical.view(export, consumer, use)),
        names.relation(logical.table(export.store(), dataset.name(), Use.MERGE)),
        columns,
        condition,
        ObjectComment.of(
            dataset.documentation().description(),
            sentence,
            new Owner(owner, export.key().value())));
  }

  private DatasetColumns columns(Dataset dataset) {
    return DatasetColumns.of(dataset, rules);
  }

  private boolean keepsPast() {
    return platform.history() != History.LIVE_ONLY;
  }

  private static List<ColumnDefinition> join(
      List<ColumnDefinition> columns, ColumnDefinition... more) {
    return Stream.concat(columns.stream(), Stream.of(more)).toList();
  }
}
