package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.statestore.testing.TcpProxy;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** An operator takes a real warehouse back and forward again, and no row is lost. */
class RollbackTest {

  private static final String CUSTOMERS = "live.nw_data__customers_merge";
  private static final String CATEGORIES = "live.nw_data__categories_merge";
  private static final String SHIPPERS = "live.depot__shippers_merge";
  private static final String REPORT = "live__productreporting.liveproducts__";
  private static final String FAX = ", fax character varying(24)";

  @Test
  void goesBackWithoutTheRepositoryAndForwardAgainToTheSameRows() {
    Site.play(
        "rollback",
        site -> {
          var git = URI.create(site.git.url("model"));
          try (var way = TcpProxy.to(git.getHost(), git.getPort())) {
            way.open();
            new Night(site, way).work();
          }
        });
  }

  /** The course of events. */
  private static final class Night {

    private final Site site;
    private final TcpProxy way;
    private final Jobs jobs = new Jobs();
    private SortedMap<String, String> first = Collections.emptySortedMap();
    private SortedMap<String, String> second = Collections.emptySortedMap();

    Night(Site site, TcpProxy way) {
      this.site = site;
      this.way = way;
    }

    void work() {
      site.copySample();
      var repository = "http://127.0.0.1:%d/model.git".formatted(way.port());
      var configuration =
          site.configuration(
              "trueup.yaml",
              "data",
              site.state.jdbcUrl(),
              Site.source(Site.SOURCE, repository, "main", "poll-every: 1h"));
      var daemon = site.serve(configuration);
      first = realized("Declare the Northwind ecosystem");
      write(CUSTOMERS, "customer_id, company_name", "'ALFKI', 'Alfreds Futterkiste'");
      grown();
      var rows = rows();

      way.cut();
      daemon.stop();
      site.serve(configuration); // which has only what it fetched before
      publish("Say more about categories");
      refusedInTheFreeze();
      passed();
      assertOlder();
      assertThat(rows()).as("rows after the rollback").isEqualTo(rows);

      way.open();
      keptThere();
      released();
      assertThat(WarehouseCatalog.relations(site.warehouse)).isEqualTo(second);
      assertThat(rows()).as("rows after the release").isEqualTo(rows);
      audited();
      AuditStory.assertCleanLogs(site);
    }

    private SortedMap<String, String> realized(String message) {
      var commit = publish(message);
      jobs.settle(site, commit);
      WarehouseCatalog.assertIs(site, commit);
      return WarehouseCatalog.relations(site.warehouse);
    }

    private String publish(String message) {
      var commit = site.clone.publish(message);
      site.client().deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
      return commit;
    }

    /** A merge adds a column, widens one, and adds a dataset with its node and one without. */
    private void grown() {
      site.edit("usa/sales.yaml", "contact_name: varchar(30)", "contact_name: varchar(50)");
      site.edit(
          "usa/sales.yaml",
          "(15)\n  orders:",
          """
          (15)
                fax: varchar(24)
            categories:
              classification: [PUB]
              columns:
                category_id: {type: integer, key: true}
                label: varchar(40)
            orders:\
          """);
      site.edit(
          "workspaces/product-reporting.yaml",
          "NW_Data/customers",
          "NW_Data/customers, NW_Data/categories, Depot/shippers");
      second = realized("Report on categories and shippers");
      run("UPDATE %s SET fax = '030-0076545'".formatted(CUSTOMERS));
      write(CATEGORIES, "category_id, label", "1, 'Beverages'");
      write(SHIPPERS, "shipper_id, company_name", "3, 'Federal Shipping'");
    }

    private List<String> rows() {
      return QueryRows.of(
          site.warehouse,
          """
          SELECT customer_id, company_name, fax FROM %s
          UNION ALL
          SELECT category_id::text, label, NULL FROM %s
          UNION ALL
          SELECT shipper_id::text, company_name, NULL FROM %s
           ORDER BY 1
          """
              .formatted(CUSTOMERS, CATEGORIES, SHIPPERS));
    }

    private void refusedInTheFreeze() {
      assertThat(trueup(13, "plan", "Live", "--to", "1")).contains("- Ingest/Live/Depot/shippers");
      trueup(
          0,
          "windows",
          "add",
          "Month end",
          "--deny",
          "--select",
          "platform=Live",
          "--length",
          "1d",
          "--zone",
          "UTC",
          "--reason",
          "the books are closed");

      assertThat(rollBack(5))
          .contains("cannot go back to version 1 now", "the books are closed", "--override window");

      assertThat(pointers("Live")).isEqualTo("2 2 2");
      assertThat(live().path("hold").isNull()).isTrue();
      assertThat(rollBack(0, "--override", "window", "--dry-run")).contains("nothing was written");
      assertThat(pointers("Live")).isEqualTo("2 2 2");
    }

