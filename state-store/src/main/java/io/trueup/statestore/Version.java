package io.trueup.statestore;

import io.trueup.model.problem.Problem;
import java.time.Instant;
import java.util.List;

/**
 * A recorded version: one judged merge.
 *
 * @param sequence from 1 in its source, growing, in the order in which they were judged
 * @param accepted whether it moves anything
 * @param problems errors and warnings
 * @param decidedAt when it was judged, by the store's clock
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
    List<PlatformImpact> impacts) {

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
