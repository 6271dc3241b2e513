package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** People change what a real daemon has made in a real Postgres: it is seen, told and repaired. */
class DriftTest {

  private static final String TELL = "rollout: {on: merge, drift: {check: 1m, on: tell}}";
  private static final String REPAIR = "rollout: {on: merge, drift: {check: 1m, on: repair}}";

  @Test
  void isSeenToldAndRepaired() {
    Site.play("drift", site -> new Day(site).work());
  }

  /** The course of events. */
  private static final class Day {

    private final Site site;
    private String view = "";
    private String table = "";
    private String reader = "";

    Day(Site site) {
      this.site = site;
    }

    void work() {
      site.copySample();
      site.edit("ecosystem.yaml", "rollout: {on: merge}", TELL);
      site.serve(site.configuration());
      merge("Declare the Northwind ecosystem");
      checkedByItself();
      find();
      told();
      mended();
      site.edit("ecosystem.yaml", TELL, REPAIR);
      merge("Repair what drifts");
      repaired();
      refused();
      keptWhilePaused();
      history();
      AuditStory.assertCleanLogs(site);
    }

    private void merge(String message) {
      var commit = site.clone.publish(message);
      site.client().deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
      Await.until(
          "the merge to be realized: " + message,
          () -> live().path("realized").path("commit").asText().equals(commit));
    }

    private JsonNode live() {
      for (var platform : site.client().read("/api/v1/status").body().path("platforms")) {
        if (platform.path("name").asText().equals("Live")) {
          return platform;
        }
      }
      return MissingNode.getInstance();
    }

    private JsonNode drift() {
      return site.client().read("/api/v1/platforms/Live/drift").body();
    }

    /** The schedule's first check comes without a request. */
    private void checkedByItself() {
      Await.until("the first check", () -> drift().path("lastCheck").path("compared").asInt() > 0);
      assertThat(drift().path("driftedNodes").asInt()).isZero();
      assertThat(drift().path("every").asText()).isEqualTo("1m");
      assertThat(drift().path("nextCheck").isNull()).isFalse();
      assertThat(live().path("state").asText()).isEqualTo("REALIZED");
    }

    private void find() {
      view = relation("v", "live\\_\\_%", "%products");
      table = relation("r", "live", "%products%merge");
      reader =
          QueryRows.one(
              site.warehouse,
              """
              SELECT a.grantee::regrole
                FROM pg_class c
               CROSS JOIN LATERAL aclexplode(c.relacl) a
               WHERE c.oid = '%s'::regclass
                 AND a.grantee <> c.relowner
              """
                  .formatted(view));
    }

    private String relation(String kind, String schema, String name) {
      return QueryRows.of(
              site.warehouse,
              """
              SELECT format('%%I.%%I', n.nspname, c.relname)
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relkind = '%s'
                 AND n.nspname LIKE '%s'
                 AND c.relname LIKE '%s'
               ORDER BY 1
              """
                  .formatted(kind, schema, name))
          .getFirst();
    }

    private String check(int expected) {
      return OperatorShell.run(site, expected, "drift", "check", "Live").out();
    }

    private void run(String sql) {
      try (var connection = site.warehouse.connect();
          var statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException("Cannot run: " + sql, e);
      }
    }

    private boolean exists(String relation) {
      return QueryRows.one(
              site.warehouse, "SELECT to_regclass('%s') IS NOT NULL".formatted(relation))
          .startsWith("t");
    }

    /** A view is dropped: the platform is not what it has realized, and says so everywhere. */
    private void told() {
      run("DROP VIEW " + view);

      assertThat(check(13)).contains("View %s is missing".formatted(view));

      assertThat(exists(view)).isFalse();
      assertThat(live().path("state").asText()).isEqualTo("DRIFTED");
      assertThat(live().path("driftedNodes").asInt()).isEqualTo(1);
      assertThat(live().path("realized").path("version").asInt()).isEqualTo(1);
      assertThat(OperatorShell.run(site, 0, "explain", "Live").out())
          .contains("Drifted nodes")
          .contains(view);
      assertThat(OperatorShell.run(site, 0, "drift", "list").out()).contains(view);
      assertThat(OperatorShell.run(site, 0, "status").out()).contains("drifted");
    }