    private void passed() {
      assertThat(rollBack(0, "--override", "window", "--wait"))
          .contains("Rolled back and held at version 1 by operator: reports are wrong");

      assertThat(site.logs())
          .contains("'northwind/Live' goes back from version 2 to 1, as operator ordered");
      assertThat(pointers("Live")).isEqualTo("2 1 1");
      assertThat(live().path("hold").path("version").asLong()).isEqualTo(1);
      assertThat(pointers("Forensic")).as("another platform").isEqualTo("2 2 2");
      assertThat(trueup(0, "explain", "Live")).contains("is unreachable", "held 1", "month-end");
    }

    private String rollBack(int code, String... options) {
      var words = List.of("rollback", "Live", "--to", "1", "--reason", "reports are wrong");
      var all = new ArrayList<>(words);
      all.addAll(List.of(options));
      return trueup(code, all.toArray(String[]::new));
    }

    /** Nothing is gone; the views of the older version are as they were, but as wide as tables. */
    private void assertOlder() {
      var expected = new TreeMap<>(second);
      var customers = REPORT + "nw_data__customers";
      var masked = "live__maskcustomers.originals__nw_data__customers";
      for (var view : List.of(customers, masked)) {
        assertThat(second.get(view)).endsWith(FAX);
        expected.put(view, String.valueOf(first.get(view)).replace("(30)", "(50)"));
      }
      assertThat(WarehouseCatalog.relations(site.warehouse)).isEqualTo(expected);
      assertThat(
              QueryRows.of(
                  site.warehouse,
                  """
                  SELECT relname
                    FROM pg_class
                   WHERE obj_description(oid, 'pg_class') LIKE 'RETIRED%'
                   ORDER BY 1
                  """))
          .containsExactly(
              "depot__shippers_merge",
              "depot__shippers_staging",
              "liveproducts__depot__shippers",
              "liveproducts__nw_data__categories",
              "nw_data__categories_merge",
              "nw_data__categories_staging");
    }

    /** The merge that came while the repository was away is accepted, and moves others only. */
    private void keptThere() {
      trueup(0, "windows", "end", "month-end", "--reason", "the books are closed");
      trueup(0, "sync", "--source", Site.SOURCE);
      Await.until("the others to move on", () -> pointers("Forensic").equals("3 3 3"));

      assertThat(pointers("Live")).isEqualTo("3 1 1");
      assertThat(trueup(0, "explain", "Live")).contains("1 gate is shut", "held 1");
    }

    private void released() {
      assertThat(trueup(0, "release", "Live", "--reason", "version 3 is right", "--wait"))
          .contains("Up to date at version 3");

      assertThat(pointers("Live")).isEqualTo("3 3 3");
      WarehouseCatalog.assertIs(site, site.clone.git("rev-parse", "HEAD"));
    }

    private void audited() {
      assertThat(
              QueryRows.of(
                  site.state,
                  """
                  SELECT verb, actor, reason
                    FROM audit.entry
                   WHERE subject = 'platform:northwind/Live'
                     AND actor <> 'trueup'
                   ORDER BY position
                  """))
          .containsExactly(
              "rollout.rolled-back|operator|reports are wrong",
              "platform.released|operator|version 3 is right");
      assertThat(
              QueryRows.of(
                  site.state,
                  """
                  SELECT kind, from_version, to_version, state, overrides, requested_by
                    FROM audit.rollout_history
                   WHERE platform = 'Live'
                   ORDER BY rollout
                  """))
          .containsExactly(
              "forward|0|1|realized|[]|null",
              "forward|1|2|realized|[]|null",
              "rollback|2|1|realized|[\"window\"]|operator",
              "forward|1|3|realized|[]|null");
    }

    private JsonNode live() {
      return platform("Live");
    }

    private JsonNode platform(String name) {
      return site.client().read("/api/v1/platforms/" + name).body().path("platform");
    }

    private String pointers(String name) {
      var view = platform(name);
      return "%d %d %d"
          .formatted(
              view.path("merged").path("version").asLong(),
              view.path("target").path("version").asLong(),
              view.path("realized").path("version").asLong());
    }

    private void write(String table, String columns, String values) {
      run(
          "INSERT INTO %s (trueup_batch_id, trueup_row_hash, %s) VALUES (1, '', %s)"
              .formatted(table, columns, values));
    }

    private void run(String sql) {
      try (var connection = site.warehouse.connect();
          var statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException("Cannot run: " + sql, e);
      }
    }

    private String trueup(int code, String... words) {
      var written = OperatorShell.runWhile(site, () -> jobs.runWaiting(site.client()), code, words);
      return written.out() + written.err();
    }
  }
}
