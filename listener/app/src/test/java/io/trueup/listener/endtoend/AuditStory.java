package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** Compares what the state database records with what happened. */
final class AuditStory {

  private AuditStory() {}

  /**
   * Checks that a settled database records these merges and no others, without contradictions.
   *
   * @param acknowledged the senders' ids of all deliveries that were answered 202
   */
  static void assertRecords(
      Site site, List<EvolvingModel.Merge> merges, Collection<String> acknowledged) {
    assertVersions(site, merges);
    assertPointers(site, merges);
    assertRollouts(site);
    assertDeliveries(site, acknowledged);
  }

  private static void assertVersions(Site site, List<EvolvingModel.Merge> merges) {
    var expected =
        IntStream.range(0, merges.size())
            .mapToObj(i -> "%d|%s|%s".formatted(i + 1, merges.get(i).commit(), verdict(merges, i)))
            .toList();
    assertThat(
            QueryRows.of(
                site.state,
                """
                SELECT sequence, commit, CASE WHEN accepted THEN 'accepted' ELSE 'rejected' END
                  FROM trueup.version
                 ORDER BY sequence
                """))
        .as("versions: every merge once, in order, with its verdict")
        .isEqualTo(expected);
    assertThat(
            QueryRows.of(
                site.state,
                """
                SELECT after ->> 'version', after ->> 'commit', split_part(verb, '.', 2)
                  FROM trueup.audit_entry
                 WHERE verb LIKE 'version.%'
                 ORDER BY id
                """))
        .as("audit of verdicts")
        .isEqualTo(expected);
  }

  private static String verdict(List<EvolvingModel.Merge> merges, int index) {
    return merges.get(index).isGood() ? "accepted" : "rejected";
  }

  private static void assertPointers(Site site, List<EvolvingModel.Merge> merges) {
    var good =
        IntStream.range(0, merges.size()).filter(i -> merges.get(i).isGood()).max().orElseThrow()
            + 1;
    assertThat(
            QueryRows.of(
                site.state,
                "SELECT platform, merged, target, realized FROM audit.platform_state ORDER BY"
                    + " platform"))
        .as("pointers")
        .isEqualTo(
            Jobs.PLATFORMS.stream()
                .map(platform -> "%s|%d|%d|%d".formatted(platform, good, good, good))
                .toList());
    assertNothing(
        site,
        "pointers whose history ends elsewhere",
        """
        SELECT p.name, w.pointer, w.version
          FROM trueup.platform AS p
          LEFT JOIN audit.why AS w ON w.platform = p.name AND w.valid_to IS NULL
         WHERE w.version IS DISTINCT FROM p.merged_version
        """);
    assertNothing(
        site,
        "pointers that moved back, or to what they were",
        """
        SELECT platform, pointer, before, version
          FROM (SELECT platform, pointer, version,
                       lag(version) OVER (PARTITION BY platform, pointer ORDER BY id) AS before
                  FROM trueup.pointer_history) AS move
         WHERE version <= before
        """);
  }

  private static void assertRollouts(Site site) {
    assertNothing(
        site,
        "rollouts that are not over",
        "SELECT id, state FROM trueup.rollout WHERE state NOT IN ('REALIZED', 'SUPERSEDED')");
    assertNothing(
        site,
        "deeds of rollouts that the audit counts otherwise than the rollouts",
        """
        SELECT verb, audited, counted
          FROM (SELECT verb, count(*) AS audited
                  FROM trueup.audit_entry
                 WHERE verb IN ('rollout.claimed', 'rollout.realized', 'rollout.superseded')
                 GROUP BY verb) AS a
          FULL JOIN (SELECT 'rollout.claimed' AS verb, count(*) AS counted FROM trueup.rollout
                UNION ALL
                SELECT 'rollout.' || lower(state), count(*) FROM trueup.rollout GROUP BY state) AS r
         USING (verb)
         WHERE audited IS DISTINCT FROM counted
        """);
    assertNothing(
        site,
        "steps of realized rollouts that did not land",
        """
        SELECT s.rollout, s.ordinal, s.state, s.error
          FROM trueup.step AS s
          JOIN trueup.rollout AS r ON r.id = s.rollout
         WHERE r.state = 'REALIZED'
           AND s.state <> 'DONE'
        """);
    assertNothing(
        site,
        "nodes that are not at their target",
        """
        SELECT platform, key, state
          FROM trueup.node
         WHERE state NOT IN ('REALIZED', 'RETIRED')
            OR realized IS DISTINCT FROM target
        """);
  }

  private static void assertDeliveries(Site site, Collection<String> acknowledged) {
    assertThat(QueryRows.of(site.state, "SELECT DISTINCT delivery_id FROM trueup.delivery"))
        .as("recorded deliveries")
        .containsAll(acknowledged);
    assertNothing(
        site,
        "deliveries whose look is still owed",
        """
        SELECT d.delivery_id
          FROM trueup.delivery AS d
          JOIN trueup.source AS s ON s.id = d.source
         WHERE d.generation > s.processed
            OR d.generation = 0
        """);
  }

  private static void assertNothing(Site site, String what, String query) {
    assertThat(QueryRows.of(site.state, query)).as(what).isEmpty();
  }

  /** Checks that the daemons logged no bug, no exception and no secret. */
  static void assertCleanLogs(Site site) {
    assertThat(site.logs())
        .as("the daemons' logs")
        .doesNotContain("\tat ")
        .doesNotContain("a bug")
        .doesNotContain("a JVM error")
        .doesNotContain("canary");
  }
}
