package io.trueup.listener.daemon.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only Gitea and Forgejo do: they sign the payload in a form, and not the form. */
class GiteaHookTest extends ForgeFixture {

  private static final String FORM = "application/x-www-form-urlencoded";

  private Answer sendForm(String forge, String form, String signed) {
    var proof = sender(forge).prover().prove(SECRET, bytes(signed));
    return send(
        first(forge),
        form,
        head -> {
          head.put("Content-Type", FORM);
          head.putAll(proof);
          return head;
        });
  }

  private static String form(String payload) {
    return "payload=" + URLEncoder.encode(payload, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gitea", "forgejo"})
  void acceptsAFormWhosePayloadIsSigned(String forge) {
    var body = first(forge).body();

    assertThat(sendForm(forge, form(body), body).status()).isEqualTo(202);
    assertThat(store.deliveries().getFirst().body()).asString().isEqualTo(form(body));
  }

  @Test
  void refusesAFormThatIsSignedAsAWholeOrHasNoPayload() {
    var form = form(first("gitea").body());

    assertThat(sendForm("gitea", form, form).status()).isEqualTo(401);
    assertThat(sendForm("gitea", "x=1", "x=1").status()).isEqualTo(401);
    assertThat(sendForm("gitea", "payload=%7", "payload=%7").status()).isEqualTo(401);
    assertThat(store.deliveries()).isEmpty();
  }

  @Test
  void doesNotAcceptTheSignatureThatGitHubMakes() {
    var example = first("gitea");
    var hub = Map.of("X-Hub-Signature-256", signature(SECRET, bytes(example.body())));

    var answer =
        send(
            example,
            example.body(),
            head -> {
              head.remove("X-Gitea-Signature");
              head.putAll(hub);
              return head;
            });

    assertThat(answer.status("reason"))
        .isEqualTo(
            "The signature in X-Gitea-Signature is missing or not made with the hook's secret");
  }
}
