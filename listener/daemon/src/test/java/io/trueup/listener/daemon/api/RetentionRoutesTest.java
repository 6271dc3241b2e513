package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.testing.SchemaFixture;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.RetentionKind;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetentionRoutesTest {

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final SchemaFixture fixture = new SchemaFixture(store);
  private final StoreScene scene = new StoreScene(store);
  private final ApiServer api = ApiServer.of(store, fixture);
  private final String reader = scene.token("reader", Scope.READ);

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void showsEachKindWithItsRule() {
    var answer = api.get("/api/v1/retention", reader);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("records"))
        .extracting(it -> it.path("kind").asText())
        .containsExactly(
            Arrays.stream(RetentionKind.values()).map(RetentionKind::key).toArray(String[]::new));
    assertThat(answer.json().path("records").get(0).toString())
        .isEqualTo(
            "{\"kind\":\"runs\",\"keep\":\"forever\",\"rows\":0,\"bytes\":0,\"oldest\":null,"
                + "\"strays\":0,\"lastPass\":null}");
  }

  @Test
  void showsWhatAPassWouldRemove() {
    var answer = api.get("/api/v1/retention/preview", reader);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("records")).hasSize(RetentionKind.values().length);
    assertThat(answer.json().path("records").get(1).toString())
        .isEqualTo(
            "{\"kind\":\"deliveries\",\"keep\":\"forever\",\"before\":null,\"removable\":0,\"rows\":0,"
                + "\"bytes\":0}");
  }
}
