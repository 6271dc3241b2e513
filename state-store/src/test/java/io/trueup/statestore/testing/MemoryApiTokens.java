package io.trueup.statestore.testing;

import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.testing.MemoryState.TokenRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tokens by name; a revoked one leaves only its audit entries. */
final class MemoryApiTokens implements ApiTokens {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemoryApiTokens(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  @Override
  public boolean add(
      String name, Scope scope, String digest, @Nullable Instant expiresAt, Actor actor) {
    return transactor.in(
        "tokens.add",
        () -> {
          if (state.tokens.find(name) != null) {
            return false;
          }
          state.tokens.put(
              name, new TokenRow(new ApiToken(name, scope, state.now(), expiresAt), digest));
          state.audit(
              actor,
              AuditVerbs.TOKEN_ADDED,
              "token:" + name,
              null,
              MemoryJson.of("scope", scope, "expiresAt", expiresAt),
              "the token is valid from now on");
          return true;
        });
  }

  @Override
  public Optional<ApiToken> find(String digest) {
    return transactor.in("tokens.find", () -> inForce(digest));
  }

  /** Within a transaction: the token with a digest, unless it expired or was revoked. */
  Optional<ApiToken> inForce(String digest) {
    return state.tokens.rows().stream()
        .filter(row -> row.digest().equals(digest))
        .map(TokenRow::token)
        .filter(this::isInForce)
        .findFirst();
  }

  /** Within a transaction: whether a token with the actor's name may operate. */
  static boolean mayOperate(MemoryState state, Actor actor) {
    var row = state.tokens.find(actor.name());
    return row != null && row.token().scope() == Scope.OPERATE && isInForce(state, row.token());
  }

  /** Within a transaction: whether an actor may give orders: the daemon itself always. */
  static boolean mayOrder(MemoryState state, Actor actor) {
    return actor.equals(Actor.DAEMON) || mayOperate(state, actor);
  }

  private boolean isInForce(ApiToken token) {
    return isInForce(state, token);
  }

  private static boolean isInForce(MemoryState state, ApiToken token) {
    return token.expiresAt() == null || state.now().isBefore(token.expiresAt());
  }

  @Override
  public List<ApiToken> all() {
    return transactor.in(
        "tokens.all", () -> state.tokens.rows().stream().map(TokenRow::token).toList());
  }

  @Override
  public Revocation revoke(String name, Revocable which, Actor actor) {
    return transactor.in(
        "tokens.revoke",
        () -> {
          var row = state.tokens.find(name);
          if (row == null) {
            return Revocation.UNKNOWN;
          }
          if (which == Revocable.ALL_BUT_THE_LAST_OPERATOR && operators().equals(List.of(name))) {
            return Revocation.LAST_OPERATOR;
          }
          state.tokens.remove(name);
          state.audit(
              actor,
              AuditVerbs.TOKEN_REVOKED,
              "token:" + name,
              MemoryJson.of("scope", row.token().scope()),
              null,
              "the token is no longer valid");
          return Revocation.REVOKED;
        });
  }

  private List<String> operators() {
    return state.tokens.rows().stream()
        .map(TokenRow::token)
        .filter(token -> token.scope() == Scope.OPERATE && isInForce(token))
        .map(ApiToken::name)
        .toList();
  }
}
