package io.trueup.listener.engine.currency;

import io.trueup.listener.engine.currency.CurrencyAnswer.Current;
import io.trueup.listener.engine.currency.CurrencyAnswer.Reconcile;
import io.trueup.listener.engine.currency.CurrencyAnswer.Retire;
import io.trueup.listener.engine.currency.CurrencyAnswer.Standing;
import io.trueup.listener.engine.currency.CurrencyAnswer.Wait;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.Run;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the decision about a job's start means for one that asks whether it is current. */
final class Standings {

  /** A start tries again, so that its job is not told to wait before. */
  private static final String BLOCKED =
      ". The last attempt to change it failed; `trueup status` shows operators why";

  private Standings() {}

  /**
   * The standing of a job.
   *
   * @param changes what the job must adapt to
   * @param blockedSince when the last attempt to change the node failed; null when it did not
   * @return empty when the node is unknown
   */
  static Optional<Standing> of(
      NodeDecision decision,
      NodeSituation situation,
      List<String> changes,
      @Nullable Instant blockedSince) {
    return switch (decision) {
      case NodeDecision.Proceed(var version, var fingerprint, var reason) ->
          Optional.of(new Current(version, fingerprint, reason));
      case NodeDecision.Adapt(var version, var fingerprint, var reason) ->
          Optional.of(new Reconcile(version, fingerprint, reason, changes, null));
      case NodeDecision.Reconcile(var version, var fingerprint, var reason) ->
          Optional.of(
              new Reconcile(
                  version,
                  fingerprint,
                  blockedSince == null ? reason : reason + BLOCKED,
                  changes,
                  blockedSince));
      case NodeDecision.Retire(_, var reason) -> Optional.of(new Retire(reason));
      case NodeDecision.Wait(var reason, var retryAfter) ->
          Optional.of(new Wait(reason, retryAfter, until(situation)));
      case NodeDecision.Unknown _ -> Optional.empty();
    };
  }

  /** When the first of the runs that keep a node from changing expires, unless it is prolonged. */
  private static @Nullable Instant until(NodeSituation situation) {
    return situation.live().stream().map(Run::expiresAt).min(Instant::compareTo).orElse(null);
  }
}
