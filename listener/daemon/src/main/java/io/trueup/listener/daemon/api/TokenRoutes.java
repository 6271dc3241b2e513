package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.view.TokenView;
import io.trueup.listener.engine.Secrets;
import io.trueup.statestore.ApiTokens;
import io.trueup.statestore.ApiTokens.Revocable;
import io.trueup.statestore.ApiTokens.Scope;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Routes for tokens. */
final class TokenRoutes {

  private final ApiTokens tokens;
  private final Supplier<Instant> now;
  private final Secrets secrets;
  private final Runnable revoked;

  /**
   * Routes over the tokens of one store.
   *
   * @param now the store's clock; blocks
   * @param revoked called after a token was revoked
   */
  TokenRoutes(ApiTokens tokens, Supplier<Instant> now, Secrets secrets, Runnable revoked) {
    this.tokens = tokens;
    this.now = now;
    this.secrets = secrets;
    this.revoked = revoked;
  }

  /**
   * A token to create.
   *
   * @param expiresAt an instant, or a duration from now such as {@code 90d}; null for never
   */
  record TokenRequest(@Nullable String name, @Nullable Scope scope, @Nullable String expiresAt) {}

  List<Route> routes() {
    return List.of(
        Route.of(HttpMethod.GET, "/api/v1/tokens", Scope.OPERATE, _ -> all()),
        Route.of(HttpMethod.POST, "/api/v1/tokens", Scope.OPERATE, this::create),
        Route.of(HttpMethod.DELETE, "/api/v1/tokens/{token}", Scope.OPERATE, this::revoke)
            .with("force"));
  }

  private HttpAnswer all() {
    return HttpAnswer.ok(tokens.all().stream().map(TokenView::of).toList());
  }

  private HttpAnswer create(ApiRequest request) {
    var wanted = request.body(TokenRequest.class);
    var name = ApiRequest.requireText("name", wanted.name());
    var scope = wanted.scope();
    if (!Secrets.isName(name)) {
      throw ApiException.invalid(
          "name",
          "A token's name consists of at most 63 letters, digits, '.', '_' and '-', and starts with"
              + " a letter");
    }
    if (scope == null) {
      throw ApiException.invalid("scope", "'scope' is required: READ, RUN, SERVE or OPERATE");
    }
    var expiresAt =
        wanted.expiresAt() == null
            ? null
            : TimeParser.parseFuture(now.get(), "expiresAt", wanted.expiresAt());
    var secret = secrets.issue(tokens, name, scope, expiresAt, request.actor());
    return HttpAnswer.created(
        new TokenView.Created(
            name,
            scope,
            expiresAt,
            secret.orElseThrow(() ->
                ApiException.conflict("name-taken", "Token '%s' already exists".formatted(name)))));
  }

  private HttpAnswer revoke(ApiRequest request) {
    var name = request.path("token");
    var which =
        request.booleanParameter("force") ? Revocable.ANY : Revocable.ALL_BUT_THE_LAST_OPERATOR;
    return switch (tokens.revoke(name, which, request.actor())) {
      case REVOKED -> {
        revoked.run();
        yield HttpAnswer.noContent();
      }
      case UNKNOWN -> throw ApiException.notFound("token", name);
      case LAST_OPERATOR ->
          throw ApiException.conflict(
              "last-operator",
              "Cannot revoke token '%s', because it is the last with scope OPERATE, without which no other can be created. Create another first, or use --force and then 'trueup token recover' on the daemon's machine"
                  .formatted(name));
    };
  }
}
