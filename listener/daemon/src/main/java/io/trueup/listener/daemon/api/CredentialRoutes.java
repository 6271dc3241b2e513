package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.view.CredentialView;
import io.trueup.platforms.spi.Endpoint;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.CredentialAddresses;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Platforms;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Routes for the addresses where credentials may be used. */
final class CredentialRoutes {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

  private final CredentialAddresses addresses;
  private final Platforms platforms;
  private final Consumer<PlatformId> poke;

  CredentialRoutes(CredentialAddresses addresses, Platforms platforms, Consumer<PlatformId> poke) {
    this.addresses = addresses;
    this.platforms = platforms;
    this.poke = poke;
  }

  /**
   * An address, and the reason for a decision about it.
   *
   * @param address {@code host:port}
   */
  record AddressRequest(@Nullable String address, @Nullable String reason) {}

  List<Route> routes() {
    var path = "/api/v1/credentials";
    return List.of(
        Route.read(path, _ -> HttpAnswer.ok(views(addresses.all()))),
        Route.of(HttpMethod.PUT, path + "/{credential}/approve", Scope.OPERATE, this::approve),
        Route.of(HttpMethod.PUT, path + "/{credential}/withdraw", Scope.OPERATE, this::withdraw));
  }

  private static List<CredentialView> views(List<CredentialAddresses.CredentialAddress> all) {
    return all.stream().map(CredentialView::of).toList();
  }

  /** Idempotent: approving an approved address changes nothing and has the same answer. */
  private HttpAnswer approve(ApiRequest request) {
    var decision = request.body(AddressRequest.class);
    var address = address(decision);
    var reason = ApiRequest.requireText("reason", decision.reason());
    var name = request.path("credential");
    if (!NAME.matcher(name).matches()) {
      throw ApiException.invalid(
          "credential", "A credential's name consists of letters, digits, '_', '.' and '-'");
    }
    addresses.approve(name, address, request.actor(), reason);
    platforms.all().stream().map(PlatformState::id).forEach(poke);
    return addresses(name);
  }

  private HttpAnswer withdraw(ApiRequest request) {
    var decision = request.body(AddressRequest.class);
    var address = address(decision);
    var reason = ApiRequest.requireText("reason", decision.reason());
    var name = request.path("credential");
    if (!addresses.withdraw(name, address, request.actor(), reason)) {
      throw ApiException.of(
          ApiException.Status.NOT_FOUND,
          "unknown-address",
          "There is no address of credential '%s' '%s'".formatted(name, address));
    }
    return addresses(name);
  }

  private HttpAnswer addresses(String name) {
    return HttpAnswer.ok(views(addresses.find(name).orElse(List.of())));
  }

  private static String address(AddressRequest decision) {
    var text = ApiRequest.requireText("address", decision.address());
    try {
      return Endpoint.parse(text).toString();
    } catch (IllegalArgumentException _) {
      throw ApiException.invalid(
          "address",
          "'address' must be a host and a port such as db.acme.internal:5432, not '%s'"
              .formatted(text));
    }
  }
}
