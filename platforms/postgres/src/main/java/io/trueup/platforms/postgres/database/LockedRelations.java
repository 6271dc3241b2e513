package io.trueup.platforms.postgres.database;

import io.trueup.platforms.relational.schema.ObjectName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * The tables and views that other sessions lock, or wait to lock, at one moment. Immutable.
 *
 * @param all locked in any mode
 * @param exclusively locked so that not even their definition can be read
 */
record LockedRelations(Set<ObjectName> all, Set<ObjectName> exclusively) {

  /** Nothing is locked. */
  static final LockedRelations NONE = new LockedRelations(Set.of(), Set.of());

  /** A prepared transaction holds locks without a process. */
  private static final String LOCKED =
      """
      SELECT n.nspname AS schema_name,
             c.relname AS relation_name,
             pg_catalog.bool_or(l.mode = 'AccessExclusiveLock') AS is_exclusive
        FROM ROWS FROM (pg_catalog.unnest(?::pg_catalog.name[]), pg_catalog.unnest(?::pg_catalog.name[])) AS w (schema_name, relation_name)
        JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema_name
        JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.relation_name
        JOIN pg_catalog.pg_locks l ON l.relation = c.oid
        JOIN pg_catalog.pg_database d ON d.oid = l.database AND d.datname = pg_catalog.current_database()
       WHERE l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
       GROUP BY n.nspname, c.relname
      """;

  LockedRelations {
    all = Set.copyOf(all);
    exclusively = Set.copyOf(exclusively);
  }

  /** Those of some relations that other sessions lock now. */
  static LockedRelations among(Connection connection, Collection<ObjectName> relations)
      throws SQLException {
    var all = new HashSet<ObjectName>();
    var exclusively = new HashSet<ObjectName>();
    try (var statement = connection.prepareStatement(LOCKED)) {
      statement.setArray(1, names(connection, relations.stream().map(ObjectName::schema)));
      statement.setArray(2, names(connection, relations.stream().map(ObjectName::name)));
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          var name =
              new ObjectName(
                  Objects.requireNonNull(rows.getString("schema_name")),
                  Objects.requireNonNull(rows.getString("relation_name")));
          all.add(name);
          if (rows.getBoolean("is_exclusive")) {
            exclusively.add(name);
          }
        }
      }
    }
    return new LockedRelations(all, exclusively);
  }

  private static java.sql.Array names(Connection connection, java.util.stream.Stream<String> names)
      throws SQLException {
    return connection.createArrayOf("text", names.toArray());
  }

  boolean areAny(Collection<ObjectName> relations) {
    return relations.stream().anyMatch(all::contains);
  }

  boolean areExclusively(Collection<ObjectName> relations) {
    return relations.stream().anyMatch(exclusively::contains);
  }
}
