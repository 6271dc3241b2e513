package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Operators let platforms move, or not, by the command line of a real daemon. */
class SteeringTest {

  private static final String REASON = "--reason";
  private static final String GUARDED =
      "rollout: {on: merge, guard: {removed: 30%, at-least: 1}}\n  Mainframe:";
  private static final String CALENDAR =
      """
      BEGIN:VCALENDAR
      VERSION:2.0
      PRODID:-//Northwind//Operations//EN
      BEGIN:VEVENT
      UID:1@northwind
      SUMMARY:Audit
      DTSTART:20200101T000000Z
      DTEND:20990101T000000Z
      END:VEVENT
      BEGIN:VEVENT
      UID:2@northwind
      SUMMARY:Christmas
      DTSTART;VALUE=DATE:20201224
      DTEND;VALUE=DATE:20201227
      RRULE:FREQ=YEARLY
      END:VEVENT
      BEGIN:VEVENT
      UID:3@northwind
      SUMMARY:Party
      DTSTART:20990101T000000Z
      DTEND:20990102T000000Z
      STATUS:CANCELLED
      END:VEVENT
      END:VCALENDAR
      """;

  @Test
  void letsPlatformsMoveAsFarAsOperatorsSay() {
    Site.play("steering", site -> new Week(site).work());
  }

  /** The course of events. */
  private static final class Week {

    private final Site site;
    private final Jobs jobs = new Jobs();

    Week(Site site) {
      this.site = site;
    }

    void work() {
      site.copySample();
      site.edit("ecosystem.yaml", "rollout: {on: merge}\n  Mainframe:", GUARDED);
      site.edit(
          "ecosystem.yaml",
          "type: legacy\n    rollout: {on: merge}",
          "type: legacy\n    rollout: {on: manual}");
      site.serve(site.configuration());
      merge("Declare the Northwind ecosystem", 1);
      trueup(0, "sync", "Mainframe", REASON, "begin", "--wait");
      trueup(0, "hold", "Live", REASON, "no further before the release", "--wait");
      twoMerges();
      held();
      removed();
      synced();
      imported();
      audited();
      AuditStory.assertCleanLogs(site);
    }

    private void twoMerges() {
      site.edit("usa/sales.yaml", "(15)\n  orders:", "(15)\n      fax: varchar(24)\n  orders:");
      site.edit(
          "uk/logistics.yaml", "phone: varchar(24)", "phone: varchar(24)\n      city: varchar(15)");
      merge("Keep fax numbers and cities", 2);
      site.edit("usa/sales.yaml", "order_date: date", "order_date: date\n      shipped: date");
      site.edit("workspaces/supply-chain.yaml", "Depot/suppliers, ", "");
      merge("Supply chain no longer looks at suppliers", 3);
      assertThat(pointers("Live")).isEqualTo("3 1 1");
    }

    private void held() {
      trueup(0, "hold", "Live", "--at", "2", REASON, "no further before the release", "--wait");

      assertThat(pointers("Live")).isEqualTo("3 2 2");
      assertThat(columns("live.nw_data__customers_merge")).contains("fax");
      assertThat(columns("live.nw_data__orders_merge")).doesNotContain("shipped");
    }

    /** A removal waits for its approval, and for no other; then its tables are kept. */
    private void removed() {
      Await.until(
          "the version before the removal",
          () -> {
            jobs.runWaiting(site.client());
            return pointers("Forensic").equals("3 2 2");
          });
      assertThat(trueup(13, "plan", "Forensic"))
          .contains(
              "- Ingest/Forensic/Depot/suppliers",
              "Version 3 removes 2 of 6 nodes",
              "needs 'trueup approve northwind/Forensic 3'");
      assertThat(trueup(5, "sync", "Forensic", REASON, "go")).contains("follows every merge");
      assertThat(trueup(5, "approve", "Forensic", "2", REASON, "go")).contains("needs no approval");
      assertThat(trueup(0, "approve", "Forensic", "3", REASON, "nobody reads it", "--dry-run"))
          .contains("nothing was written");
      assertThat(pointers("Forensic")).isEqualTo("3 2 2");

      trueup(0, "approve", "Forensic", "3", REASON, "nobody reads it", "--wait");

      assertThat(pointers("Forensic")).isEqualTo("3 3 3");
      assertThat(columns("forensic.depot__suppliers_merge")).contains("supplier_id");
    }

