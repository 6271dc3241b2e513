package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What other users of the state database's server set and define there. */
class HostileDatabaseTest {

  private static final List<String> WRONG =
      List.of(
          "search_path = public, pg_catalog",
          "quote_all_identifiers = on",
          "DateStyle = 'SQL, DMY'",
          "IntervalStyle = iso_8601",
          "TimeZone = 'Asia/Kolkata'",
          "standard_conforming_strings = off",
          "bytea_output = escape",
          "extra_float_digits = -15",
          "array_nulls = off",
          "transform_null_equals = on",
          "row_security = on",
          "synchronous_commit = off",
          "default_transaction_read_only = on",
          "default_transaction_isolation = serializable",
          "default_transaction_deferrable = on",
          "check_function_bodies = off",
          "default_tablespace = pg_global",
          "default_table_access_method = nonesuch",
          "exit_on_error = on",
          "lock_timeout = 1",
          "statement_timeout = 300",
          "idle_in_transaction_session_timeout = 1");

  private final TestDatabase fresh = TestPostgres.freshDatabase();
  private final String owner = "owner_of_" + fresh.name();

  @AfterEach
  void close() {
    fresh.close();
    try (var elsewhere = TestPostgres.freshDatabase();
        var connection = elsewhere.connect()) {
      Sql.execute(connection, "DROP ROLE IF EXISTS " + owner);
      Sql.execute(connection, "DROP ROLE IF EXISTS thief_of_" + fresh.name());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void asSuperuser(List<String> statements) throws SQLException {
    try (var connection = fresh.connect()) {
      for (var sql : statements) {
        Sql.execute(connection, sql);
      }
    }
  }

  private void ownedByAnotherUser() throws SQLException {
    asSuperuser(
        List.of(
            "CREATE ROLE %s LOGIN CREATEROLE PASSWORD 'pw'".formatted(owner),
            "ALTER DATABASE %s OWNER TO %s".formatted(fresh.name(), owner)));
  }

  private PostgresStateStore open() {
    return PostgresStateStore.open(
        new DatabaseSettings(fresh.jdbcUrl(), owner, "pw", 2, Duration.ofSeconds(5)));
  }

  private String ask(String sql) throws SQLException {
    try (var connection = fresh.connect()) {
      return Sql.text(connection, sql);
    }
  }

  @Test
  void migratesAndWorksTheSameWhateverTheRoleAndTheDatabaseSet() throws SQLException {
    ownedByAnotherUser();
    asSuperuser(
        WRONG.stream()
            .map(it -> "ALTER ROLE %s IN DATABASE %s SET %s".formatted(owner, fresh.name(), it))
            .toList());

    try (var store = open()) {
      new Story(store).writeAll();

      assertThat(store.platforms().all()).hasSize(1);
    }
    assertThat(
            ask(
                "SELECT count(*) FROM pg_class WHERE relname = 'audit_entry' AND reltablespace ="
                    + " 0"))
        .isEqualTo("1");
  }

  @Test
  void refusesASessionInWhichTriggersAreOff() throws SQLException {
    ownedByAnotherUser();
    open().close();
    asSuperuser(
        List.of(
            "ALTER DATABASE %s SET session_replication_role = replica".formatted(fresh.name())));

    assertThatThrownBy(() -> open().close())
        .isInstanceOf(StateStoreException.class)
        .hasMessage(
            "Cannot open the state store at '%s': Its setting session_replication_role is 'replica', must be 'origin', and its user may not set it. Reset it where it was set: ALTER ROLE ... RESET session_replication_role, ALTER DATABASE ... RESET session_replication_role, or the server's configuration"
                .formatted(fresh.jdbcUrl()));
  }

  @Test
  void runsNothingThatAnotherUserDefinedInPublic() throws SQLException {
    ownedByAnotherUser();
    asSuperuser(
        List.of(
            "CREATE ROLE thief_of_" + fresh.name(),
            "GRANT CREATE ON SCHEMA public TO PUBLIC",
            "CREATE TABLE public.stolen (by text)",
            "GRANT ALL ON public.stolen TO PUBLIC",
            "ALTER DATABASE %s SET search_path = public, pg_catalog".formatted(fresh.name()),
            "SET ROLE thief_of_" + fresh.name(),
            trap("unnest(text[]) RETURNS SETOF text", ""),
            trap("clock_timestamp() RETURNS timestamptz", "'2000-01-01'"),
            trap("hashtextextended(text, bigint) RETURNS bigint", "1"),
            trap("lower(text) RETURNS text", "'x'"),
            trap("texteq(text, text) RETURNS boolean", "true"),
            "CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = public.texteq)",
            "CREATE DOMAIN public.jsonb AS text"));

    try (var store = open()) {
      new Story(store).writeAll();
    }

    assertThat(ask("SELECT pg_catalog.count(*) FROM public.stolen")).isEqualTo("0");
  }

  private static String trap(String signature, String result) {
    return "CREATE FUNCTION public.%s LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.stolen VALUES (current_user); RETURN %s; END $$"
        .formatted(signature, result);
  }

  @Test
  void refusesASchemaInWhichOthersMayCreateFunctions() throws SQLException {
    ownedByAnotherUser();
    open().close();
    asSuperuser(List.of("GRANT CREATE ON SCHEMA trueup TO PUBLIC"));

    assertThatThrownBy(() -> open().close())
        .isInstanceOf(StateStoreException.class)
        .hasMessage(
            "Cannot open the state store at '%s', because roles other than '%s' own, or may create, functions in its schemas 'trueup', 'audit' and 'alarms', which could run with its rights: PUBLIC. Drop their functions there, and revoke: REVOKE CREATE ON SCHEMA trueup, audit, alarms FROM ..."
                .formatted(fresh.jdbcUrl(), owner));
  }

  @Test
  void refusesASchemaThatAnotherUserOwns() throws SQLException {
    ownedByAnotherUser();
    asSuperuser(
        List.of(
            "CREATE ROLE thief_of_" + fresh.name(),
            "CREATE SCHEMA trueup AUTHORIZATION thief_of_" + fresh.name()));

    assertThatThrownBy(() -> open().close())
        .isInstanceOf(StateStoreException.class)
        .hasMessageContaining("which could run with its rights: thief_of_" + fresh.name());
  }

  @Test
  void theRoleOfOneStateDatabaseMayNotWriteAnotherOne() throws SQLException {
    ownedByAnotherUser();
    open().close();
    try (var other = new StoreDatabase();
        var store = other.open()) {
      assertThat(store.sources().all()).isEmpty();

      assertThat(
              other.asSuperuser(
                  "SELECT pg_has_role('%s', '%s', 'MEMBER') OR has_schema_privilege('%s', 'trueup', 'USAGE')"
                      .formatted(owner, StoreRole.of(other.database().name()).name(), owner)))
          .isEqualTo("f");
    }
  }

  /** As {@code docs/operating.md} says. */
  @Test
  void aCopyIsAnInstallationOfItsOwnWhereItsRowIsDeleted() throws SQLException {
    ownedByAnotherUser();
    String original;
    try (var store = open()) {
      original = store.installation().id();
    }
    asSuperuser(List.of("SET ROLE \"%s\"".formatted(owner), "DELETE FROM trueup.installation"));

    try (var copy = open()) {
      assertThat(copy.installation().id()).isNotEmpty().isNotEqualTo(original);
    }
  }

  /** An earlier release had one role for all databases of a server, and a copy has its origin's. */
  @Test
  void takesOverTheRightsOfTheRoleOfAnEarlierRelease() throws SQLException {
    ownedByAnotherUser();
    open().close();
    var role = StoreRole.of(fresh.name()).quoted();
    var privileges =
        """
        SELECT string_agg(x, E'\\n' ORDER BY x) FROM (
          SELECT table_name || ' ' || privilege_type AS x FROM information_schema.table_privileges
           WHERE grantee = '%1$s'
          UNION ALL
          SELECT table_name || ' ' || column_name || ' ' || privilege_type
            FROM information_schema.column_privileges WHERE grantee = '%1$s') AS p (x)
        """;
    var before = ask(privileges.formatted(StoreRole.of(fresh.name()).name()));
    asSuperuser(
        List.of(
            "DO 'BEGIN CREATE ROLE trueup_app; EXCEPTION WHEN duplicate_object THEN NULL; END'",
            "GRANT trueup_app TO " + owner,
            "GRANT USAGE ON SCHEMA trueup TO trueup_app",
            "GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA trueup TO trueup_app",
            "GRANT UPDATE (node, logical, retired_at, released_at) ON trueup.physical_name TO"
                + " trueup_app",
            "REVOKE ALL ON trueup.physical_name FROM " + role,
            "REVOKE ALL ON SCHEMA trueup FROM " + role));

    try (var store = open()) {
      new Story(store).writeAll();
    }

    assertThat(ask(privileges.formatted(StoreRole.of(fresh.name()).name())).lines())
        .containsAll(before.lines().toList());
    assertThat(ask(privileges.formatted("trueup_app"))).isEqualTo("null");
    assertThat(ask("SELECT has_schema_privilege('trueup_app', 'trueup', 'USAGE')")).isEqualTo("f");
  }

  @Test
  void aLongNameOfADatabaseIsShortenedInItsRole() {
    assertThat(StoreRole.of("a".repeat(63)).name())
        .hasSize(63)
        .isEqualTo("trueup_app_" + "a".repeat(43) + "_7d3e74a0")
        .isNotEqualTo(StoreRole.of("a".repeat(62)).name());
  }
}
