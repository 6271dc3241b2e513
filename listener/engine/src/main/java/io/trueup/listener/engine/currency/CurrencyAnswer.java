package io.trueup.listener.engine.currency;

import io.trueup.model.fingerprint.Fingerprint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to a job that asks whether it is current. */
public sealed interface CurrencyAnswer {

  /**
   * What a job would be told if it started.
   *
   * @param asOf when that was so, by the store's clock
   * @param isStale whether the store has not been read for a while
   */
  record Known(Standing standing, Instant asOf, boolean isStale) implements CurrencyAnswer {}

  /** The platform has no such node. */
  record UnknownNode(String reason) implements CurrencyAnswer {}

  /** The store knows no such platform. */
  record UnknownPlatform() implements CurrencyAnswer {}

  /** The store has not been read since the start. */
  record NotReady() implements CurrencyAnswer {}

  /** Where a job stands. */
  sealed interface Standing {

    /** One sentence. */
    String reason();
  }

  /**
   * It may run as it is.
   *
   * @param version that the run would be pinned to
   * @param fingerprint of the node, which the job has unless it never ran
   */
  record Current(long version, Fingerprint fingerprint, String reason) implements Standing {}

  /**
   * It has to adapt at its next start.
   *
   * @param version that the run would be pinned to
   * @param fingerprint that the job would have then
   * @param changes what changed since the job last ran, oldest first; empty when that is not known
   * @param blockedSince since when attempts to change the node have failed, so that its job has to
   *     wait if it starts and the next one fails too; null when none has
   */
  record Reconcile(
      long version,
      Fingerprint fingerprint,
      String reason,
      List<String> changes,
      @Nullable Instant blockedSince)
      implements Standing {

    public Reconcile {
      changes = List.copyOf(changes);
    }
  }

  /** It has to remove itself. */
  record Retire(String reason) implements Standing {}

  /**
   * It would have to wait.
   *
   * @param until when that ends at the latest, as far as known; null when it is not
   */
  record Wait(String reason, Duration retryAfter, @Nullable Instant until) implements Standing {}
}
