package io.trueup.listener.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.trueup.listener.daemon.config.ConfigurationReader;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.hooks.HookSource;
import io.trueup.listener.daemon.hooks.WebhookSecrets;
import io.trueup.statestore.SourceId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConfiguredHooksTest {

  private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");

  @Test
  void acceptsSecretsWhenTheConfigurationSaysSo() {
    var yaml =
        """
        sources:
          acme:
            repository: https://github.com/acme/model.git
            branch: main
            webhook:
              secrets:
                - {env: LAST, not-after: 2026-04-01T00:00:00Z}
                - {env: NEXT, not-before: 2026-04-01T00:00:00Z}
        """;
    var read =
        ConfigurationReader.read(
            "trueup.yaml", Path.of("/etc/trueup"), yaml.getBytes(StandardCharsets.UTF_8));
    var sources = Objects.requireNonNull(read.configuration()).sources();
    var secrets = new SecretReader(Map.of("LAST", "last", "NEXT", "next")::get);

    var hook =
        ConfiguredHooks.overHttp(
            Objects.requireNonNull(sources.get(new SourceId("acme"))), secrets);

    assertThat(hook.verification())
        .isInstanceOfSatisfying(
            HookSource.Verification.Signed.class,
            signed ->
                assertThat(signed.secrets().entries())
                    .extracting(
                        it -> it.value().get().orElseThrow().value(),
                        WebhookSecrets.Entry::notBefore,
                        WebhookSecrets.Entry::notAfter)
                    .containsExactly(tuple("last", null, APRIL), tuple("next", APRIL, null)));
  }
}
