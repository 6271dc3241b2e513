package io.trueup.listener.engine.source;

import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.git.MergeCommit;
import io.trueup.model.problem.CappedProblems;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.stored.DamagedFileException;
import io.trueup.model.verdict.ChangeDigest;
import io.trueup.model.verdict.Model;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.NewVersion;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates a merge and makes the version that is recorded. A merge on which the evaluation itself
 * fails becomes a rejected version, so that it does not block the merges after it.
 */
final class MergeEvaluator {

  private static final Logger LOG = LoggerFactory.getLogger(MergeEvaluator.class);
  private static final int MOST_PROBLEMS = 1000;

  /** So many files of a model may turn out damaged, one after another. */
  private static final int MOST_DAMAGED = 20;

  private final EvaluatingLibrary models;

  MergeEvaluator(EvaluatingLibrary models) {
    this.models = models;
  }

  /** What to do with a merge on which the machine fails, as when memory runs out. */
  enum OnMachineError {
    /** Report it, and evaluate the merge again later. */
    RETRY,
    /** Reject the merge: it was tried often enough. */
    REJECT
  }

  /** A merge cannot be evaluated now. */
  static final class EvaluationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private EvaluationException(CommitId commit, Error cause) {
      super("Cannot check commit %s: %s".formatted(commit.abbreviated(), oneLine(cause)), cause);
    }
  }

  /**
   * Evaluates a merge.
   *
   * @param accepted the accepted commit before it; null for none
   * @param approved the change from that commit which an operator approved; null for none
   * @throws EvaluationException when the machine fails on it and the policy is {@code RETRY}
   */
  NewVersion evaluate(
      MergeCommit merge,
      @Nullable CommitId accepted,
      @Nullable ChangeDigest approved,
      OnMachineError policy) {
    // Outside the try: a failure to read the accepted model must not reject this merge.
    for (var damaged = 0; ; damaged++) {
      var before = accepted == null ? null : models.model(accepted);
      try {
        return evaluate(merge, accepted, approved, before, policy);
      } catch (DamagedFileException e) {
        // The models that were read so far are in that file; the library takes others now.
        if (damaged == MOST_DAMAGED) {
          throw e;
        }
      }
    }
  }

  private NewVersion evaluate(
      MergeCommit merge,
      @Nullable CommitId accepted,
      @Nullable ChangeDigest approved,
      @Nullable Model before,
      OnMachineError policy) {
    try {
      return evaluate(merge, accepted, approved, before);
    } catch (GitException | UncheckedIOException | DamagedFileException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      return failedCheck(merge, e);
    } catch (Error e) {
      if (policy == OnMachineError.RETRY) {
        throw new EvaluationException(merge.commit(), e);
      }
      return failedCheck(merge, e);
    }
  }

  private NewVersion evaluate(
      MergeCommit merge,
      @Nullable CommitId accepted,
      @Nullable ChangeDigest approved,
      @Nullable Model before) {
    var verdict = models.evaluate(merge.commit(), accepted);
    var change =
        accepted != null && verdict.isApprovable() ? models.change(accepted, merge.commit()) : null;
    if (change != null && change.equals(approved)) {
      verdict = verdict.approved();
    }
    var model = verdict.model();
    return new NewVersion(
        merge.commit(),
        merge.author(),
        merge.subject(),
        merge.committedAt(),
        CappedProblems.cap(verdict.problems(), MOST_PROBLEMS),
        verdict.isAccepted() && model != null ? GraphImpacts.between(before, model) : List.of(),
        change);
  }

  private static NewVersion failedCheck(MergeCommit merge, Throwable failure) {
    LOG.error(
        "Rejected commit {}, because Trueup failed to check it",
        merge.commit().abbreviated(),
        failure);
    return new NewVersion(
        merge.commit(),
        merge.author(),
        merge.subject(),
        merge.committedAt(),
        List.of(
            Problem.error(
                "model.cannot-judge",
                Location.NOWHERE,
                "Trueup failed to check this commit: %s".formatted(oneLine(failure)),
                "Report it with the daemon's log, and merge the change in another form")),
        List.of());
  }

  /** A rejected version in place of one that the state store refuses. */
  static NewVersion cannotRecord(CommitId commit, String why) {
    return new NewVersion(
        commit,
        "",
        "",
        Instant.EPOCH,
        List.of(
            Problem.error(
                "model.cannot-record",
                Location.NOWHERE,
                "The state database refused the verdict on this commit: %s".formatted(why),
                "Report it with the daemon's log, and merge the change in another form")),
        List.of());
  }

  /** A failure as one line that the state store can record. */
  static String oneLine(Throwable failure) {
    var message = failure.getMessage();
    var kind = failure.getClass().getSimpleName();
    var line = message == null ? "" : ": " + message.lines().findFirst().orElse("");
    // Postgres takes every character but NUL.
    return (kind + line).replace('\0', '\uFFFD');
  }
}
