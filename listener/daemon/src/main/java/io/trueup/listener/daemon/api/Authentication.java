package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.edge.RateLimit;
import io.trueup.listener.engine.Secrets;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.ApiToken;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Identifies callers by their tokens, and viewers of the page by sessions that a token began. Safe
 * for any thread; what asks the store blocks.
 */
final class Authentication {

  /** How long a browser stays signed in, unless its token ends earlier: a working day. */
  static final Duration SESSION = Duration.ofHours(12);

  private static final int LONGEST_SECRET = 512;
  private static final int VALID_AT_ONCE = 1;
  private static final Duration VALID_FOR = Duration.ofHours(1);

  private final StateStore store;
  private final Secrets secrets;
  private final WrongTokenLimiter refused;

  /**
   * Digests of tokens that were valid within the last hour: many wrong tokens behind one proxy must
   * not lock out callers behind the same proxy whose tokens are valid.
   */
  private final RateLimit valid;

  private final KnownTokens known;
  private final TokenLookups lookups;

  Authentication(StateStore store, Secrets secrets, InstantSource clock) {
    this.store = store;
    this.secrets = secrets;
    this.refused = new WrongTokenLimiter(store.audit(), clock);
    this.valid = new RateLimit(clock, VALID_AT_ONCE, VALID_FOR);
    this.known = new KnownTokens(clock);
    this.lookups = new TokenLookups(store.tokens(), known, clock);
  }

  /**
   * The owner of a token that is valid or was so within the last second. Blocks unless the token is
   * known.
   *
   * @throws ApiException when the token is wrong, or when too many wrong tokens came from the
   *     address
   */
  Caller caller(String secret, String address) {
    return known(secret, address)
        .orElseGet(() -> caller(authenticated(secret, address, lookups::find), address));
  }

  /**
   * The owner of a token that is valid now: the store is asked. Blocks.
   *
   * @throws ApiException as {@link #caller} does
   */
  Caller confirmedCaller(String secret, String address) {
    return caller(authenticated(secret, address, lookups::confirmed), address);
  }

  /**
   * The owner of a token that the store confirmed within the last second; empty when the store must
   * be asked. Never blocks.
   */
  Optional<Caller> known(String secret, String address) {
    return known(secret, address, KnownTokens.FOR);
  }

  /**
   * The same for a token that the store confirmed within a given time, if it has not expired since
   * and was not revoked here.
   */
  Optional<Caller> known(String secret, String address, Duration within) {
    return isPossible(secret)
        ? known.find(Secrets.digest(secret), within).map(it -> caller(it, address))
        : Optional.empty();
  }

  /**
   * Whether {@link #renew} is due for a known token: true for one caller each time, who then calls
   * it. Never blocks.
   */
  boolean isRenewalDue(String secret) {
    return known.isRenewalDue(Secrets.digest(secret));
  }

  /** Asks the store for a token that is in use, before it is known no longer. Blocks. */
  void renew(String secret) {
    var digest = Secrets.digest(secret);
    if (lookups.confirmed(digest).isPresent()) {
      valid.use(digest);
    }
  }

  /** Forgets what is known, because a token was revoked here. */
  void forgetKnown() {
    known.forgetAll();
  }

  /**
   * Begins a session and returns its secret, for a cookie.
   *
   * @throws ApiException when the token is wrong, or when too many wrong tokens came from the
   *     address
   */
  String signIn(String secret, String address) {
    var session = secrets.session();
    authenticated(
        secret,
        address,
        digest -> store.pageSessions().begin(digest, Secrets.digest(session), SESSION, address));
    return session;
  }

  /** The owner of a session; empty when the session has ended or never existed. */
  Optional<Caller> viewer(String session, String address) {
    return isPossible(session)
        ? store.pageSessions().find(Secrets.digest(session)).map(it -> caller(it, address))
        : Optional.empty();
  }

  /** Ends a session if it exists. */
  void signOut(String session, String address) {
    if (isPossible(session)) {
      store.pageSessions().end(Secrets.digest(session), address);
    }
  }

  /** Finds a token by its digest. */
  private interface TokenLookup {
    Optional<ApiToken> find(String digest);
  }

  private ApiToken authenticated(String secret, String address, TokenLookup lookup) {
    var digest = Secrets.digest(secret);
    if (refused.isBlocked(address) && !valid.isExhausted(digest)) {
      throw ApiException.of(
          ApiException.Status.TOO_MANY,
          "too-many-wrong-tokens",
          "Too many wrong tokens came from '%s'. Wait a minute, then try again".formatted(address));
    }
    var token = isPossible(secret) ? lookup.find(digest) : Optional.<ApiToken>empty();
    if (token.isEmpty()) {
      refused.record(address);
      throw ApiException.unauthorized();
    }
    valid.use(digest);
    return token.get();
  }

  private static boolean isPossible(String secret) {
    return !secret.isEmpty() && secret.length() <= LONGEST_SECRET;
  }

  private static Caller caller(ApiToken token, String address) {
    return new Caller(new Actor(token.name(), address), token.scope());
  }
}
