package io.trueup.statestore;

import io.trueup.model.problem.Problem;
import io.trueup.model.verdict.ChangeDigest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorded version: one checked merge.
 *
 * @param sequence from 1 in its source, growing, in the order in which they were checked
 * @param accepted whether it moves anything
 * @param problems errors and warnings
 * @param decidedAt when it was checked, by the store's clock
 * @param change as in {@link NewVersion#change}; an operator may approve that of a rejected version
 * @param approval by which it was accepted although compatibility rejects it; null when it needed
 *     none
 */
public record Version(
    SourceId source,
    long sequence,
    CommitId commit,
    boolean accepted,
    String author,
    String subject,
    Instant committedAt,
    Instant decidedAt,
    List<Problem> problems,
    List<PlatformImpact> impacts,
    @Nullable ChangeDigest change,
    @Nullable ChangeApproval approval) {

  public Version {
    problems = List.copyOf(problems);
    impacts = List.copyOf(impacts);
  }

  /** How much a version changed for one platform. */
  public record PlatformImpact(String platform, int added, int changed, int removed) {

    /** Whether the version asks the platform for what the one before it did. */
    public boolean isUnaffected() {
      return added + changed + removed == 0;
    }
  }
}
