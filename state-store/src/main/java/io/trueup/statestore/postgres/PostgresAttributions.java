package io.trueup.statestore.postgres;

import io.trueup.statestore.Attribution;
import io.trueup.statestore.Attribution.PullRequest;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceId;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;

/** Who moved branches to commits, one row for each commit of a source. */
final class PostgresAttributions {

  /** What an earlier delivery told of a commit, and this one does not, stays. */
  private static final String PUT =
      """
      INSERT INTO attribution AS a (source, commit, pushed_by, merged_by, pull_request,
                                    pull_request_title, pull_request_url, delivery, told_at)
      SELECT ?, t.commit, t.pushed_by, t.merged_by, t.number::bigint, t.title, t.url,
             t.delivery::bigint, clock_timestamp()
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
             AS t (commit, pushed_by, merged_by, number, title, url, delivery)
      ON CONFLICT (source, commit) DO UPDATE
         SET pushed_by = coalesce(excluded.pushed_by, a.pushed_by),
             merged_by = coalesce(excluded.merged_by, a.merged_by),
             pull_request = coalesce(excluded.pull_request, a.pull_request),
             pull_request_title = CASE WHEN excluded.pull_request IS NULL
                                       THEN a.pull_request_title
                                       ELSE excluded.pull_request_title
                                  END,
             pull_request_url = CASE WHEN excluded.pull_request IS NULL
                                     THEN a.pull_request_url
                                     ELSE excluded.pull_request_url
                                END,
             delivery = excluded.delivery,
             told_at = excluded.told_at
      """;

  private static final String FIND =
      """
      SELECT commit, pushed_by, merged_by, pull_request, pull_request_title, pull_request_url
        FROM attribution
       WHERE source = ?
         AND commit = ANY (?)
      """;

  private PostgresAttributions() {}

  /**
   * Adds what deliveries told.
   *
   * @param told by the number of the delivery
   */
  static void put(Transaction tx, SourceId source, SortedMap<Long, Attribution> told)
      throws SQLException {
    if (told.isEmpty()) {
      return;
    }
    var byCommit = new HashMap<CommitId, Attribution>();
    var deliveries = new HashMap<CommitId, Long>();
    told.forEach((delivery, it) -> {
      byCommit.merge(it.commit(), it, (earlier, later) -> later.over(earlier));
      deliveries.put(it.commit(), delivery);
    });
    var rows = List.copyOf(byCommit.values());
    tx.update(
        PUT,
        source,
        Transaction.array(rows, Attribution::commit),
        Transaction.array(rows, Attribution::pushedBy),
        Transaction.array(rows, Attribution::mergedBy),
        Transaction.array(rows, it -> it.pullRequest() == null ? null : it.pullRequest().number()),
        Transaction.array(rows, it -> it.pullRequest() == null ? null : it.pullRequest().title()),
        Transaction.array(rows, it -> it.pullRequest() == null ? null : it.pullRequest().url()),
        Transaction.array(rows, it -> deliveries.get(it.commit())));
  }

  static Map<CommitId, Attribution> find(
      Transaction tx, SourceId source, Collection<CommitId> commits) throws SQLException {
    var found = new HashMap<CommitId, Attribution>();
    for (var each : tx.query(FIND, PostgresAttributions::attribution, source, commits)) {
      found.put(each.commit(), each);
    }
    return Map.copyOf(found);
  }

  private static Attribution attribution(Row row) throws SQLException {
    return new Attribution(
        Objects.requireNonNull(row.commit("commit")),
        row.optionalText("pushed_by"),
        row.optionalText("merged_by"),
        row.isNull("pull_request")
            ? null
            : new PullRequest(
                row.number("pull_request"),
                row.optionalText("pull_request_title"),
                row.optionalText("pull_request_url")));
  }
}
