package io.trueup.listener.daemon.view;

import io.trueup.listener.engine.currency.CurrencyAnswer.Current;
import io.trueup.listener.engine.currency.CurrencyAnswer.Known;
import io.trueup.listener.engine.currency.CurrencyAnswer.Reconcile;
import io.trueup.listener.engine.currency.CurrencyAnswer.Retire;
import io.trueup.listener.engine.currency.CurrencyAnswer.Wait;
import io.trueup.listener.engine.currency.CurrencyQuestion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a job is current.
 *
 * @param version that a run would be pinned to; null unless the job may run
 * @param fingerprint that the job would have in such a run; null unless the job may run
 * @param changes what changed since the job last ran, oldest first; empty when that is not known
 * @param retryAfterSeconds when to ask again; null unless the job has to wait
 * @param until when the wait ends at the latest, as far as known
 * @param blockedSince since when attempts to change the node at its job's start have failed; null
 *     when none has
 * @param asOf when this was so
 * @param stale whether the state database has not answered for a while, so that it may be otherwise
 */
public record CurrencyView(
    Action action,
    String platform,
    String node,
    @Nullable Long version,
    @Nullable String fingerprint,
    String reason,
    List<String> changes,
    @Nullable Long retryAfterSeconds,
    @Nullable Instant until,
    @Nullable Instant blockedSince,
    Instant asOf,
    boolean stale) {

  public CurrencyView {
    changes = List.copyOf(changes);
  }

  /** Where a job stands. */
  public enum Action {
    /** It may run as it is. */
    CURRENT,
    /** It has to adapt to the fingerprint at its next start. */
    RECONCILE,
    /** It has to remove itself. */
    RETIRE,
    /** It would have to wait if it started now. */
    WAIT
  }

  /** The view of an answer. */
  public static CurrencyView of(CurrencyQuestion question, Known answer) {
    return switch (answer.standing()) {
      case Current(var version, var fingerprint, _) ->
          of(question, answer, Action.CURRENT, version, fingerprint.toString(), null, null);
      case Reconcile reconcile ->
          of(
              question,
              answer,
              Action.RECONCILE,
              reconcile.version(),
              reconcile.fingerprint().toString(),
              reconcile,
              null);
      case Retire _ -> of(question, answer, Action.RETIRE, null, null, null, null);
      case Wait wait -> of(question, answer, Action.WAIT, null, null, null, wait);
    };
  }

  private static CurrencyView of(
      CurrencyQuestion question,
      Known answer,
      Action action,
      @Nullable Long version,
      @Nullable String fingerprint,
      @Nullable Reconcile reconcile,
      @Nullable Wait wait) {
    return new CurrencyView(
        action,
        question.platform().toString(),
        question.node().value(),
        version,
        fingerprint,
        answer.standing().reason(),
        reconcile == null ? List.of() : reconcile.changes(),
        wait == null ? null : seconds(wait.retryAfter()),
        wait == null ? null : wait.until(),
        reconcile == null ? null : reconcile.blockedSince(),
        answer.asOf(),
        answer.isStale());
  }

  private static long seconds(Duration retryAfter) {
    return Math.max(1, retryAfter.toSeconds());
  }
}
