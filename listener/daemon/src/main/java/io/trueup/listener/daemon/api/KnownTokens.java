package io.trueup.listener.daemon.api;

import io.trueup.statestore.ApiTokens.ApiToken;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens that the store confirmed lately, by the digests of their secrets: a bounded number, the
 * most recently used. A token that was revoked or has expired is known for at most one second
 * longer. Safe for any thread; never blocks.
 */
final class KnownTokens {

  /** How long a token is known without the store. */
  static final Duration FOR = Duration.ofSeconds(1);

  /** From this age on a token that is in use is confirmed again, before it is forgotten. */
  private static final Duration RENEWED_AFTER = FOR.dividedBy(2);

  private static final int MOST = 4096;

  private final InstantSource clock;

  /** Guarded by itself. */
  private final Map<String, Known> tokens =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MOST;
        }
      };

  /** Changes when tokens are forgotten, so that lookups that began before add nothing; guarded. */
  private long forgotten;

  KnownTokens(InstantSource clock) {
    this.clock = clock;
  }

  /** A token, and when it is looked up again. */
  private static final class Known {

    private final ApiToken token;
    private final Instant confirmedAt;
    private boolean isRenewed;

    private Known(ApiToken token, Instant confirmedAt) {
      this.token = token;
      this.confirmedAt = confirmedAt;
    }
  }

  /**
   * A lookup that is about to begin.
   *
   * @param at before the store was asked: it may answer what is no longer so when it arrives
   */
  record Lookup(Instant at, long forgotten) {}

  /** Begins a lookup of the store. */
  Lookup lookup() {
    synchronized (tokens) {
      return new Lookup(clock.instant(), forgotten);
    }
  }

  /** Keeps what a lookup found. */
  void confirm(String digest, ApiToken token, Lookup lookup) {
    synchronized (tokens) {
      var known = tokens.get(digest);
      if (lookup.forgotten() == forgotten
          && (known == null || known.confirmedAt.isBefore(lookup.at()))) {
        tokens.put(digest, new Known(token, lookup.at()));
      }
    }
  }

  /** A token that is known now; empty when the store must be asked. */
  Optional<ApiToken> find(String digest) {
    return find(digest, FOR);
  }

  /** A token that the store confirmed within a given time and that has not expired since. */
  Optional<ApiToken> find(String digest, Duration within) {
    var now = clock.instant();
    synchronized (tokens) {
      var known = tokens.get(digest);
      return known != null
              && now.isBefore(known.confirmedAt.plus(within))
              && !now.isBefore(known.confirmedAt)
              && !isExpired(known.token, now)
          ? Optional.of(known.token)
          : Optional.empty();
    }
  }

  /**
   * Whether the caller must look a known token up now, so that it stays known: true for one caller
   * each time that it is due.
   */
  boolean isRenewalDue(String digest) {
    var now = clock.instant();
    synchronized (tokens) {
      var known = tokens.get(digest);
      if (known == null || known.isRenewed || now.isBefore(known.confirmedAt.plus(RENEWED_AFTER))) {
        return false;
      }
      known.isRenewed = true;
      return true;
    }
  }

  /** Forgets one token, which the store does not know. */
  void forget(String digest) {
    synchronized (tokens) {
      tokens.remove(digest);
    }
  }

  /** Forgets all tokens, after one was revoked here. */
  void forgetAll() {
    synchronized (tokens) {
      forgotten++;
      tokens.clear();
    }
  }

  private static boolean isExpired(ApiToken token, Instant now) {
    var expiresAt = token.expiresAt();
    return expiresAt != null && !now.isBefore(expiresAt);
  }
}
