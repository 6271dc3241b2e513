package io.trueup.platforms.postgres;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.graph.NodeKind;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.postgres.database.ContainerDatabase;
import io.trueup.platforms.postgres.database.ContainerEnvironment;
import io.trueup.platforms.postgres.database.LockRetries;
import io.trueup.platforms.postgres.testing.OwnedDatabase;
import io.trueup.platforms.spi.AllocatedName;
import io.trueup.platforms.spi.CredentialStore;
import io.trueup.platforms.spi.InstallationIdentity;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.Secret;
import io.trueup.platforms.testing.Graphs;
import io.trueup.platforms.testing.MemoryCredentials;
import io.trueup.platforms.testing.MemoryNameRegistry;
import io.trueup.platforms.testing.MemoryStatementJournal;
import io.trueup.platforms.testing.Records;
import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A real database as a platform's container, with a user of its own who may create schemas. */
final class PostgresWarehouse extends OwnedDatabase {

  private volatile String password = PASSWORD;

  /** The environment that all executors of this warehouse share. */
  MemoryNameRegistry names = new MemoryNameRegistry();

  final MemoryStatementJournal journal = new MemoryStatementJournal();

  PostgresWarehouse() {
    super("");
  }

  private PostgresWarehouse(TestDatabase database) {
    super(database, "");
  }

  /** A warehouse whose database has the given encoding. */
  static PostgresWarehouse in(String encoding) {
    return new PostgresWarehouse(TestPostgres.freshDatabaseIn(encoding));
  }

  Graphs graphs() {
    return Graphs.of("postgres").in(container());
  }

  /** Opens later executors as those of another installation. */
  void forgetNames() {
    names = new MemoryNameRegistry();
  }

  /** Lets the platform's user create roles. */
  PostgresWarehouse lettingRolesBeMade() {
    sql("ALTER ROLE %s CREATEROLE".formatted(user()));
    return this;
  }

  DataContainer container() {
    return Graphs.container("warehouse", host(), port(), name());
  }

  /** Sets the password that the credential store returns, right or wrong. */
  void offer(String newPassword) {
    password = newPassword;
  }

  CredentialStore credentials() {
    return MemoryCredentials.of(name ->
        name.equals("warehouse_owner")
            ? Optional.of(new CredentialStore.UserPassword(user(), new Secret(password)))
            : Optional.empty());
  }

  PlatformEnvironment environment() {
    return environment("c0ffee000000");
  }

  private PlatformEnvironment environment(String installation) {
    return new PlatformEnvironment(
        new InstallationIdentity(installation, "a key"),
        credentials(),
        names,
        journal,
        Duration.ofSeconds(60));
  }

  /** Timeouts that keep tests short. */
  ContainerEnvironment containers() {
    return containers(environment());
  }

  private static ContainerEnvironment containers(PlatformEnvironment environment) {
    return new ContainerEnvironment(
        environment.installation(),
        environment.journal(),
        Duration.ofMillis(100),
        Duration.ofSeconds(20),
        Duration.ofSeconds(5),
        1);
  }

  PostgresExecutor executor() {
    return executor(environment());
  }

  private static PostgresExecutor executor(PlatformEnvironment environment) {
    return new PostgresExecutor(
        environment,
        containers(environment),
        new LockRetries(3, Duration.ofMillis(10), Duration.ofMillis(50)));
  }

  /** The environment of another installation, with the names of this one. */
  PostgresExecutor executorOf(String installation) {
    return executor(environment(installation));
  }

  /** An empty schema of the platform's user that is marked as made for platform {@code Live}. */
  void ownSchema(String schema) {
    sql(
        "CREATE SCHEMA %s AUTHORIZATION %s".formatted(schema, user()),
        "COMMENT ON SCHEMA %s IS 'trueup installation=c0ffee000000 platform=Live'"
            .formatted(schema));
  }

  /** Runs a query as the given role. */
  List<String> rowsAs(String role, String sql) {
    try (var connection = connectAsSuperuser();
        var statement = connection.createStatement()) {
      statement.execute("SET ROLE \"" + role + "\"");
      var found = new ArrayList<String>();
      if (statement.execute(sql)) {
        try (var rows = statement.getResultSet()) {
          while (rows.next()) {
            found.add(String.valueOf(rows.getObject(1)));
          }
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot execute as %s: %s".formatted(role, sql), e);
    }
  }

  /** The role that a workspace reads with, on platform {@code Live}. */
  String reader(String workspace) {
    return "%s__live__%s_reader".formatted(name(), workspace);
  }

  /** Identifies the database. */
  String identity() {
    return ContainerDatabase.of(container()).identity();
  }

  /** All names of a platform in this database. */
  List<AllocatedName> allNames(String platform) {
    return Stream.of(identity(), host() + ":" + port())
        .flatMap(it -> names.all(it, platform, null, 10_000).stream())
        .toList();
  }

  /** {@code schema.relation(column, …)} of everything that is there. */
  List<String> relations() {
    return rows(
        """
        SELECT table_schema || '.' || table_name || '('
               || string_agg(column_name, ', ' ORDER BY ordinal_position) || ')'
          FROM information_schema.columns
         WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
         GROUP BY table_schema, table_name
         ORDER BY 1
        """);
  }

  /** The first lines of the comments of all relations. */
  List<String> comments() {
    return rows(
        """
        SELECT c.relname || ': ' || split_part(d.description, chr(10), 1)
          FROM pg_description d
          JOIN pg_class c ON c.oid = d.objoid
         WHERE d.classoid = 'pg_class'::regclass
           AND d.objsubid = 0
           AND d.description LIKE '%trueup%'
         ORDER BY 1
        """);
  }

  static List<PlannedStep> provision(PlatformGraph graph) {
    return new PostgresPlatform().planRollout(graph, Records.unknown(graph)).steps();
  }

  static PlannedStep step(PlatformGraph graph, NodeKind kind) {
    return graph.nodes().keySet().stream()
        .filter(key -> key.isA(kind))
        .map(key -> new PlannedStep(key, StepAction.ALTER, "a test"))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    for (var reader : rows("SELECT rolname FROM pg_roles WHERE rolname LIKE '%\\_reader'")) {
      sql("DROP OWNED BY " + reader + " CASCADE");
      sql("DROP ROLE " + reader);
    }
    super.close();
  }
}
