package io.trueup.listener.daemon.view;

import io.trueup.listener.engine.nodetime.NodeTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a job at its start.
 *
 * @param run the id with which the job prolongs and ends the run; null when the job has to wait
 * @param fingerprint the node's fingerprint for this run, which the job sends at its next start;
 *     null unless the job runs
 * @param version the pinned version of the run; null unless the job runs
 * @param retryAfterSeconds when to ask again; null unless the job has to wait
 * @param statements the statements that the daemon has just run for the node
 */
public record RunAnswerView(
    Action action,
    @Nullable String run,
    @Nullable String fingerprint,
    @Nullable Long version,
    @Nullable String commit,
    String reason,
    @Nullable Long retryAfterSeconds,
    List<String> statements) {

  public RunAnswerView {
    statements = List.copyOf(statements);
  }

  /** What the job has to do. */
  public enum Action {
    /** Run as before. */
    RUN,
    /** Adapt to the fingerprint, then run. */
    RECONCILE,
    /** Remove yourself. */
    RETIRE,
    /** Ask again later. */
    WAIT
  }

  /** The view of an answer with which the job runs. */
  public static RunAnswerView of(NodeTime.Answer.Go go) {
    var commit = go.commit();
    return new RunAnswerView(
        switch (go.answer()) {
          case RUN -> Action.RUN;
          case RECONCILE -> Action.RECONCILE;
          case RETIRE -> Action.RETIRE;
        },
        go.run().value(),
        go.fingerprint().toString(),
        go.version(),
        commit == null ? null : commit.value(),
        go.reason(),
        null,
        go.statements());
  }

  /** The view for a job whose node left the model. */
  public static RunAnswerView of(NodeTime.Answer.Retire retire) {
    return new RunAnswerView(
        Action.RETIRE, retire.run().value(), null, null, null, retire.reason(), null, List.of());
  }

  /** The view for a job that has to wait. */
  public static RunAnswerView of(NodeTime.Answer.Wait wait) {
    var seconds = Math.max(1, wait.retryAfter().toSeconds());
    return new RunAnswerView(
        Action.WAIT, null, null, null, null, wait.reason(), seconds, List.of());
  }
}
