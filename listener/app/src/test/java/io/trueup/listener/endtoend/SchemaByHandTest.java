package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.endtoend.Jobs.Node;
import io.trueup.statestore.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** An operator looks at a real daemon's tables in a real Postgres, changes and drops them. */
class SchemaByHandTest {

  private static final Pattern NEEDED = Pattern.compile("needs --allow (\\w{8})");
  private static final Pattern DIGEST = Pattern.compile("digest (\\w{8})");
  private static final Node LIVE = new Node("Live", "Ingest/Live/NW_Data");

  @Test
  void isPlannedAppliedAndPurged() {
    Site.play("schema-by-hand", site -> new Day(site).work());
  }

  /** The course of events. */
  private static final class Day {

    private final Site site;
    private final Jobs jobs = new Jobs();
    private String out = "";
    private String err = "";
    private String table = "";

    /** All commands and answers, kept with the daemon's log. */
    private final StringBuilder said = new StringBuilder();

    Day(Site site) {
      this.site = site;
    }

    void work() {
      site.copySample();
      site.serve(site.configuration());
      merge("Declare the Northwind ecosystem");
      assertThat(trueup(0, "schema", "plan", "--platform", "Live"))
          .endsWith("Plan: nothing to do\n");
      fill();
      widened();
      unlooked();
      drifted();
      adopted();
      namedWrongly();
      purged();
    }

    private void merge(String message) {
      var commit = site.clone.publish(message);
      site.client().deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
      Await.until(
          "the merge to be accepted everywhere: " + message,
          () -> {
            var status = site.client().read("/api/v1/status").body();
            var isSettled = status.path("sources").path(0).path("judged").asText().equals(commit);
            for (var platform : status.path("platforms")) {
              isSettled &=
                  platform.path("target").path("commit").asText().equals(commit)
                      && !platform.path("rollout").path("state").asText().equals("EXECUTING");
            }
            return isSettled;
          });
    }

    /** Inserts rows that must survive. */
    private void fill() {
      table =
          QueryRows.one(
              site.warehouse,
              """
              SELECT format('%I.%I', n.nspname, c.relname)
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relkind = 'r'
                 AND c.relname LIKE '%products%merge%'
                 AND n.nspname LIKE 'live%'
              """);
      assertThat(
              QueryRows.of(
                  site.warehouse,
                  """
                  INSERT INTO %s (product_id, product_name, discontinued, trueup_batch_id, trueup_row_hash)
                  SELECT i, 'product ' || i, false, 1, '\\x00' FROM generate_series(1, 1000) AS i
                  RETURNING product_id
                  """
                      .formatted(table)))
          .hasSize(1000);
    }

    private void widened() {
      site.edit("usa/sales.yaml", "product_id: {type: integer", "product_id: {type: bigint");
      merge("Products outgrow their ids");

      var plan = trueup(13, "schema", "plan", "--platform", "Live");
      var needed = first(NEEDED, plan);
      var digest = first(DIGEST, plan);
      assertThat(plan).contains("TYPE bigint").contains("rewrite, access exclusive lock");
      trueup(13, "schema", "diff", "--platform", "Live", "--workspace", "ProductReporting");
      assertThat(out).contains("~ column product_id integer becomes bigint");
      trueup(13, "schema", "plan", "--platform", "Live", "--output", "sql");

      trueup(5, "schema", "apply", "--platform", "Live", "--yes", "--plan", "12345678");
      trueup(1, "schema", "apply", "--platform", "Live", "--yes");
      assertThat(out).contains("refused " + LIVE.key());
      assertThat(type()).isEqualTo("integer");

      trueup(
          0,
          "schema",
          "apply",
          "--platform",
          "Live",
          "--yes",
          "--plan",
          digest,
          "--allow",
          needed,
          "--reason",
          "ids run out");
      assertThat(type()).isEqualTo("bigint");
      assertThat(QueryRows.one(site.warehouse, "SELECT count(*) FROM " + table)).isEqualTo("1000");
      trueup(0, "schema", "plan", "--platform", "Live");
      assertThat(jobs.run(site.client(), LIVE).path("action").asText()).isEqualTo("RECONCILE");
      assertThat(
              QueryRows.of(
                  site.state,
                  "SELECT actor || ': ' || reason || ': ' || (after ->> 'outcome') FROM audit.entry"
                      + " WHERE verb = 'schema.applied' ORDER BY id DESC LIMIT 1"))
          .containsExactly("operator: ids run out: DONE");
      assertThat(
              QueryRows.of(
                  site.state,
                  "SELECT actor || ' at ' || address FROM audit.entry WHERE verb ="
                      + " 'schema.allowed'"))
          .containsExactly("operator at 127.0.0.1");
    }