    private void synced() {
      assertThat(pointers("Mainframe")).isEqualTo("3 1 1");

      trueup(0, "sync", "Mainframe", "--to", "2", REASON, "month end is over", "--wait");

      assertThat(pointers("Mainframe")).isEqualTo("3 2 2");
      assertThat(trueup(0, "explain", "Mainframe")).contains("version 3 waits for an operator");
    }

    /** A calendar's event keeps a platform waiting that is no longer held. */
    private void imported() {
      var file = site.write("freeze.ics", CALENDAR.replace("\n", "\r\n")).toString();
      String[] words = {
        "windows",
        "import",
        file,
        "--deny",
        "--select",
        "platform=Live",
        "--zone",
        "Europe/Berlin",
        REASON,
        "auditors are here"
      };
      assertThat(trueup(0, words))
          .contains("Window 'audit' added", "'Party', is cancelled", "2 windows added, 1 skipped");
      assertThat(trueup(0, "windows", "export"))
          .contains("SUMMARY:Audit", "DTSTART;TZID=Europe/Berlin:20201224T000000");

      assertThat(trueup(5, "release", "Live", REASON, "released", "--wait"))
          .contains("because a person must act: window audit");

      assertThat(pointers("Live")).isEqualTo("3 2 2");
      trueup(0, "windows", "end", "audit", REASON, "they have gone");
      Await.until(
          "the platform to move on",
          () -> {
            jobs.runWaiting(site.client());
            return pointers("Live").equals("3 3 3");
          });
      assertThat(columns("live.nw_data__orders_merge")).contains("shipped");
    }

    private void audited() {
      assertThat(
              QueryRows.of(
                  site.state,
                  """
                  SELECT verb, subject, actor, reason
                    FROM audit.entry
                   WHERE actor = 'operator'
                   ORDER BY position
                  """))
          .containsExactly(
              "platform.sync-requested|platform:northwind/Mainframe|operator|begin",
              "platform.held|platform:northwind/Live|operator|no further before the release",
              "platform.held|platform:northwind/Live|operator|no further before the release",
              "platform.removal-approved|platform:northwind/Forensic|operator|nobody reads it",
              "platform.sync-requested|platform:northwind/Mainframe|operator|month end is over",
              "window.added|window:audit|operator|auditors are here",
              "window.added|window:christmas|operator|auditors are here",
              "platform.released|platform:northwind/Live|operator|released",
              "window.ended|window:audit|operator|they have gone");
    }

    private void merge(String message, int version) {
      var commit = site.clone.publish(message);
      site.client().deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
      Await.until(
          "version %d to be judged".formatted(version),
          () ->
              site.client().read("/api/v1/versions/%s/%d".formatted(Site.SOURCE, version)).status()
                  == 200);
    }

    private String pointers(String name) {
      var view = site.client().read("/api/v1/platforms/" + name).body().path("platform");
      return "%d %d %d"
          .formatted(
              view.path("merged").path("version").asLong(),
              view.path("target").path("version").asLong(),
              view.path("realized").path("version").asLong());
    }

    private String columns(String relation) {
      return String.valueOf(WarehouseCatalog.relations(site.warehouse).get(relation));
    }

    private String trueup(int code, String... words) {
      var written = OperatorShell.runWhile(site, () -> jobs.runWaiting(site.client()), code, words);
      return written.out() + written.err();
    }
  }
}