    /** A person makes the view again, as Trueup would. */
    private void mended() {
      OperatorShell.run(site, 0, "schema", "apply", "--platform", "Live", "--yes");

      assertThat(check(0)).contains("No node differs");

      assertThat(live().path("state").asText()).isEqualTo("REALIZED");
    }

    private void repaired() {
      repairs("DROP VIEW " + view);
      repairs("CREATE OR REPLACE VIEW %s AS %s WHERE false".formatted(view, query()));
      repairs("REVOKE SELECT ON %s FROM %s".formatted(view, reader));
      repairs("DROP TABLE %s CASCADE".formatted(table));
      repairs("ALTER TABLE %s DROP COLUMN unit_price CASCADE".formatted(table));
      repairs("ALTER TABLE %s RENAME COLUMN unit_price TO price".formatted(table));
      repairs("ALTER TABLE %s RENAME TO of_a_person".formatted(table));
      assertThat(exists("live.of_a_person")).isTrue();
    }

    /** The columns of the view from its table, with Trueup's own names. */
    private String query() {
      return "SELECT * FROM (%s) AS q"
          .formatted(
              QueryRows.one(
                      site.warehouse,
                      "SELECT replace(pg_get_viewdef('%s'::regclass), E'\\n', ' ')".formatted(view))
                  .replace(";", ""));
    }

    private void repairs(String sql) {
      run(sql);

      assertThat(check(0)).as(sql).contains("repaired");

      assertThat(exists(view)).as(sql).isTrue();
      assertThat(exists(table)).as(sql).isTrue();
      assertThat(OperatorShell.run(site, 0, "schema", "plan", "--platform", "Live").out())
          .as(sql)
          .contains("Plan: nothing to do");
      assertThat(
              QueryRows.one(
                  site.warehouse,
                  "SELECT has_table_privilege('%s', '%s', 'SELECT')".formatted(reader, view)))
          .as(sql)
          .startsWith("t");
    }

    /** Another owner's view in the place of ours is never touched. */
    private void refused() {
      run("DROP VIEW " + view);
      run("CREATE VIEW %s AS SELECT 1 AS theirs".formatted(view));

      assertThat(check(13)).contains("Not repaired:");

      assertThat(QueryRows.one(site.warehouse, "SELECT theirs FROM " + view)).isEqualTo("1");
      run("DROP VIEW " + view);
      assertThat(check(0)).contains("repaired 1 node");
    }

    private void keptWhilePaused() {
      OperatorShell.run(site, 0, "pause", "Live", "--reason", "the quarter ends");
      run("DROP VIEW " + view);

      assertThat(check(13)).contains("Not repaired yet:").contains("the quarter ends");

      assertThat(exists(view)).isFalse();
      OperatorShell.run(site, 0, "resume", "Live", "--reason", "it has ended");
      assertThat(check(0)).contains("repaired 1 node");
      assertThat(exists(view)).isTrue();
    }

    private void history() {
      assertThat(
              QueryRows.of(
                  site.state,
                  """
                  SELECT DISTINCT ending
                    FROM audit.drift_history
                   WHERE platform = 'Live'
                     AND ended_at >= found_at
                   ORDER BY 1
                  """))
          .isEqualTo(List.of("gone", "repaired"));
      assertThat(
              QueryRows.of(
                  site.state,
                  "SELECT DISTINCT verb FROM audit.entry WHERE verb LIKE 'node.drift%' ORDER BY 1"))
          .isEqualTo(List.of("node.drift-ended", "node.drifted"));
    }
  }
}
