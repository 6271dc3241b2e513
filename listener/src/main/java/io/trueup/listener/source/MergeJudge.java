package io.trueup.listener.source;

import io.trueup.listener.git.GitException;
import io.trueup.listener.git.MergeCommit;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.MoreProblems;
import io.trueup.model.problem.Problem;
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
 * Makes a merge into the version that is recorded. A merge that makes the judging itself fail is a
 * rejected version, so that it blocks nothing that comes after it.
 */
final class MergeJudge {

  private static final Logger LOG = LoggerFactory.getLogger(MergeJudge.class);
  private static final int MOST_PROBLEMS = 1000;

  private final ModelLibrary models;

  MergeJudge(ModelLibrary models) {
    this.models = models;
  }

  /** What is done with a merge on which the machine fails, as when memory runs out. */
  enum MachineError {
    /** It is told, and judged again later. */
    RETRY,
    /** It was tried often enough. */
    REJECT
  }

  /** A merge cannot be judged now. */
  static final class JudgingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private JudgingException(CommitId commit, Error cause) {
      super("Cannot judge commit %s: %s".formatted(commit.abbreviated(), words(cause)), cause);
    }
  }

  /**
   * Judges a merge.
   *
   * @param accepted the accepted commit before it
   * @param approved the change that an operator approved, of that accepted commit
   * @throws JudgingException when the machine fails on it and it is to be tried again
   */
  NewVersion judge(
      MergeCommit merge,
      @Nullable CommitId accepted,
      @Nullable ChangeDigest approved,
      MachineError policy) {
    // Outside of what rejects the merge: that this one cannot be read is no fault of the merge.
    var before = accepted == null ? null : models.model(accepted);
    try {
      return judge(merge, accepted, approved, before);
    } catch (GitException | UncheckedIOException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      return cannotJudge(merge, e);
    } catch (Error e) {
      if (policy == MachineError.RETRY) {
        throw new JudgingException(merge.commit(), e);
      }
      return cannotJudge(merge, e);
    }
  }

  private NewVersion judge(
      MergeCommit merge,
      @Nullable CommitId accepted,
      @Nullable ChangeDigest approved,
      @Nullable Model before) {
    var judgement = models.judge(merge.commit(), accepted);
    var change =
        accepted != null && judgement.isApprovable()
            ? models.change(accepted, merge.commit())
            : null;
    if (change != null && change.equals(approved)) {
      judgement = judgement.approved();
    }
    var model = judgement.model();
    return new NewVersion(
        merge.commit(),
        merge.author(),
        merge.subject(),
        merge.committedAt(),
        MoreProblems.keep(judgement.problems(), MOST_PROBLEMS),
        judgement.isAccepted() && model != null ? Impacts.between(before, model) : List.of(),
        change);
  }

  private static NewVersion cannotJudge(MergeCommit merge, Throwable failure) {
    LOG.error(
        "Cannot judge commit {}, which is rejected for it", merge.commit().abbreviated(), failure);
    return new NewVersion(
        merge.commit(),
        merge.author(),
        merge.subject(),
        merge.committedAt(),
        List.of(
            Problem.error(
                "model.cannot-judge",
                Location.NOWHERE,
                "Trueup fails while it judges this commit: %s".formatted(words(failure)),
                "Report it with the daemon's log. Merge what makes it fail in another form")),
        List.of());
  }

  /** A merge whose version the state store does not take, as a version that it takes. */
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
                "The state database does not take what this commit was judged to be: %s"
                    .formatted(why),
                "Report it with the daemon's log. Merge what it does not take in another form")),
        List.of());
  }

  /** What failed, in a line that can be recorded. */
  static String words(Throwable failure) {
    var message = failure.getMessage();
    var kind = failure.getClass().getSimpleName();
    var line = message == null ? "" : ": " + message.lines().findFirst().orElse("");
    // Postgres takes every character but NUL.
    return (kind + line).replace('\0', '\uFFFD');
  }
}
