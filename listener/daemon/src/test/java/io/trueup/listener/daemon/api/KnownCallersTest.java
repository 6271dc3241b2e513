package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Revocable;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** For how long callers are known without the store. */
class KnownCallersTest {

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final StoreScene scene = new StoreScene(store);
  private final ApiServer api = new ApiServer(store, clock);
  private final String reader = scene.token("reader", Scope.READ);
  private final String operator = scene.token("operator", Scope.OPERATE);

  @AfterEach
  void closeApi() {
    api.close();
  }

  @Test
  void acceptsATokenThatAnotherDaemonRevokedForASecondAtMost() {
    assertThat(api.get("/api/v1/status", reader).status()).isEqualTo(200);
    store.tokens().revoke("reader", Revocable.ANY, Actor.DAEMON);
    clock.advance(Duration.ofMillis(400));
    assertThat(api.get("/api/v1/status", reader).status()).isEqualTo(200);

    clock.advance(Duration.ofMillis(600));

    assertThat(api.get("/api/v1/status", reader).status()).isEqualTo(401);
  }

  @Test
  void refusesATokenThatWasRevokedHereAtOnce() {
    assertThat(api.get("/api/v1/status", reader).status()).isEqualTo(200);

    assertThat(api.send("DELETE", "/api/v1/tokens/reader", operator, null).status()).isEqualTo(204);

    assertThat(api.get("/api/v1/status", reader).status()).isEqualTo(401);
  }

  @Test
  void asksTheStoreForEveryOrder() {
    assertThat(api.get("/api/v1/tokens", operator).status()).isEqualTo(200);
    store.tokens().revoke("operator", Revocable.ANY, Actor.DAEMON);

    assertThat(api.get("/api/v1/tokens", operator).status()).isEqualTo(401);
    assertThat(api.get("/api/v1/status", operator).status()).isEqualTo(401);
  }

  @Test
  void doesNotLetAKnownTokenDoMoreThanItsScope() {
    assertThat(api.get("/api/v1/status", reader).status()).isEqualTo(200);

    assertThat(api.send("POST", "/api/v1/runs", reader, "{}").status()).isEqualTo(403);
    assertThat(api.get("/api/v1/tokens", reader).status()).isEqualTo(403);
  }
}
