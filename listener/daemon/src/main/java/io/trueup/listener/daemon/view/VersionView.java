package io.trueup.listener.daemon.view;

import io.trueup.model.problem.CappedProblems;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import io.trueup.statestore.Attribution;
import io.trueup.statestore.Attribution.PullRequest;
import io.trueup.statestore.Version;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A merge with its verdict.
 *
 * @param errors the number of problems that are errors
 * @param warnings the number of problems that are warnings
 * @param problems the first problems; all of them where one version was requested
 * @param change the digest of its change from the accepted version if only compatibility rejects
 *     it, or would without an approval; null otherwise
 * @param approval the approval by which it was accepted although incompatible; null for none
 * @param impacts the number of changed nodes for each platform; empty when it was rejected
 * @param attribution who moved the branch to the commit, as told by the forge; null when it was not
 *     told
 */
public record VersionView(
    String source,
    long version,
    String commit,
    Verdict verdict,
    String author,
    String subject,
    Instant committedAt,
    Instant decidedAt,
    int errors,
    int warnings,
    @Nullable String change,
    @Nullable ApprovalView approval,
    List<ProblemView> problems,
    List<ImpactView> impacts,
    @Nullable AttributionView attribution) {

  public VersionView {
    problems = List.copyOf(problems);
    impacts = List.copyOf(impacts);
  }

  /** The verdict on a merge. */
  public enum Verdict {
    ACCEPTED,
    REJECTED
  }

  /** The number of nodes that a merge changed for one platform. */
  public record ImpactView(String platform, int added, int changed, int removed) {

    /** Whether nothing changes for the platform. */
    public boolean isUnaffected() {
      return added + changed + removed == 0;
    }
  }

  /**
   * Who moved the branch to a commit, as told by the forge; nothing is decided by it.
   *
   * @param pushedBy null when it was not told
   * @param mergedBy null when it was not told
   * @param pullRequest the pull request that was merged; null when none was told
   */
  public record AttributionView(
      @Nullable String pushedBy, @Nullable String mergedBy, @Nullable PullRequestView pullRequest) {

    static @Nullable AttributionView of(@Nullable Attribution told) {
      return told == null
          ? null
          : new AttributionView(
              told.pushedBy(), told.mergedBy(), PullRequestView.of(told.pullRequest()));
    }
  }

  /** A pull request, as told by the forge; the address is one of https or http. */
  public record PullRequestView(long number, @Nullable String title, @Nullable String url) {

    static @Nullable PullRequestView of(@Nullable PullRequest told) {
      return told == null ? null : new PullRequestView(told.number(), told.title(), told.url());
    }
  }

  /**
   * The view of a version with a limited number of problems, errors first.
   *
   * @param attribution null when none was told
   */
  public static VersionView of(Version version, @Nullable Attribution attribution, int problems) {
    return new VersionView(
        version.source().value(),
        version.sequence(),
        version.commit().value(),
        version.accepted() ? Verdict.ACCEPTED : Verdict.REJECTED,
        version.author(),
        version.subject(),
        version.committedAt(),
        version.decidedAt(),
        CappedProblems.count(version.problems(), Severity.ERROR),
        CappedProblems.count(version.problems(), Severity.WARNING),
        version.change() == null ? null : version.change().value(),
        ApprovalView.of(version.approval()),
        version.problems().stream()
            .sorted(
                java.util.Comparator.comparing(Problem::severity)
                    .thenComparing(Problem.BY_LOCATION))
            .limit(problems)
            .map(ProblemView::of)
            .toList(),
        version.impacts().stream()
            .map(it -> new ImpactView(it.platform(), it.added(), it.changed(), it.removed()))
            .toList(),
        AttributionView.of(attribution));
  }
}
