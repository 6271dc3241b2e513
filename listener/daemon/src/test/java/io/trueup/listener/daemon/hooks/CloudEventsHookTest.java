package io.trueup.listener.daemon.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.ForgeSettings;
import io.trueup.listener.daemon.forge.HmacAlgorithm;
import io.trueup.platforms.spi.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only CloudEvents have: attributes, versions, and refs where the operator points. */
class CloudEventsHookTest extends ForgeFixture {

  private static final String EVENT =
      """
      {"specversion": "1.0", "id": "7", "source": "/acme", "type": "com.acme.pushed",
       "data": {"subject": {"content": {"repository": {"id": "acme/model"}}}, "refs": ["refs/heads/x", "main"]}}
      """;

  private Answer structured(String body) {
    return send(first("cloudevents"), body, with("Content-Type", "application/cloudevents+json"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"1.0\"|\"2.0\"|The event has specversion '2.0'; only '1.0' is understood",
        "\"1.0\"|1|The event has specversion 'null'; only '1.0' is understood",
        "\"id\"|\"ID\"|The event has no id, no type or no source",
        "\"type\"|\"kind\"|The event has no id, no type or no source",
        "\"source\"|\"from\"|The event has no id, no type or no source",
      })
  void refusesWhatIsNoCloudEventOfThisVersion(String there, String instead, String reason) {
    var answer = structured(EVENT.replaceFirst(there, instead));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.status("reason")).isEqualTo(reason);
  }

  @Test
  void countsTheRefsThatTheOperatorPointsTo() {
    assertThat(structured(EVENT).status("reason"))
        .isEqualTo("Events of kind 'com.acme.pushed' request nothing");

    var pointed =
        new ForgeSettings(Forge.CLOUDEVENTS, "", "X-Sign", HmacAlgorithm.SHA256, "/refs/*", null);
    var secrets =
        new WebhookSecrets(
            List.of(new WebhookSecrets.Entry(() -> Optional.of(new Secret(SECRET)), null, null)));
    declare(
        new Sender("cloudevents", pointed, "acme/model", SECRET, (_, _) -> Map.of()),
        new HookSource.Verification.Signed(secrets));

    assertThat(structured(EVENT).status()).isEqualTo(401);
    var head =
        Map.of(
            "Content-Type",
            "application/cloudevents+json",
            "X-Sign",
            signature(SECRET, bytes(EVENT)));
    assertThat(send(request("cloudevents", head, bytes(EVENT))).status()).isEqualTo(202);
    assertThat(pokes).hasSize(1);
  }

  @Test
  void needsATypeInTheHead() {
    var example = ForgeExamples.of("cloudevents").get(1);

    assertThat(send(example, example.body(), without("ce-type")).status("reason"))
        .isEqualTo("The header ce-type is missing or malformed");
    assertThat(send(example, example.body(), without("ce-id")).status("reason"))
        .isEqualTo("The event has no id, no type or no source");
    assertThat(
            send(example, "[]", with("Content-Type", "application/cloudevents-batch+json"))
                .status())
        .isEqualTo(415);
  }
}
