package io.trueup.statestore;

import io.trueup.model.problem.Problem;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules for versions that are accepted by an approval. Pure. */
public final class ChangeApprovals {

  private ChangeApprovals() {}

  /** Whether the approval in force covers every version that is accepted by one. */
  public static boolean areInForce(SourceState source, List<NewVersion> versions) {
    var approval = source.approval();
    return versions.stream()
        .filter(NewVersion::isApproved)
        .allMatch(it -> approval != null && approval.change().equals(it.change()));
  }

  /**
   * Why a version is accepted or rejected, for the audit.
   *
   * @param approval that it was accepted by; null when it was accepted or rejected without one
   */
  public static String reason(NewVersion version, @Nullable ChangeApproval approval) {
    if (approval != null) {
      return "only compatibility errors, approved by '%s': %s"
          .formatted(approval.by(), approval.reason());
    }
    return version.problems().stream()
        .min(Comparator.comparing(Problem::severity).thenComparing(Problem.BY_LOCATION))
        .filter(_ -> !version.isAccepted())
        .map(Problem::toString)
        .orElse("no errors");
  }
}
