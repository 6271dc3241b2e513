package io.trueup.listener.api;

import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.ApiToken;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Tells who calls by a token, and who looks at the page by a session that a token began. Safe for
 * any thread; everything blocks.
 */
final class Authentication {

  /** How long a browser stays signed in, unless its token ends before: a working day. */
  static final Duration SESSION = Duration.ofHours(12);

  private static final int LONGEST_SECRET = 512;
  private static final int REMEMBERED_AT_ONCE = 1;
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final StateStore store;
  private final Secrets secrets;
  private final RefusedTokens refused;

  /**
   * Digests of tokens that were good within the hour: many wrong tokens behind one proxy must not
   * shut out those who came through it with a good one.
   */
  private final RateLimit good;

  Authentication(StateStore store, Secrets secrets, InstantSource clock) {
    this.store = store;
    this.secrets = secrets;
    this.refused = new RefusedTokens(store.audit(), clock);
    this.good = new RateLimit(clock, REMEMBERED_AT_ONCE, REMEMBERED);
  }

  /**
   * Who has a token.
   *
   * @throws ApiException when the token is wrong, or too many wrong ones came from there
   */
  Caller caller(String secret, String address) {
    return caller(known(secret, address, store.tokens()::find), address);
  }

  /**
   * Begins a session; its secret, for a cookie.
   *
   * @throws ApiException when the token is wrong, or too many wrong ones came from there
   */
  String signIn(String secret, String address) {
    var session = secrets.session();
    known(
        secret,
        address,
        digest -> store.pageSessions().begin(digest, Secrets.digest(session), SESSION, address));
    return session;
  }

  /** Whose a session is; empty when it is over, or never was. */
  Optional<Caller> viewer(String session, String address) {
    return isPossible(session)
        ? store.pageSessions().find(Secrets.digest(session)).map(it -> caller(it, address))
        : Optional.empty();
  }

  /** Ends a session, if it is one. */
  void signOut(String session, String address) {
    if (isPossible(session)) {
      store.pageSessions().end(Secrets.digest(session), address);
    }
  }

  /** Finds a token by its digest. */
  private interface Lookup {
    Optional<ApiToken> find(String digest);
  }

  private ApiToken known(String secret, String address, Lookup lookup) {
    var digest = Secrets.digest(secret);
    if (refused.areTooMany(address) && !good.isUsedUp(digest)) {
      throw ApiException.of(
          ApiException.Status.TOO_MANY,
          "too-many-wrong-tokens",
          "Too many wrong tokens came from '%s': wait a minute, then ask again".formatted(address));
    }
    var token = isPossible(secret) ? lookup.find(digest) : Optional.<ApiToken>empty();
    if (token.isEmpty()) {
      refused.refused(address);
      throw ApiException.unauthorized();
    }
    good.use(digest);
    return token.get();
  }

  private static boolean isPossible(String secret) {
    return !secret.isEmpty() && secret.length() <= LONGEST_SECRET;
  }

  private static Caller caller(ApiToken token, String address) {
    return new Caller(new Actor(token.name(), address), token.scope());
  }
}