    /** While the warehouse refuses connections, every answer must come without one. */
    private void unlooked() {
      var warehouse = site.warehouse.name();
      run(site.state, "ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(warehouse));
      QueryRows.of(
          site.state,
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
              .formatted(warehouse));

      assertThat(jobs.run(site.client(), LIVE).path("action").asText()).isEqualTo("RUN");
      site.edit("usa/sales.yaml", "team: USA/Sales\n", "team: USA/Sales\ndescription: Sales\n");
      merge("Say what the store is");

      trueup(1, "schema", "plan", "--platform", "Live");
      run(site.state, "ALTER DATABASE %s ALLOW_CONNECTIONS true".formatted(warehouse));
    }

    private String type() {
      return QueryRows.one(
          site.warehouse,
          "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = '%s'::regclass AND attname = 'product_id'"
              .formatted(table));
    }

    private void drifted() {
      trueup(0, "schema", "drift", "--platform", "Live");
      var schema = table.substring(0, table.indexOf('.'));
      run(site.warehouse, "CREATE TABLE %s.scratch AS SELECT 1 AS x".formatted(schema));
      assertThat(trueup(13, "schema", "drift", "--platform", "Live"))
          .contains(schema + ".scratch")
          .contains("[extra-relation]");
      assertThat(QueryRows.one(site.warehouse, "SELECT x FROM %s.scratch".formatted(schema)))
          .isEqualTo("1");
    }

    /** Another user's table is in the place of a dataset's table. */
    private void adopted() {
      var schema = table.substring(0, table.indexOf('.'));
      var theirs = schema + ".nw_data__regions_merge";
      run(
          site.warehouse,
          """
          CREATE TABLE %s (
            region_id integer PRIMARY KEY,
            trueup_batch_id bigint NOT NULL,
            trueup_row_hash bytea NOT NULL)
          """
              .formatted(theirs));
      run(site.warehouse, "INSERT INTO %s VALUES (7, 1, '')".formatted(theirs));
      site.edit(
          "usa/sales.yaml",
          "  products:\n",
          """
            regions:
              classification: [PUB]
              columns:
                region_id: {type: integer, key: true}
                region_name: varchar(40)
            products:
          """);
      merge("Tell of regions");
      assertThat(trueup(13, "schema", "plan", "--platform", "Live"))
          .contains("Cannot use %s: it exists".formatted(theirs));
      var digest =
          first(DIGEST, trueup(13, "schema", "plan", "--platform", "Live", "--adopt", theirs));
      assertThat(out).doesNotContain("Cannot use").contains("ADD COLUMN \"region_name\"");

      trueup(1, "schema", "apply", "--platform", "Live", "--yes");
      trueup(
          0,
          "schema",
          "apply",
          "--platform",
          "Live",
          "--yes",
          "--plan",
          digest,
          "--adopt",
          theirs,
          "--reason",
          "it is ours by now");

      assertThat(QueryRows.one(site.warehouse, "SELECT region_id FROM " + theirs)).isEqualTo("7");
      assertThat(trueup(0, "schema", "plan", "--platform", "Live")).endsWith("nothing to do\n");
    }

    private static void run(TestDatabase database, String sql) {
      try (var connection = database.connect();
          var statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException("Cannot run: " + sql, e);
      }
    }

    private void namedWrongly() {
      trueup(3, "schema", "plan", "--platform", "Live", "--workspace", "ProductReport");
      assertThat(err).contains("There is no workspace 'ProductReport' on platform");
      trueup(3, "schema", "plan", "--platform", "Nobody");
    }

    private void purged() {
      site.edit("workspaces/product-reporting.yaml", "NW_Data/products, ", "");
      merge("Nobody reports on products any more");
      jobs.settle(site, site.clone.git("rev-parse", "HEAD"));

      var listed = trueup(0, "retire", "list", "--platform", "Live");
      assertThat(listed).contains("products");
      trueup(
          0,
          "retire",
          "purge",
          "--platform",
          "Live",
          "--older-than",
          "30d",
          "--yes",
          "--reason",
          "retention");
      assertThat(out).contains("no relations dropped");
      var before = WarehouseCatalog.relations(site.warehouse).keySet();
      trueup(0, "retire", "purge", "--platform", "Live", "--older-than", "1ms", "--dry-run");
      trueup(
          0,
          "retire",
          "purge",
          "--platform",
          "Live",
          "--older-than",
          "1ms",
          "--yes",
          "--reason",
          "nobody asked for it");
      var gone = new java.util.TreeSet<>(before);
      gone.removeAll(WarehouseCatalog.relations(site.warehouse).keySet());
      assertThat(gone).isNotEmpty().allMatch(it -> it.contains("products"));
      assertThat(trueup(0, "retire", "list", "--platform", "Live"))
          .isEqualTo("No retired tables or views\n");
    }

    private static String first(Pattern pattern, String text) {
      var found = pattern.matcher(text);
      assertThat(found.find()).as("%s in\n%s", pattern, text).isTrue();
      return found.group(1);
    }

    private String trueup(int expected, String... arguments) {
      var written = OperatorShell.run(site, expected, arguments);
      out = written.out();
      err = written.err();
      said.append(
          "$ trueup %s\n%s%s[%d]\n\n"
              .formatted(String.join(" ", List.of(arguments)), out, err, expected));
      site.write("commands.txt", said.toString());
      return out;
    }
  }
}
