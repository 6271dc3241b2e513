package io.trueup.listener.daemon.api;

import io.trueup.statestore.ApiTokens;
import io.trueup.statestore.ApiTokens.ApiToken;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks the store for tokens: for one token once at a time, however many requests wait for it, so
 * that a thousand jobs that start together with one token take one transaction for it. Safe for any
 * thread; blocks.
 */
final class TokenLookups {

  private final ApiTokens tokens;
  private final KnownTokens known;
  private final InstantSource clock;
  private final Map<String, Flight> flights = new ConcurrentHashMap<>();

  /**
   * Lookups in a store.
   *
   * @param known gets every token that is found
   */
  TokenLookups(ApiTokens tokens, KnownTokens known, InstantSource clock) {
    this.tokens = tokens;
    this.known = known;
    this.clock = clock;
  }

  private record Flight(Instant began, CompletableFuture<Optional<ApiToken>> found) {

    Optional<ApiToken> join() {
      try {
        return found.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException failure
            ? failure
            : new IllegalStateException("A token cannot be looked up", e);
      }
    }
  }

  /** The token with a digest, as the store knew it at most {@link KnownTokens#FOR} ago. */
  Optional<ApiToken> find(String digest) {
    var own = new Flight(clock.instant(), new CompletableFuture<>());
    var other = flights.putIfAbsent(digest, own);
    if (other == null) {
      return lead(digest, own);
    }
    return other.began().plus(KnownTokens.FOR).isAfter(own.began())
        ? other.join()
        : confirmed(digest);
  }

  private Optional<ApiToken> lead(String digest, Flight own) {
    try {
      var found = confirmed(digest);
      own.found().complete(found);
      return found;
    } catch (RuntimeException | Error e) {
      own.found().completeExceptionally(e);
      throw e;
    } finally {
      flights.remove(digest, own);
    }
  }

  /** The token with a digest, as the store knows it now. */
  Optional<ApiToken> confirmed(String digest) {
    var lookup = known.lookup();
    var found = tokens.find(digest);
    found.ifPresentOrElse(
        token -> known.confirm(digest, token, lookup), () -> known.forget(digest));
    return found;
  }
}
