package io.trueup.listener.view;

import io.trueup.listener.nodetime.NodeTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job is told at its start.
 *
 * @param run the token to prolong and end the run with; null when it has to wait
 * @param fingerprint what the node is for this run, to be sent at the next start; null unless it
 *     runs
 * @param version what every question of the run is answered from; null unless it runs
 * @param retryAfterSeconds when to ask again; null unless it has to wait
 * @param statements what the daemon ran for it just now
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

  /** What a job does with the answer. */
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

  /** What is shown of an answer that runs. */
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

  /** What is shown to a job whose node is gone. */
  public static RunAnswerView of(NodeTime.Answer.Retire retire) {
    return new RunAnswerView(
        Action.RETIRE, retire.run().value(), null, null, null, retire.reason(), null, List.of());
  }

  /** What is shown to a job that has to wait. */
  public static RunAnswerView of(NodeTime.Answer.Wait wait) {
    var seconds = Math.max(1, wait.retryAfter().toSeconds());
    return new RunAnswerView(
        Action.WAIT, null, null, null, null, wait.reason(), seconds, List.of());
  }
}
