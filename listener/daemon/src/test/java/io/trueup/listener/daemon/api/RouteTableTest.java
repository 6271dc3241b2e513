package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.ApiTokens.Scope;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {

  private final RouteTable<Route> table =
      new RouteTable<>(
          List.of(
              get("/healthz"),
              get("/api/v1/platforms"),
              get("/api/v1/platforms/{platform}"),
              get("/api/v1/platforms/{platform}/drift"),
              get("/api/v1/platforms/{source}/{name}"),
              get("/api/v1/platforms/{source}/{name}/drift"),
              Route.of(
                  HttpMethod.PUT,
                  "/api/v1/platforms/{platform}",
                  Scope.OPERATE,
                  _ -> HttpAnswer.noContent())),
          it -> it);

  @ParameterizedTest
  @CsvSource({
    "/healthz, /healthz",
    "/api/v1/platforms, /api/v1/platforms",
    "/api/v1/platforms/, /api/v1/platforms",
    "/api/v1/platforms//, /api/v1/platforms",
    "/api/v1/platforms/Live, /api/v1/platforms/{platform}",
    "/api/v1/platforms/Live/, /api/v1/platforms/{platform}",
    "/api/v1/platforms/acme/drift, /api/v1/platforms/{platform}/drift",
    "/api/v1/platforms/acme/Live, /api/v1/platforms/{source}/{name}",
    "/api/v1/platforms/acme/drift/drift, /api/v1/platforms/{source}/{name}/drift",
  })
  void findsTheFirstRouteThatMatches(String path, String expected) {
    var found = table.find(HttpMethod.GET, path);

    assertThat(found).map(it -> it.item().path()).hasValue(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "//",
        "///",
        "/nothing",
        "//healthz",
        "/healthz/more",
        "/api/v1//Live",
        "/api/v1/platforms//drift",
        "/api/v1/platforms/acme/Live/other",
        "/api/v1/platforms/a/b/c/d/e/f/g/h"
      })
  void findsNothingForOtherPaths(String path) {
    assertThat(table.find(HttpMethod.GET, path)).isEmpty();
    assertThat(table.methods(path)).isEmpty();
  }

  @Test
  void decodesParametersAndKeepsPluses() {
    var found = table.find(HttpMethod.GET, "/api/v1/platforms/a%2Fb+c/%C3%A9%2520").orElseThrow();

    assertThat(found.path()).isEqualTo(Map.of("source", "a/b+c", "name", "é%20"));
  }

  @Test
  void knowsTheMethodsOfAPath() {
    assertThat(table.methods("/api/v1/platforms/Live")).containsExactly("GET", "PUT");
    assertThat(table.find(HttpMethod.PUT, "/api/v1/platforms/acme/Live")).isEmpty();
  }

  private static Route get(String path) {
    return Route.open(path, _ -> HttpAnswer.noContent());
  }
}
