package io.trueup.listener.daemon.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.ConfigurationReader;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.api.ForgeClient;
import io.trueup.listener.daemon.forge.api.PlayedForge;
import io.trueup.listener.daemon.forge.api.PlayedForge.Answer;
import io.trueup.listener.engine.git.RemoteHead;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.testing.InMemoryStateStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is found of broken webhooks when nobody asks. */
@Timeout(60)
class RegularChecksTest {

  private static final SourceId ACME = new SourceId("acme");
  private static final String URL = "https://trueup.acme.test";

  /** The played forge shows the time of this machine, too. */
  private final InstantSource clock = InstantSource.system();

  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final PlayedForge forge = PlayedForge.free();
  private final ForgeClient client = new ForgeClient(clock);
  private final HandTimer timer = new HandTimer();
  private final RegularChecks checks = new RegularChecks(Map.of(ACME, diagnosis(clock)), timer);
  private boolean isHookOff;

  RegularChecksTest() {
    forge.play(call ->
        Answer.json(
            200,
            call.line().contains("/hooks")
                ? """
                [{"url": "%s/hooks/acme", "push_events": true, "enable_ssl_verification": true,
                  "alert_status": "%s"}]\
                """
                    .formatted(URL, isHookOff ? "disabled" : "executable")
                : "{}"));
  }

  @AfterEach
  void close() {
    client.close();
    forge.close();
  }

  private SourceDiagnosis diagnosis(InstantSource ownClock) {
    var source = source();
    var secrets = new SecretReader(_ -> "a-secret-of-the-webhook");
    var place = new HookPlace(forge.server(Map.of()), "acme/model", ACME, URL);
    var hooks = RepositoryHooks.at(Forge.GITLAB, client, place).orElseThrow();
    return new SourceDiagnosis(
        source,
        new Unasked(),
        secrets,
        ownClock,
        new WebhookChecks(source, secrets, ownClock, null, hooks));
  }

  /** The repository has its own watch, so these checks do not ask it. */
  private static final class Unasked implements SourceDiagnosis.Remote {

    @Override
    public RemoteHead head() {
      throw new AssertionError("The repository was asked");
    }

    @Override
    public boolean hasModelRoot(CommitId commit) {
      throw new AssertionError("The repository was asked");
    }
  }

  private static Configuration.Source source() {
    var yaml =
        """
        sources:
          acme:
            repository: https://gitlab.com/acme/model.git
            branch: main
            webhook: {forge: gitlab, secrets: [{env: SECRET}]}
        """;
    var read =
        ConfigurationReader.read("t.yaml", Path.of("/"), yaml.getBytes(StandardCharsets.UTF_8));
    return Objects.requireNonNull(Objects.requireNonNull(read.configuration()).sources().get(ACME));
  }

  @Test
  void tellsOfAWebhookThatTheForgeTurnedOffUntilItIsOnAgain() {
    isHookOff = true;
    checks.start(store);
    timer.runAll();

    assertThat(checks.problems()).containsOnlyKeys("acme");
    assertThat(checks.problems().get("acme"))
        .startsWith("The forge has turned the webhook off for ever, because deliveries failed. ");

    isHookOff = false;
    timer.passPeriod();
    assertThat(checks.problems()).containsEntry("acme", "");
  }

  @Test
  void checksASourceWithoutAProblemFourTimesADay() {
    checks.start(store);
    timer.runAll();
    var once = forge.lines().size();
    assertThat(once).isPositive();

    for (var round = 1; round < 36; round++) {
      timer.passPeriod();
    }
    assertThat(forge.lines()).hasSize(once);

    isHookOff = true;
    timer.passPeriod();
    assertThat(forge.lines()).hasSize(2 * once);
    assertThat(checks.problems().get("acme")).isNotEmpty();
  }

  @Test
  void tellsThatTheClocksDisagree() {
    var late = InstantSource.offset(clock, Duration.ofMinutes(-5).minusMillis(500));
    var lateChecks = new RegularChecks(Map.of(ACME, diagnosis(late)), timer);
    lateChecks.start(store);
    timer.runAll();

    assertThat(lateChecks.problems().get("acme"))
        .startsWith("This machine's clock is 300 seconds behind the state database's. ");
  }
}
