package io.trueup.listener.daemon.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.NewDelivery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only Azure DevOps does: it logs in, and only its payload names the event. */
class AzureDevOpsHookTest extends ForgeFixture {

  @ParameterizedTest
  @ValueSource(strings = {"", "Basic", "Basic ", "Basic ???", "Bearer it's a secret"})
  void refusesMalformedLogins(String authorization) {
    assertThat(login(authorization)).isEqualTo(401);
  }

  @Test
  void comparesUserAndPassword() {
    assertThat(login("Basic " + base64("trueup:" + SECRET))).isEqualTo(202);
    assertThat(login("basic " + base64("trueup:" + SECRET))).isEqualTo(202);
    assertThat(login("Basic " + base64("other:" + SECRET))).isEqualTo(401);
    assertThat(login("Basic " + base64("trueup:"))).isEqualTo(401);
    assertThat(login("Basic " + base64(SECRET))).isEqualTo(401);
  }

  private int login(String authorization) {
    var example = first("azure-devops");
    return send(example, example.body(), with("Authorization", authorization)).status();
  }

  @Test
  void takesIdAndEventFromThePayload() {
    send(first("azure-devops"));
    send(first("azure-devops"), "{\"eventType\": \"<b>\", \"id\": \"a b\"}", head -> head);

    assertThat(store.deliveries().getFirst())
        .extracting(NewDelivery::deliveryId, NewDelivery::event)
        .containsExactly("d2f0a9be-1c08-4d1f-8a43-6a52c1c2f002", "git.push");
    assertThat(store.deliveries().getLast().event()).isEqualTo("unknown");
    assertThat(store.deliveries().getLast().deliveryId()).matches("sha256-[0-9a-f]{40}");
  }
}
