package io.trueup.platforms.postgres.database;

import static io.trueup.platforms.postgres.database.SampleSchemas.customers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.spi.ConnectionSecurity;
import io.trueup.platforms.spi.CredentialStore.Login;
import io.trueup.platforms.spi.CredentialStore.UserPassword;
import io.trueup.platforms.spi.Secret;
import io.trueup.platforms.spi.StepOutcome;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FailureSentencesTest {

  private final TestContainer container = new TestContainer();

  @AfterEach
  void close() {
    container.close();
  }

  @Test
  void saysThatNothingAnswers() throws IOException {
    int free;
    try (var socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    var database = new ContainerDatabase("localhost", free, "w");

    assertThatThrownBy(() -> container.session(container.environment(), database))
        .isInstanceOf(ContainerException.class)
        .hasMessage(
            "Cannot reach database 'w' at localhost:%d. Check that it runs and that this machine"
                + " may connect to it",
            free);
  }

  @Test
  void saysThatThereIsNoSuchDatabase() {
    var database = new ContainerDatabase(container.host(), container.port(), "no such");

    assertThatThrownBy(() -> container.session(container.environment(), database))
        .hasMessage(
            "There is no database 'no such' at %s:%d. Create it, or correct the container's"
                + " declaration",
            container.host(), container.port());
  }

  @Test
  void saysThatTheUserCannotLogIn() {
    container.sql("ALTER ROLE %s NOLOGIN".formatted(container.user()));
    try (var reconciler = new SchemaReconciler(container.environment())) {
      assertThatThrownBy(() ->
              reconciler.open(
                  container.database(),
                  "warehouse_owner",
                  new Login(
                      new UserPassword(container.user(), new Secret("canary")),
                      ConnectionSecurity.defaultFor(container.database().endpoint()))))
          .hasMessage(
              "Cannot log in to %s with credential 'warehouse_owner'. Check the user and password"
                  + " that it holds, and that the database accepts them",
              container.place())
          .hasMessageNotContainingAny("canary", container.user());
    }
  }

  /** An object that another session commits meanwhile violates an index of the catalog. */
  @Test
  void replansAfterAnotherSessionCreatedTheSchema() throws SQLException {
    try (var first = container.connect();
        var second = container.connect()) {
      first.setAutoCommit(false);
      StatementExecutor.execute(first, "CREATE SCHEMA live");
      var racing = new FutureTask<>(() -> StatementExecutor.execute(second, "CREATE SCHEMA live"));
      Thread.ofVirtual().start(racing);
      container.await(
          "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = '%s'"
              .formatted(container.name()));
      first.commit();

      var raced = failure(racing::get);
      var late = failure(() -> StatementExecutor.execute(second, "CREATE SCHEMA live"));

      assertThat(raced.getSQLState()).isEqualTo("23505");
      assertThat(SqlStates.isWorthReplanning(raced)).isTrue();
      assertThat(late.getSQLState()).isEqualTo("42P06");
      assertThat(SqlStates.isWorthReplanning(late)).isTrue();
    }
  }

  private static SQLException failure(Callable<?> work) {
    try {
      work.call();
    } catch (ExecutionException e) {
      return (SQLException) Objects.requireNonNull(e.getCause());
    } catch (SQLException e) {
      return e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("It worked");
  }

  @Test
  void saysThatTheUserMayNotMakeSchemas() {
    container.sql(
        "REVOKE CREATE ON DATABASE %s FROM %s".formatted(container.name(), container.user()));

    assertThat(container.run(customers())).isInstanceOf(StepOutcome.Refused.class);
  }

  @Test
  void saysThatTheUserMayNotMakeTablesInASchema() {
    container.sql("CREATE SCHEMA live", "GRANT USAGE ON SCHEMA live TO " + container.user());

    assertThat(container.run(customers()))
        .isEqualTo(
            failed(
                "Credential 'warehouse_owner' may not do this with schema live in %s. Grant its"
                    + " user USAGE and CREATE on it",
                "CREATE TABLE \"live\".\"customers\" (\"id\" integer NOT NULL, PRIMARY KEY"
                    + " (\"id\"))"));
  }

  @Test
  void saysThatTheUserDoesNotOwnATable() {
    container.sql(
        "CREATE SCHEMA live",
        "GRANT ALL ON SCHEMA live TO " + container.user(),
        "CREATE TABLE live.customers (id integer PRIMARY KEY)");

    assertThat(container.run(customers("a text")))
        .isEqualTo(
            failed(
                "Credential 'warehouse_owner' does not own table customers in %s, and only the"
                    + " owner may change it. Make its user a member of the owning role",
                "ALTER TABLE \"live\".\"customers\" ADD COLUMN \"a\" text"));
  }

  @Test
  void withoutThePrivilegeToCreateRolesTheRestLands() {
    container.sql("ALTER ROLE %s NOCREATEROLE".formatted(container.user()));
    var shown = SampleSchemas.shown();
    var readers = new TreeMap<ObjectName, SortedSet<String>>();
    readers.put(SampleSchemas.SHOWN, new TreeSet<>(List.of("reader_" + container.name())));
    var desired = new DesiredSchema(shown.tables(), shown.views(), readers);

    assertThat(container.run(desired)).isInstanceOf(StepOutcome.Done.class);
    var task = TestContainer.task(desired);
    assertThat(container.plan(task).differences()).hasSize(1);
  }

  @Test
  void saysThatTheDatabaseIsReadOnly() {
    var failures = new FailureSentences(container.database(), "warehouse_owner");

    assertThat(
            failures.outcome(
                new SQLException(
                    "ERROR: cannot execute CREATE SCHEMA in a read-only transaction", "25006"),
                ""))
        .isEqualTo(
            new StepOutcome.Failed(
                "Cannot change %s, because it is read-only, as a standby is. Name the primary in the container's declaration"
                    .formatted(container.place())));
  }

  @Test
  void namesWhatDependsOnAColumn() {
    container.run(customers("name character varying(5)"));
    container.owned(
        "CREATE FUNCTION live.trigger() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW;"
            + " END'",
        "CREATE TRIGGER t BEFORE UPDATE OF name ON live.customers FOR EACH ROW EXECUTE FUNCTION"
            + " live.trigger()");

    assertThat(container.run(customers("name text")))
        .isEqualTo(
            refused(
                "Cannot change %s: cannot alter type of a column used in a trigger definition:"
                    + " trigger t on table live.customers depends on column \"name\". Drop what"
                    + " depends on it, try again, and create it again afterwards",
                "ALTER TABLE \"live\".\"customers\" ALTER COLUMN \"name\" TYPE text"));
  }

  /** A retry fails as long as the view exists. */
  @Test
  void refusesWhatAViewOfOthersDoesNotFit() {
    container.run(SampleSchemas.shown("name text", "fax text"));
    container.owned("CREATE VIEW live.theirs AS SELECT fax FROM live__w.customers");

    assertThat(container.run(SampleSchemas.shown("name text")))
        .isInstanceOfSatisfying(
            StepOutcome.Refused.class,
            it ->
                assertThat(it.message())
                    .startsWith(
                        "Cannot change %s, because view live.theirs does not fit the change: column \"fax\" does not exist. Drop or correct the view, and try again. The statement is: CREATE VIEW \"live\".\"theirs\" "
                            .formatted(container.place())));
    assertThat(container.rows("SELECT count(*) FROM live.theirs")).containsExactly("0");
  }

  @Test
  void saysThatAnotherSessionCreatedItMeanwhile() {
    container.owned("CREATE SCHEMA live");
    var failures = new FailureSentences(container.database(), "warehouse_owner");

    assertThatThrownBy(
            () -> {
              container.owned("CREATE TABLE live.t (a integer)");
              try (var connection = container.connect();
                  var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE live.t (a integer)");
              }
            })
        .isInstanceOfSatisfying(
            SQLException.class,
            it ->
                assertThat(failures.outcome(it, ""))
                    .isEqualTo(
                        new StepOutcome.Failed(
                            "Cannot change %s, because another session created the same object meanwhile: relation \"t\" already exists. Try again; the next attempt reads the catalog again"
                                .formatted(container.place()))));
  }

  @Test
  void messagesContainNoValueOfARow() {
    container.owned("CREATE SCHEMA live");
    var failures = new FailureSentences(container.database(), "warehouse_owner");

    assertThatThrownBy(() -> execute("SELECT 'canary'::integer"))
        .isInstanceOfSatisfying(
            SQLException.class,
            it ->
                assertThat(failures.sentence(it))
                    .isEqualTo(
                        "Cannot change %s, because an existing row does not fit: invalid input syntax for type integer. Correct the row, and try again"
                            .formatted(container.place())));
    assertThatThrownBy(() -> execute("SELECT '99999999999'::integer"))
        .isInstanceOfSatisfying(
            SQLException.class,
            it -> assertThat(failures.sentence(it)).doesNotContain("99999999999"));
  }

  @Test
  void aCharacterThatTheEncodingLacksIsNotBlamedOnRows() {
    var failures = new FailureSentences(container.database(), "warehouse_owner");

    assertThatThrownBy(() -> execute("SELECT pg_catalog.convert_to('\u20ac', 'LATIN1')"))
        .isInstanceOfSatisfying(
            SQLException.class,
            it ->
                assertThat(failures.outcome(it, ""))
                    .isEqualTo(
                        new StepOutcome.Refused(
                            "Cannot change %s, because its encoding LATIN1 lacks the character '\u20ac' (U+20AC), which a name, description or collation of the model has. Use a database with encoding UTF8, or change the model to characters that this one holds"
                                .formatted(container.place()))));
  }

  /** A retry creates no collation. */
  @Test
  void aCollationThatTheServerLacksIsRefused() {
    container.owned("CREATE SCHEMA live");
    var column = new ColumnDefinition("name", "text", true, "no_such_collation", null, null);
    var table = DesiredTable.of(new ObjectName("live", "t"), List.of(column), List.of(), "t");

    assertThat(container.run(DesiredSchema.of(List.of(table), List.of())))
        .isInstanceOfSatisfying(
            StepOutcome.Refused.class,
            it ->
                assertThat(it.message())
                    .startsWith(
                        "Cannot change %s, because it has no such collation: collation \"no_such_collation\" for encoding \"UTF8\" does not exist. Create the collation there with CREATE COLLATION, or name in the model one that SELECT collname FROM pg_collation lists. The statement is: CREATE TABLE"
                            .formatted(container.place())));
  }

  @Test
  void aFullDiskFailsTheRunAndTheNextRunResumes() {
    container.run(customers());
    container.sql(
        """
        CREATE FUNCTION public.full_disk() RETURNS event_trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'could not extend file "base/1/2": No space left on device'
            USING ERRCODE = 'disk_full';
        END $$
        """,
        "CREATE EVENT TRIGGER full_disk ON ddl_command_end EXECUTE FUNCTION public.full_disk()");
    var tasks =
        List.of(
            TestContainer.task("A", customers("a text")),
            TestContainer.task("B", customers("b text")));

    var result = container.session().run(TestContainer.context(), tasks, ApplyOptions.SAFE);

    assertThat(((RunResult.Ran) result).outcomes().values())
        .containsOnly(
            new StepOutcome.Failed(
                "Cannot change %s, because its disk is full: could not extend file \"base/1/2\": No space left on device. Free disk space; changes that landed stay; request the rest again. The statement is: ALTER TABLE \"live\".\"customers\" ADD COLUMN \"a\" text"
                    .formatted(container.place())));
    container.sql("DROP EVENT TRIGGER full_disk");
    assertThat(container.run(customers("a text"))).isInstanceOf(StepOutcome.Done.class);
  }

  @Test
  void shortensQueriesAndKeepsTheirLiterals() {
    assertThat(Blockers.shortened("SELECT 'a''b',  1.5, x1, $$c$$, $q$d$q$ FROM t\n WHERE p = 'e"))
        .isEqualTo("SELECT ?, ?, x1, ?, ? FROM t WHERE p = ?");
    assertThat(Blockers.shortened("SELECT " + "x, ".repeat(100))).hasSize(121).endsWith("…");
  }

  private void execute(String sql) throws SQLException {
    try (var connection = container.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private StepOutcome failed(String sentence, String statement) {
    return new StepOutcome.Failed(
        sentence.formatted(container.place()) + ". The statement is: " + statement);
  }

  private StepOutcome refused(String sentence, String statement) {
    return new StepOutcome.Refused(
        sentence.formatted(container.place()) + ". The statement is: " + statement);
  }
}
