package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A change that only compatibility rejects is accepted once an operator approved it. */
class ApprovedChangeTest {

  private static final Pattern CHANGE = Pattern.compile("--change ([0-9a-f]{64})");

  @Test
  void isAcceptedWhetherItIsApprovedBeforeOrAfterItsMerge() {
    Site.play("approved-change", site -> new Correction(site).happens());
  }

  private record Correction(Site site) {

    void happens() {
      site.copySample();
      site.clone.commit("Declare the Northwind ecosystem");
      site.clone.git("push", "-q", "origin", "HEAD:refs/heads/main");
      site.serve(site.configuration());
      Await.until("the first version", () -> number("accepted") == 1);

      approvedAfterItsMerge();
      approvedBeforeItsMerge();

      assertThat(
              QueryRows.of(
                  site.state,
                  """
                  SELECT verb || ' ' || actor
                    FROM audit.entry
                   WHERE subject = 'source:northwind'
                     AND verb NOT LIKE 'source.following'
                   ORDER BY position
                  """))
          .containsExactly(
              "version.accepted trueup",
              "version.rejected trueup",
              "source.approved operator",
              "version.accepted trueup",
              "source.approved operator",
              "version.accepted trueup");
      assertThat(
              QueryRows.of(
                  site.state,
                  """
                  SELECT version || ' ' || verdict || ' ' || coalesce(approved_by, '-') || ' '
                         || coalesce(approval_reason, '-')
                    FROM audit.version_history
                   ORDER BY version
                  """))
          .containsExactly(
              "1 accepted - -",
              "2 rejected - -",
              "3 accepted operator nobody reads it",
              "4 accepted operator it was right");
      AuditStory.assertCleanLogs(site);
    }

    private void approvedAfterItsMerge() {
      site.edit("usa/sales.yaml", "city: varchar(15)", "city: varchar(10)");
      var rejected = publish("Narrow the city");
      Await.until("the rejection", () -> number("rejected") == 2);

      var command =
          "trueup sources approve northwind --commit %s --reason"
              .formatted(rejected.substring(0, 8));
      assertThat(trueup(0, "status").replaceAll("\\s+", " ")).contains(command);
      trueup(
          0,
          "sources",
          "approve",
          "northwind",
          "--commit",
          rejected.substring(0, 8),
          "--reason",
          "nobody reads it");
      Await.until("the approved version", () -> number("accepted") == 3);
    }

    /** On a branch, whose merge then is another commit than the one that was checked. */
    private void approvedBeforeItsMerge() {
      site.clone.git("switch", "-q", "-c", "fix");
      site.edit("usa/sales.yaml", "city: varchar(10)", "city: varchar(9)");
      site.clone.commit("Narrow the city once more");
      var found = CHANGE.matcher(check(1));
      assertThat(found.find()).isTrue();
      trueup(
          0,
          "sources",
          "approve",
          "northwind",
          "--change",
          found.group(1),
          "--reason",
          "it was right");
      assertThat(check(0)).contains("An operator approved this change although it is incompatible");

      site.clone.git("switch", "-q", "main");
      site.clone.git("merge", "-q", "--no-ff", "-m", "Merge fix", "fix");
      push();
      Await.until("the approved version", () -> number("accepted") == 4);
    }

    private String check(int code) {
      return trueup(
          code,
          "check",
          "--repository",
          site.clone.folder().toString(),
          "--base",
          "main",
          "--head",
          "fix",
          "--approvals-of",
          "northwind");
    }

    private String publish(String message) {
      site.clone.commit(message);
      return push();
    }

    private String push() {
      site.clone.git("push", "-q", "origin", "HEAD:refs/heads/main");
      var commit = site.clone.git("rev-parse", "HEAD");
      site.client().deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
      return commit;
    }

    private long number(String field) {
      return source().path(field).asLong();
    }

    private JsonNode source() {
      for (var source : site.client().read("/api/v1/status").body().path("sources")) {
        return source;
      }
      return MissingNode.getInstance();
    }

    private String trueup(int code, String... words) {
      var written = OperatorShell.run(site, code, words);
      return written.out() + written.err();
    }
  }
}
