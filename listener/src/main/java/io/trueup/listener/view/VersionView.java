package io.trueup.listener.view;

import io.trueup.model.problem.MoreProblems;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import io.trueup.statestore.Version;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A judged merge.
 *
 * @param errors how many of its problems are errors
 * @param warnings how many are warnings
 * @param problems the first of them; all where one version was asked for
 * @param change digest of its change from the accepted version, if compatibility alone rejects it
 *     or would; null otherwise
 * @param approval what it was accepted by in spite of compatibility; null when it was not
 * @param impacts how much it changed for each platform; empty when it was rejected
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

  /** How a merge was judged. */
  public enum Verdict {
    ACCEPTED,
    REJECTED
  }

  /** How many nodes it changed for one platform. */
  public record ImpactView(String platform, int added, int changed, int removed) {

    /** Whether it asks the platform for what the one before it did. */
    public boolean leavesAlone() {
      return added + changed + removed == 0;
    }
  }

  /** What is shown of a version, with at most so many problems, errors first. */
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
        MoreProblems.count(version.problems(), Severity.ERROR),
        MoreProblems.count(version.problems(), Severity.WARNING),
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
