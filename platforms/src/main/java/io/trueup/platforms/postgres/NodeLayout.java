package io.trueup.platforms.postgres;

import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.platforms.postgres.PhysicalNames.Role;
import io.trueup.platforms.schema.ColumnDefinition;
import io.trueup.platforms.schema.DesiredSchema;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.schema.Table;
import io.trueup.platforms.schema.View;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which tables and views a node needs. Pure. */
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

  private final PlatformDeclaration platform;

  NodeLayout(PlatformDeclaration platform) {
    this.platform = platform;
  }

  /**
   * What the node needs. A column whose type Postgres cannot hold, which lint reports, is left out.
   */
  DesiredSchema desired(PipelineNode node) {
    return switch (node) {
      case PipelineNode.Ingest ingest ->
          DesiredSchema.of(
              ingest.datasets().values().stream()
                  .flatMap(dataset -> ingestTables(ingest.key(), ingest.store().name(), dataset))
                  .toList(),
              List.of());
      case PipelineNode.Export export ->
          DesiredSchema.of(
              List.of(),
              export.workspaces().stream().map(workspace -> view(export, workspace)).toList());
      case PipelineNode.Transform transform ->
          DesiredSchema.of(
              transform.transformer().output().datasets().values().stream()
                  .map(dataset -> outputTable(transform, dataset))
                  .toList(),
              List.of());
      case PipelineNode.Trigger _ -> DesiredSchema.NOTHING;
    };
  }

  /** The names of what the node needs, which cost far less than the whole. */
  Stream<ObjectName> names(PipelineNode node) {
    return switch (node) {
      case PipelineNode.Ingest ingest ->
          ingest.datasets().values().stream()
              .flatMap(dataset ->
                  Stream.of(
                      tableName(ingest.store().name(), dataset, Role.MERGE),
                      tableName(ingest.store().name(), dataset, Role.STAGING)));
      case PipelineNode.Export export ->
          export.workspaces().stream().map(workspace -> viewName(export, workspace));
      case PipelineNode.Transform transform ->
          transform.transformer().output().datasets().values().stream()
              .map(dataset ->
                  tableName(transform.transformer().output().name(), dataset, Role.OUTPUT));
      case PipelineNode.Trigger _ -> Stream.empty();
    };
  }

  private ObjectName tableName(String store, Dataset dataset, Role role) {
    return PhysicalNames.table(platform.name(), store, dataset.name(), role);
  }

  private ObjectName viewName(PipelineNode.Export export, String workspace) {
    return PhysicalNames.view(platform.name(), workspace, export.store(), export.dataset().name());
  }

  private Stream<Table> ingestTables(NodeKey node, String store, Dataset dataset) {
    return Stream.of(staging(node, store, dataset), merge(node, store, dataset));
  }

  /** A deleted row arrives as its key alone, so nothing but the key is never null. */
  private Table staging(NodeKey node, String store, Dataset dataset) {
    var key = key(dataset);
    var columns =
        columns(dataset).stream()
            .map(column ->
                ColumnDefinition.of(column.name(), column.type(), !key.contains(column.name())))
            .toList();
    return table(node, store, dataset, Role.STAGING, join(columns, BATCH_ID, OPERATION), List.of());
  }

  private Table merge(NodeKey node, String store, Dataset dataset) {
    if (!isForensic()) {
      return table(
          node,
          store,
          dataset,
          Role.MERGE,
          join(columns(dataset), BATCH_ID, ROW_HASH),
          key(dataset));
    }
    var key = new ArrayList<>(key(dataset));
    key.add(BATCH_IN.name());
    return table(
        node,
        store,
        dataset,
        Role.MERGE,
        join(columns(dataset), BATCH_IN, BATCH_OUT, ROW_HASH),
        key);
  }

  private Table outputTable(PipelineNode.Transform transform, Dataset dataset) {
    return table(
        transform.key(),
        transform.transformer().output().name(),
        dataset,
        Role.OUTPUT,
        columns(dataset),
        key(dataset));
  }

  private Table table(
      NodeKey node,
      String store,
      Dataset dataset,
      Role role,
      List<ColumnDefinition> columns,
      List<String> key) {
    var sentence =
        "%s table of dataset %s/%s on data platform %s"
            .formatted(capitalized(role), store, dataset.name(), platform.name());
    return Table.of(
        tableName(store, dataset, role),
        columns,
        key,
        ObjectComment.of(sentence, fields(store, dataset), node));
  }

  private View view(PipelineNode.Export export, String workspace) {
    var dataset = export.dataset();
    var source = tableName(export.store(), dataset, Role.MERGE);
    var columns =
        Stream.concat(
                columns(dataset).stream(),
                isForensic() ? Stream.of(BATCH_IN, BATCH_OUT) : Stream.<ColumnDefinition>empty())
            .map(column -> ColumnDefinition.of(column.name(), column.type(), true))
            .toList();
    var sentence =
        "Dataset %s/%s for workspace %s, read-only, from data platform %s"
            .formatted(export.store(), dataset.name(), workspace, platform.name());
    var fields = fields(export.store(), dataset);
    return new View(
        viewName(export, workspace),
        source,
        columns,
        null,
        ObjectComment.of(sentence, fields, export.key()));
  }

  private static String fields(String store, Dataset dataset) {
    return "dataset=%s/%s fingerprint=%s".formatted(store, dataset.name(), dataset.fingerprint());
  }

  private boolean isForensic() {
    return platform.history() == History.FORENSIC;
  }

  private static String capitalized(Role role) {
    return role.name().charAt(0) + role.text().substring(1);
  }

  private static List<ColumnDefinition> columns(Dataset dataset) {
    var columns = new ArrayList<ColumnDefinition>();
    for (var column : dataset.columns()) {
      if (PostgresTypes.map(column.type()) instanceof PostgresTypes.Native.Held(var type)) {
        columns.add(
            ColumnDefinition.of(
                PhysicalNames.column(column.name()), type, isNullable(dataset, column)));
      }
    }
    return columns;
  }

  private static boolean isNullable(Dataset dataset, Column column) {
    return column.nullable() && !dataset.primaryKey().contains(column.name());
  }

  private static List<String> key(Dataset dataset) {
    return dataset.primaryKey().stream().map(PhysicalNames::column).toList();
  }

  private static List<ColumnDefinition> join(
      List<ColumnDefinition> columns, ColumnDefinition... more) {
    return Stream.concat(columns.stream(), Stream.of(more)).toList();
  }
}
