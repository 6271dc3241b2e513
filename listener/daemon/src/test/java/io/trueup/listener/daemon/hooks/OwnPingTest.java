package io.trueup.listener.daemon.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.ForgeReaders;
import io.trueup.listener.daemon.forge.ForgeSettings;
import io.trueup.listener.daemon.forge.HmacAlgorithm;
import io.trueup.listener.daemon.forge.OwnPing;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.SourceId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our own pings are genuine for the reader of each forge, and move nothing. */
class OwnPingTest extends ForgeFixture {

  static Stream<ForgeSettings> settings() {
    return Stream.concat(
        SENDERS.stream().map(Sender::settings),
        Stream.of(
            ForgeSettings.of(Forge.GENERIC),
            new ForgeSettings(
                Forge.CLOUDEVENTS, "x", "X-Signature", HmacAlgorithm.SHA384, "/a/ref", null)));
  }

  private Answer ping(ForgeSettings settings, String known, @Nullable String used) {
    var id = new SourceId("acme");
    var secrets =
        new WebhookSecrets(
            List.of(new WebhookSecrets.Entry(() -> Optional.of(new Secret(known)), null, null)));
    sources.put(
        "acme",
        new HookSource(
            id,
            "main",
            null,
            new HookSource.Verification.Signed(secrets),
            ForgeReaders.of(settings)));
    var ping = OwnPing.of(settings, used == null ? null : new Secret(used), "trueup-check-1", NOON);
    return send(request("acme", ping.headers(), bytes(ping.body())));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void arrivesAndMovesNothing(ForgeSettings settings) {
    var answer = ping(settings, SECRET, SECRET);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.status("status")).isEqualTo("ignored");
    assertThat(pokes).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void isRefusedWithAnotherSecretAndWithout(ForgeSettings settings) {
    assertThat(ping(settings, SECRET, "guess").status()).isEqualTo(401);
    assertThat(ping(settings, SECRET, null).status()).isEqualTo(401);
  }

  @Test
  void signsWithASigningTokenOfGitLab() {
    var settings = ForgeSettings.of(Forge.GITLAB);

    assertThat(ping(settings, SIGNING, SIGNING).status()).isEqualTo(200);
    assertThat(OwnPing.of(settings, new Secret(SIGNING), "1", NOON).headers().values())
        .noneMatch(it -> it.contains(SIGNING));
  }
}
