package io.trueup.platforms.postgres.database;

import static io.trueup.platforms.postgres.database.SampleSchemas.CUSTOMERS;
import static io.trueup.platforms.postgres.database.SampleSchemas.SHOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.CheckConstraint;
import io.trueup.platforms.relational.schema.ColumnDefinition;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.DesiredView;
import io.trueup.platforms.relational.schema.TableIndex;
import io.trueup.platforms.spi.StepOutcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Settings of a database, a role or another user that differ from those that we need. */
@Timeout(120)
class HostileSettingsTest {

  /** Every setting that matters, with a wrong value; for any version from 13 on. */
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
          "default_transaction_read_only = on",
          "default_transaction_isolation = serializable",
          "default_transaction_deferrable = on",
          "check_function_bodies = off",
          "default_tablespace = pg_global",
          "default_table_access_method = nonesuch",
          "exit_on_error = on");

  private static final List<String> TOO_SHORT =
      List.of(
          "statement_timeout = 300", "lock_timeout = 1", "idle_in_transaction_session_timeout = 1");

  private final TestContainer container = new TestContainer();

  @AfterEach
  void close() {
    container.close();
  }

  private static DesiredSchema sample(String type) {
    var columns = new ArrayList<ColumnDefinition>();
    columns.add(SampleSchemas.column("id integer not null"));
    columns.add(SampleSchemas.column("name " + type));
    columns.add(SampleSchemas.column("position real[]"));
    columns.add(
        new ColumnDefinition("since", "timestamp with time zone", true, null, "now()", "C:\\new"));
    columns.add(SampleSchemas.column("select date"));
    var physique =
        new DesiredTable.TableOptions(
            List.of(CheckConstraint.of("position", "cardinality(\"position\") = 3")),
            List.of(TableIndex.of(CUSTOMERS, List.of("name"), false)),
            null);
    return DesiredSchema.of(
        List.of(new DesiredTable(CUSTOMERS, columns, List.of("id"), physique, "it's a \\table")),
        List.of(new DesiredView(SHOWN, CUSTOMERS, columns, "\"id\" > 0", "a view")));
  }

  private void set(String level, List<String> settings) {
    container.sql(
        settings.stream().map(it -> "ALTER %s SET %s".formatted(level, it)).toArray(String[]::new));
  }

  private ActualSchema story() {
    assertThat(container.run(sample("character varying(20)"))).isInstanceOf(StepOutcome.Done.class);
    assertThat(container.run(sample("character varying(30)"))).isInstanceOf(StepOutcome.Done.class);
    assertThat(container.plan(TestContainer.task(sample("character varying(30)"))).statements())
        .isEmpty();
    return container.look(sample("text"));
  }

  @Test
  void readsAndCreatesTheSameUnderAnySettingsOfARole() {
    var plain = story();
    container.owned("DROP SCHEMA live, live__w CASCADE");
    set("ROLE " + container.user(), WRONG);
    set("ROLE " + container.user(), TOO_SHORT);

    var found = story();

    assertSame(found, plain);
  }

  @Test
  void readsAndCreatesTheSameUnderAnySettingsOfADatabase() {
    var plain = story();
    container.owned("DROP SCHEMA live, live__w CASCADE");
    set("DATABASE " + container.name(), WRONG);

    var found = story();

    assertSame(found, plain);
    container.sql(
        "SET default_transaction_read_only = off",
        "ALTER DATABASE %s RESET ALL".formatted(container.name()));
  }

  private static void assertSame(ActualSchema found, ActualSchema plain) {

    assertThat(found.find(CUSTOMERS)).isPresent().isEqualTo(plain.find(CUSTOMERS));
    assertThat(found.find(SHOWN)).isPresent().isEqualTo(plain.find(SHOWN));
  }

  /** The settings of the statements that change, not only of those that read. */
  @Test
  void everySessionHasItsSettings() throws SQLException {
    container.sql("CREATE ROLE other_of_%s".formatted(container.name()));
    container.sql("GRANT other_of_%s TO %s".formatted(container.name(), container.user()));
    container.sql(
        "ALTER ROLE %s SET role = other_of_%s".formatted(container.user(), container.name()));

    assertThat(container.run(sample("text"))).isInstanceOf(StepOutcome.Done.class);

    assertThat(
            container.rows(
                "SELECT tableowner, tablespace FROM pg_tables WHERE schemaname = 'live'"))
        .containsExactly(container.user() + " null");
  }

  @Test
  void refusesASessionInWhichTriggersAreOff() {
    container.sql(
        "ALTER DATABASE %s SET session_replication_role = replica".formatted(container.name()));

    assertThatThrownBy(container::session)
        .isInstanceOf(ContainerException.class)
        .hasMessage(
            "Cannot use %s: its setting session_replication_role is 'replica', must be 'origin', and its user may not set it. Reset it where it was set: ALTER ROLE ... RESET session_replication_role, ALTER DATABASE ... RESET session_replication_role, or the server's configuration"
                .formatted(container.place()));
  }

  /** What any role can do that may create in a schema on the search path. */
  @Test
  void runsNothingThatAnotherUserDefinedInPublic() {
    var thief = "thief_of_" + container.name();
    container.sql(
        "CREATE ROLE " + thief,
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
        "CREATE TABLE public.stolen (by text, how text)",
        "GRANT ALL ON public.stolen TO PUBLIC",
        "ALTER DATABASE %s SET search_path = public, pg_catalog".formatted(container.name()));
    var traps =
        Stream.of(
                "cardinality(real[]) RETURNS integer|3",
                "unnest(integer[]) RETURNS SETOF integer|1",
                "unnest(oid[]) RETURNS SETOF oid|1::oid",
                "pg_get_expr(pg_node_tree, oid) RETURNS text|'x'",
                "pg_get_userbyid(oid) RETURNS name|'x'::name",
                "current_setting(text) RETURNS text|'180000'",
                "pg_backend_pid() RETURNS integer|1",
                "pg_try_advisory_lock(bigint) RETURNS boolean|true",
                "int2eq(smallint, integer) RETURNS boolean|true",
                "nameeq(name, text) RETURNS boolean|true",
                "oideq(oid, oid) RETURNS boolean|true",
                "arrayeq(integer, integer) RETURNS boolean|true")
            .map(it -> it.split("\\|", 2))
            .map(it ->
                "CREATE FUNCTION public.%s LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.stolen VALUES (current_user, $f$%s$f$); RETURN %s; END $$"
                    .formatted(it[0], it[0], it[0].contains("SETOF") ? "" : it[1]));
    container.sql(
        Stream.of(
                Stream.of("SET ROLE " + thief),
                traps,
                Stream.of(
                    "CREATE OPERATOR public.= (LEFTARG = smallint, RIGHTARG = integer, FUNCTION ="
                        + " public.int2eq)",
                    "CREATE OPERATOR public.= (LEFTARG = name, RIGHTARG = text, FUNCTION ="
                        + " public.nameeq)",
                    "CREATE OPERATOR public.= (LEFTARG = oid, RIGHTARG = oid, FUNCTION ="
                        + " public.oideq)",
                    "CREATE OPERATOR public.= (LEFTARG = integer, RIGHTARG = integer, FUNCTION ="
                        + " public.arrayeq)",
                    "CREATE DOMAIN public.date AS text",
                    "CREATE TYPE public.name AS ENUM ('x')",
                    "CREATE VIEW public.pg_class AS SELECT 1 AS oid"))
            .flatMap(it -> it)
            .toArray(String[]::new));

    assertThat(container.run(sample("character varying(20)"))).isInstanceOf(StepOutcome.Done.class);
    container.owned("INSERT INTO live.customers (id, position) VALUES (1, '{1,2,3}')");
    assertThat(container.run(sample("text"))).isInstanceOf(StepOutcome.Done.class);
    assertThat(container.plan(TestContainer.task(sample("text"))).statements()).isEmpty();

    assertThat(container.rows("SELECT * FROM public.stolen")).isEmpty();
    assertThat(
            container.rows(
                "SELECT t.typnamespace::regnamespace FROM pg_catalog.pg_attribute a JOIN"
                    + " pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) a.atttypid WHERE"
                    + " a.attrelid OPERATOR(pg_catalog.=) 'live.customers'::pg_catalog.regclass AND"
                    + " a.attname OPERATOR(pg_catalog.=) 'select'::pg_catalog.name"))
        .containsExactly("pg_catalog");
  }
}
