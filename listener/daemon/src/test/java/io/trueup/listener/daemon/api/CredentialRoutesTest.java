package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CredentialRoutesTest {

  private static final String APPROVE = "/api/v1/credentials/warehouse/approve";
  private static final String WITHDRAW = "/api/v1/credentials/warehouse/withdraw";
  private static final String DECISION =
      "{\"address\": \"DB2.acme.internal:5432\", \"reason\": \"it moved\"}";

  private final InMemoryStateStore store =
      new InMemoryStateStore(new SettableClock(Instant.parse("2026-03-01T12:00:00Z")));
  private final StoreScene scene = new StoreScene(store);
  private final ApiServer api = new ApiServer(store, false);
  private final String operator = scene.token("operator", Scope.OPERATE);

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void anApprovalIsAuditedOnceAndShown() {
    store.credentials().pin("warehouse", List.of("db.acme.internal:5432"), "platform acme/Live");

    assertThat(api.send("PUT", APPROVE, operator, DECISION).status()).isEqualTo(200);
    var again = api.send("PUT", APPROVE, operator, DECISION);

    assertThat(again.status()).isEqualTo(200);
    assertThat(api.get("/api/v1/credentials", operator).body()).isEqualTo(again.body());
    assertThat(again.body()).contains("db.acme.internal:5432", "db2.acme.internal:5432");
    assertThat(store.audit().newest("credential:warehouse", 9))
        .extracting(it -> it.verb() + " " + it.actor().name() + " " + it.reason())
        .containsExactly(
            AuditVerbs.CREDENTIAL_APPROVED + " operator it moved",
            AuditVerbs.CREDENTIAL_PINNED + " trueup platform acme/Live");
  }

  @Test
  void whatIsWithdrawnIsShownNoMore() {
    api.send("PUT", APPROVE, operator, DECISION);

    assertThat(api.send("PUT", WITHDRAW, operator, DECISION).status()).isEqualTo(200);

    assertThat(store.credentials().find("warehouse")).hasValue(List.of());
    assertThat(api.send("PUT", WITHDRAW, operator, DECISION).status()).isEqualTo(404);
  }

  @Test
  void anAddressIsAHostAndAPort() {
    var reply =
        api.send(
            "PUT", APPROVE, operator, "{\"address\": \"db.acme.internal\", \"reason\": \"x\"}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.detail())
        .isEqualTo(
            "'address' must be a host and a port such as db.acme.internal:5432, not"
                + " 'db.acme.internal'");
  }
}
