package io.trueup.listener.daemon.view;

import io.trueup.model.problem.CappedProblems;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
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
    List<ImpactView> impacts) {

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

  /** The view of a version with a limited number of problems, errors first. */
  public static VersionView of(Version version, int problems) {
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
            .toList());
  }
}
