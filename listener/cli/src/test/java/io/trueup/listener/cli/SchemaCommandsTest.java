package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.daemon.api.ApiServer;
import io.trueup.listener.engine.testing.SchemaFixture;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaCommandsTest {

  private static final Pattern NEEDED = Pattern.compile("needs --allow (\\w{8})");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final SchemaFixture scene = new SchemaFixture(store);
  private final ApiServer api = ApiServer.of(store, scene);
  private final String token = new StoreScene(store).token("ann", Scope.OPERATE);
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private @Nullable String typed;

  @AfterEach
  void closeApi() {
    api.close();
  }

  private int run(String... arguments) {
    return run(false, arguments);
  }

  private int run(boolean isTerminal, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var all = new ArrayList<>(List.of(arguments));
    if (!all.contains("--help")) {
      all.addAll(List.of("--platform", "acme/Live"));
    }
    var shell =
        new Shell(
            Map.of("TRUEUP_SERVER", api.address(), "TRUEUP_TOKEN", token, "NO_COLOR", "1"),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            isTerminal ? new Shell.Display.Terminal(() -> 80) : new Shell.Display.FileOrPipe(),
            () -> Optional.ofNullable(typed),
            () -> 0,
            _ -> {});
    return TrueupCommand.line(shell, "1.2.3", Map.of()).execute(all.toArray(String[]::new));
  }

  private String needed() {
    run("schema", "plan");
    var found = NEEDED.matcher(out.toString());
    assertThat(found.find()).as(out.toString()).isTrue();
    return found.group(1);
  }

  @Test
  void showsAPlanTableByTable() {
    scene.awaitingJobs();

    var code = run("schema", "plan");

    assertThat(err.toString()).isEmpty();
    assertThat(out.toString())
        .isEqualTo(
            """
            acme/Live, target version 2 abcdef02, in db.acme:5432/warehouse

            ~ table live.nw_data_customers for Ingest/Live/NW_Data
                ALTER TABLE "live"."nw_data_customers" ALTER COLUMN "customer_id" TYPE bigint
                  rewrite, access exclusive lock: its type is declared wider [6d3a78ca] needs --allow 6d3a78ca
                ALTER TABLE "live"."nw_data_customers" ADD COLUMN "fax" character varying(24)
                  short-lock, access exclusive lock: it is declared [8df0bad8]

            ~ view live__reporting.nw_data_customers for Export/Live/warehouse/NW_Data/customers
                DROP VIEW "live__reporting"."nw_data_customers"
                  short-lock, access exclusive lock: Postgres can only append columns to a view, and these differ otherwise [00a8dc63]
                CREATE VIEW "live__reporting"."nw_data_customers" ("customer_id", "name", "fax") AS WITH merged AS (SELECT "customer_id", "name", "fax" FROM "live"."nw_data_customers") SELECT "customer_id", "name", "fax" FROM merged
                  instant, access share lock: Postgres can only append columns to a view, and these differ otherwise [965e8ce1]
                COMMENT ON VIEW "live__reporting"."nw_data_customers" IS 'for Reporting'
                  instant, share update exclusive lock: the catalog says what it is [810f8e51]

            Plan: 1 table and 1 view to change; 1 statement needs --allow; digest 0f285483
            """);
    assertThat(code).isEqualTo(13);
  }

  @Test
  void showsAPlanInColour() {
    scene.awaitingJobs();
    run("schema", "plan");
    var plain = out.toString();

    var coloured =
        PlanText.render(
            new ApiClient.Reply(json("schema", "plan"))
                .as(io.trueup.listener.daemon.view.PlanView.class),
            new TextStyle(true, 80));

    assertThat(coloured).contains("\u001b[34m~\u001b[0m table ").contains("\u001b[31mrewrite");
    assertThat(coloured.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(plain);
  }

  private String json(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--output", "json"));
    run(all.toArray(String[]::new));
    return out.toString();
  }

  @Test
  void showsWhatDiffersWithoutSql() {
    scene.awaitingJobs();

    var code = run("schema", "diff");

    assertThat(out.toString())
        .isEqualTo(
            """
            acme/Live, target version 2 abcdef02, in db.acme:5432/warehouse

            live.nw_data_customers
              ~ column customer_id integer becomes bigint
              + column fax character varying(24)

            live__reporting.nw_data_customers
              ~ the view is created again with 3 columns
              ~ comment

            Plan: 1 table and 1 view to change; 1 statement needs --allow; digest 0f285483
            """);
    assertThat(code).isEqualTo(13);
  }

  @Test
  void writesAScript() {
    scene.awaitingJobs();

    run("schema", "plan", "--node", "Ingest/Live/NW_Data", "--output", "sql");

    assertThat(out.toString())
        .isEqualTo(
            """
            -- acme/Live, target version 2, in db.acme:5432/warehouse
            -- Plan: 1 table to change; 1 statement needs --allow; digest bc65c2f0
            -- Run it with psql -v ON_ERROR_STOP=1 -f, so that it stops at the first error.
            SET search_path = pg_catalog, pg_temp;
            SET TIME ZONE 'UTC';
            SET standard_conforming_strings = on;
            SET default_tablespace = '';
            SET default_table_access_method = heap;

            -- table live.nw_data_customers
            BEGIN;
            SET LOCAL lock_timeout = '2s';
            -- rewrite, access exclusive lock: its type is declared wider [6d3a78ca]; review before you run it
            ALTER TABLE "live"."nw_data_customers" ALTER COLUMN "customer_id" TYPE bigint;
            -- short-lock, access exclusive lock: it is declared [8df0bad8]
            ALTER TABLE "live"."nw_data_customers" ADD COLUMN "fax" character varying(24);
            COMMIT;
            """);
  }

  @Test
  void writesTheAnswerUnchangedAsJson() {
    scene.awaitingJobs();

    assertThat(json("schema", "plan", "--workspace", "Science"))
        .isEqualTo(
            """
            {"platform":"acme/Live","at":"target","version":2,"commit":"abcdef0200000000000000000000000000000000","container":"db.acme:5432/warehouse","digest":"4c6d07d1","differs":false,"summary":"nothing to do","preparation":[],"units":[],"refusals":[],"lacks":[],"differences":[]}
            """);
  }

  @Test
  void reportsThatNothingDiffers() {
    scene.awaitingJobs();

    assertThat(run("schema", "plan", "--at", "realized")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            acme/Live, realized version 1 abcdef01, in db.acme:5432/warehouse

            Plan: nothing to do
            """);
    assertThat(run("schema", "diff", "--at", "realized")).isZero();
    assertThat(out.toString()).endsWith("\n\nNo difference\n");
  }

  @Test
  void showsTheDriftOfThePlatform() {
    scene.awaitingJobs();
    scene.addForeign("live", "scratch");

    var code = run("schema", "drift", "--at", "realized");

    assertThat(out.toString())
        .isEqualTo(
            """
            acme/Live, realized version 1 abcdef01, in db.acme:5432/warehouse

            live.scratch
              ! Nobody declared live.scratch [extra-relation]

            Plan: nothing to do; 1 difference is left as it is
            """);
    assertThat(code).isEqualTo(13);
  }

  @Test
  void appliesWhatIsTypedYesTo() {
    scene.atFirst();
    typed = "yes";

    var code = run(true, "schema", "apply", "--workspace", "Science");

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString())
        .endsWith(
            """
            to acme/Live? Type 'yes' to confirm: done Ingest/Live/Shop: 3 statements
            done Export/Live/warehouse/Shop/orders: 6 statements
            2 of 2 nodes are done, with 9 statements
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no", "y"})
  void appliesNothingElse(String answer) {
    scene.atFirst();
    typed = answer;

    var code = run(true, "schema", "apply");

    assertThat(code).isEqualTo(1);
    assertThat(out.toString()).endsWith("Nothing was changed\n");
    assertThat(run("schema", "plan")).isEqualTo(13);
  }

  @Test
  void leavesWhatAJobRunsOnAndDoesTheRest() {
    scene.awaitingJobs();
    var run = new RunId("a".repeat(32));
    var node = new NodeKey("Ingest/Live/NW_Data");
    var decision = new NodeDecision.Proceed(1, new Fingerprint(0, 1), "nothing changed");
    store
        .runs()
        .begin(
            new RunRequest(
                run,
                StoreScene.LIVE,
                node,
                null,
                "nightly",
                Duration.ofHours(1),
                Duration.ofHours(1),
                new Actor("nightly-token", "192.0.2.9")),
            _ -> decision);

    assertThat(run("schema", "apply", "--yes")).isEqualTo(5);
    assertThat(out.toString())
        .contains(
            "busy Ingest/Live/NW_Data: Run %s of job 'nightly' has been running".formatted(run))
        .contains("; a job runs on 1");
  }

  @Test
  void doesNotAskWithoutATerminal() {
    scene.atFirst();

    assertThat(run("schema", "apply")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "trueup: Cannot ask for confirmation, because the output is no terminal or is JSON. Add"
                + " --yes, and --plan with the digest of the plan that you reviewed\n");
    assertThat(run("retire", "purge", "--older-than", "1d", "--reason", "r")).isEqualTo(2);
  }

  @Test
  void appliesWhatIsAllowed() {
    scene.awaitingJobs();
    var id = needed();

    assertThat(run("schema", "apply", "--yes")).isEqualTo(1);
    assertThat(out.toString())
        .contains("refused Ingest/Live/NW_Data: Statement %s needs to be allowed".formatted(id));
    assertThat(run("schema", "apply", "--yes", "--allow", id)).isEqualTo(2);
    assertThat(run("schema", "apply", "--yes", "--allow", id, "--reason", "ids run out"))
        .as(err.toString())
        .isZero();
    assertThat(run("schema", "plan")).isZero();
  }

  @Test
  void adoptsARoleAndASchemaOfOthersByTheirNames() {
    scene.atFirst();
    scene.addForeignPlaces("science");

    run("schema", "plan", "--workspace", "Science");

    assertThat(out.toString())
        .contains(
            """
            Refused: needs your decision
              live__science: Cannot use schema 'live__science': it exists, role 'dba' owns it, and its comment does not say that it was made for data platform acme/Live. Rename or drop it, or have it adopted (--adopt schema:live__science)
            """,
            "or have it adopted (--adopt role:live__science_reader)");
    assertThat(run("schema", "apply", "--yes", "--adopt", "schema:live__science")).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("trueup: --allow and --adopt need a --reason\n");
    assertThat(run("schema", "plan", "--adopt", "schema:live__siense")).isEqualTo(3);
    assertThat(err.toString())
        .isEqualTo(
            "trueup: There is no refused schema 'schema:live__siense' in the plan. Did you mean"
                + " 'schema:live__science'?\n");
    assertThat(run("schema", "plan", "--adopt", "role:live__siense_reader")).isEqualTo(3);
    assertThat(err.toString())
        .isEqualTo(
            "trueup: There is no role of others 'role:live__siense_reader' in the plan. Did you"
                + " mean 'role:live__science_reader'?\n");

    var code =
        run(
            "schema",
            "apply",
            "--yes",
            "--adopt",
            "schema:live__science",
            "--adopt",
            "role:live__science_reader",
            "--reason",
            "the scientists agreed");

    assertThat(code).as(out.toString() + err).isZero();
    assertThat(run("schema", "plan", "--workspace", "Science")).isZero();
    assertThat(store.audit().newest(null, 10).toString())
        .contains(
            "\"adopted\":[\"role:live__science_reader\",\"schema:live__science\"]",
            "the scientists agreed");
  }

  @Test
  void appliesNoOtherPlanThanTheOneThatIsNamed() {
    scene.atFirst();

    assertThat(run("schema", "apply", "--yes", "--plan", "12345678")).isEqualTo(5);
    assertThat(err.toString())
        .startsWith("trueup: Cannot apply plan '12345678', because the plan is now '");
    assertThat(run("schema", "plan")).isEqualTo(13);
  }

  @Test
  void writesEventsAsJsonLines() {
    scene.atFirst();

    var code = run("schema", "apply", "--yes", "--output", "json", "--workspace", "Science");

    assertThat(code).isZero();
    assertThat(out.toString().lines())
        .hasSize(3)
        .allMatch(it -> it.startsWith("{\"event\":\""))
        .last()
        .isEqualTo(
            "{\"event\":\"end\",\"node\":null,\"outcome\":\"DONE\",\"statements\":[],\"message\":\"2"
                + " of 2 nodes are done, with 9 statements\"}");
  }

  @Test
  void suggestsNamesForAnUnknownOne() {
    scene.awaitingJobs();

    assertThat(run("schema", "plan", "--workspace", "Sciense")).isEqualTo(3);
    assertThat(err.toString())
        .isEqualTo(
            "trueup: There is no workspace 'Sciense' on platform 'acme/Live' in version 2. Did you"
                + " mean 'Science'?\n");
    assertThat(run("schema", "plan", "--group", "Daily")).isEqualTo(2);
  }

  @Test
  void listsAndPurgesWhatWasRetired() {
    scene.awaitingJobs();
    scene.retired("old_orders", Duration.ofDays(100));
    scene.retired("new_orders", Duration.ofDays(10));

    assertThat(run(true, "retire", "list")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            TABLE OR VIEW    RETIRED               SIZE
              WAS                                 NODE
            live.old_orders  2025-11-21T12:00:00Z  3.3 MB
              relation Live/Old/old_orders/merge  Ingest/Live/Old
            live.new_orders  2026-02-19T12:00:00Z  3.3 MB
              relation Live/Old/new_orders/merge  Ingest/Live/Old
            """);
    assertThat(run("retire", "purge", "--older-than", "30d", "--dry-run")).isZero();
    assertThat(out.toString()).contains("old_orders").doesNotContain("new_orders");
    assertThat(run("retire", "purge", "--older-than", "30d", "--yes")).isEqualTo(2);
    typed = "yes";
    assertThat(run(true, "retire", "purge", "--older-than", "30d", "--reason", "retention"))
        .isZero();
    assertThat(out.toString())
        .endsWith(
            """
            Drop 1 relation of acme/Live with all rows? Type 'yes' to confirm: dropped live.old_orders
            1 relation dropped, 3.3 MB freed; 0 kept
            """);
    run("retire", "list");
    assertThat(out.toString()).contains("new_orders").doesNotContain("old_orders");
  }

  @Test
  void explainsItsExitCodes() {
    run("--help");

    assertThat(out.toString())
        .contains("13   'plan', 'schema plan', 'schema diff', 'schema drift': something differs");
    run("schema", "apply", "--help");
    assertThat(out.toString()).contains("--allow=ID").contains("--output=FORM");
  }
}
