package io.trueup.statestore.postgres;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PhysicalNames.ModelName;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The forms of tables, and names that are set aside because of them. */
final class PostgresTableForms {

  private static final String FIND =
      """
      SELECT n.kind, n.logical, f.form
        FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS t (kind, logical, ordinal)
        JOIN platform AS p ON p.source = ? AND p.name = ?
        JOIN physical_name AS n
          ON n.container = ?
         AND n.platform = p.id
         AND n.kind = t.kind
         AND n.logical = t.logical
         AND n.released_at IS NULL
        JOIN table_form AS f ON f.name = n.id
       ORDER BY t.ordinal
      """;

  private static final String RECORD =
      """
      INSERT INTO table_form (name, form, recorded_at)
      SELECT n.id, t.form, clock_timestamp()
        FROM unnest(?::text[], ?::text[], ?::text[]) AS t (kind, logical, form)
        JOIN platform AS p ON p.source = ? AND p.name = ?
        JOIN physical_name AS n
          ON n.container = ?
         AND n.platform = p.id
         AND n.kind = t.kind
         AND n.logical = t.logical
         AND n.released_at IS NULL
      ON CONFLICT (name) DO UPDATE
         SET form = excluded.form, recorded_at = excluded.recorded_at
       WHERE table_form.form <> excluded.form
      """;

  private static final String SET_ASIDE =
      """
      UPDATE physical_name AS n
         SET logical = t.aside,
             retired_at = coalesce(n.retired_at, clock_timestamp())
        FROM platform AS p,
             unnest(?::text[], ?::text[], ?::text[]) AS t (kind, logical, aside)
       WHERE p.source = ?
         AND p.name = ?
         AND n.container = ?
         AND n.platform = p.id
         AND n.kind = t.kind
         AND n.logical = t.logical
         AND n.released_at IS NULL
      RETURNING concat_ws('.', nullif(n.within, ''), n.name) AS qualified
      """;

  private final Database database;

  PostgresTableForms(Database database) {
    this.database = database;
  }

  Map<ModelName, String> find(String container, PlatformId platform, Collection<ModelName> names) {
    return database.inTransaction(
        "look up forms of tables in '%s'".formatted(container),
        tx -> {
          var found = new LinkedHashMap<ModelName, String>();
          tx.query(
                  FIND,
                  row ->
                      Map.entry(
                          new ModelName(row.text("kind"), row.text("logical")), row.text("form")),
                  names.stream().map(ModelName::kind).toList(),
                  names.stream().map(ModelName::path).toList(),
                  platform.source(),
                  platform.name(),
                  container)
              .forEach(it -> found.put(it.getKey(), it.getValue()));
          return found;
        });
  }

  void record(String container, PlatformId platform, Map<ModelName, String> forms) {
    var entries = List.copyOf(new LinkedHashMap<>(forms).entrySet());
    database.run(
        "record forms of tables in '%s'".formatted(container),
        tx ->
            tx.update(
                RECORD,
                entries.stream().map(it -> it.getKey().kind()).toList(),
                entries.stream().map(it -> it.getKey().path()).toList(),
                entries.stream().map(Map.Entry::getValue).toList(),
                platform.source(),
                platform.name(),
                container));
  }

  void setAside(String container, PlatformId platform, Map<ModelName, ModelName> names) {
    database.run(
        "set names in '%s' aside".formatted(container),
        tx -> setAside(tx, container, platform, names));
  }

  private static void setAside(
      Transaction tx, String container, PlatformId platform, Map<ModelName, ModelName> names)
      throws SQLException {
    var entries = List.copyOf(names.entrySet());
    var aside =
        tx
            .query(
                SET_ASIDE,
                row -> row.text("qualified"),
                entries.stream().map(it -> it.getKey().kind()).toList(),
                entries.stream().map(it -> it.getKey().path()).toList(),
                entries.stream().map(it -> it.getValue().path()).toList(),
                platform.source(),
                platform.name(),
                container)
            .stream()
            .sorted()
            .toList();
    if (!aside.isEmpty()) {
      PostgresAudit.append(
          tx,
          new NewEntry(
              Actor.DAEMON,
              AuditVerbs.NAMES_SET_ASIDE,
              Lease.resource(platform),
              StoreJson.object("container", container, "names", aside),
              null,
              "the model declares another form than the tables have, which are kept until purged"));
    }
  }
}
