package io.trueup.statestore.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.PhysicalNames.Filter;
import io.trueup.statestore.PhysicalNames.ModelName;
import io.trueup.statestore.PhysicalNames.PhysicalName;
import io.trueup.statestore.PhysicalNames.Position;
import io.trueup.statestore.PlatformId;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Lists of the names in containers. */
final class PostgresNameLists {

  private static final String OF_NODES =
      """
      SELECT n.container, p.source, p.name AS platform, n.kind, n.logical, n.within, n.name, n.node,
             n.given_at, n.retired_at
        FROM platform AS p
        JOIN physical_name AS n ON n.platform = p.id
       WHERE p.source = ?
         AND p.name = ?
         AND n.node = ANY (?)
         AND n.container = ?
         AND n.released_at IS NULL
       ORDER BY n.kind, n.within, n.name
      """;

  /** The empty container, which does not exist, sorts before all others. */
  private static final String SEARCH =
      """
      SELECT n.container, p.source, p.name AS platform, n.kind, n.logical, n.within, n.name, n.node,
             n.given_at, n.retired_at
        FROM platform AS p
        JOIN physical_name AS n ON n.platform = p.id
       WHERE p.source = ?
         AND p.name = ?
         AND n.released_at IS NULL
         AND (n.container, n.kind, n.within, n.name) > (?, ?, ?, ?)
         AND n.container = coalesce(?, n.container)
         AND (?::text IS NULL OR n.node = ?)
         AND strpos('/' || n.logical || '/', coalesce('/' || ? || '/', '')) > 0
         AND (?::text IS NULL OR ? = concat_ws('.', nullif(n.within, ''), n.name))
       ORDER BY n.container, n.kind, n.within, n.name
       LIMIT ?
      """;

  /** Two parts of a logical name that follow each other are a store and a dataset. */
  private static final String OF_DATASETS =
      """
      SELECT n.container, p.source, p.name AS platform, n.kind, n.logical, n.within, n.name, n.node,
             n.given_at, n.retired_at
        FROM platform AS p
        JOIN physical_name AS n ON n.platform = p.id
       CROSS JOIN LATERAL string_to_array(n.logical, '/') AS parts
       WHERE p.source = ?
         AND p.name = ?
         AND n.released_at IS NULL
         AND EXISTS (SELECT 1
                       FROM generate_series(1, cardinality(parts) - 1) AS i
                      WHERE parts[i] || '/' || parts[i + 1] = ANY (?::text[]))
       ORDER BY n.container, n.kind, n.within, n.name
       LIMIT ?
      """;

  private final Database database;

  PostgresNameLists(Database database) {
    this.database = database;
  }

  List<PhysicalName> ofNodes(String container, PlatformId platform, Collection<NodeKey> nodes) {
    return database.inTransaction(
        "list nodes' names in '%s'".formatted(container),
        tx ->
            tx.query(
                OF_NODES,
                PostgresNameLists::name,
                platform.source(),
                platform.name(),
                nodes,
                container));
  }

  List<PhysicalName> ofDatasets(PlatformId platform, Collection<String> datasets, int limit) {
    return database.inTransaction(
        "list datasets' names on platform '%s'".formatted(platform),
        tx ->
            tx.query(
                OF_DATASETS,
                PostgresNameLists::name,
                platform.source(),
                platform.name(),
                List.copyOf(datasets),
                limit));
  }

  List<PhysicalName> search(PlatformId platform, Filter filter, Position after, int limit) {
    return database.inTransaction(
        "list names of platform '%s'".formatted(platform),
        tx ->
            tx.query(
                SEARCH,
                PostgresNameLists::name,
                platform.source(),
                platform.name(),
                after.container(),
                after.kind(),
                after.within(),
                after.name(),
                filter.container(),
                filter.node(),
                filter.node(),
                filter.path(),
                filter.qualified(),
                filter.qualified(),
                limit));
  }

  static PhysicalName name(Row row) throws SQLException {
    return new PhysicalName(
        row.text("container"),
        row.platform("source", "platform"),
        new ModelName(row.text("kind"), row.text("logical")),
        row.text("within"),
        row.text("name"),
        row.optionalNode("node"),
        row.instant("given_at"),
        row.optionalInstant("retired_at"));
  }
}
