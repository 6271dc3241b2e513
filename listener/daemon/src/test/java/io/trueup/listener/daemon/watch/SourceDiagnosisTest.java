package io.trueup.listener.daemon.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.ConfigurationReader;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.forge.DeliveryHeaders;
import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.ForgeReaders;
import io.trueup.listener.daemon.forge.ForgeSettings;
import io.trueup.listener.daemon.forge.api.PlayedForge;
import io.trueup.listener.daemon.forge.api.PlayedForge.Answer;
import io.trueup.listener.daemon.view.SourceCheckView;
import io.trueup.listener.daemon.view.SourceCheckView.CheckView;
import io.trueup.listener.daemon.view.SourceCheckView.Outcome;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.git.RemoteHead;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.NewDelivery;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What each check finds, and what it says to do. */
class SourceDiagnosisTest extends GitHubFixture {

  private static final CommitId HEAD = new CommitId("1234abcd".repeat(5));

  private final InMemoryStateStore store = new InMemoryStateStore(now::get);
  private final PlayedForge proxy = PlayedForge.free();
  private final Map<String, String> environment = new HashMap<>(Map.of("HOOK", "it's a secret"));
  private Supplier<RemoteHead> remote = () -> new RemoteHead.At(HEAD);
  private boolean hasRoot = true;
  private String hookSecrets = "{env: HOOK}";
  private @Nullable String publicUrl = proxy.base().toString();

  {
    store.sources().declare(ACME);
    proxy.play(_ -> Answer.json(200, "{\"status\":\"ignored\",\"reason\":\"A ping\"}"));
    webhooks.clear();
    webhooks.add(webhook(7, proxy.base() + "/hooks/acme"));
  }

  @AfterEach
  void closeProxy() {
    proxy.close();
  }

  private Configuration.Source source() {
    var yaml =
        """
        sources:
          acme:
            repository: https://github.com/acme/model.git
            branch: main
            model-root: model/prod
            authentication: {token: {env: GIT_TOKEN}}
            webhook: {secrets: [%s]}
        """
            .formatted(hookSecrets);
    var read =
        ConfigurationReader.read(
            "trueup.yaml", Path.of("/etc/trueup"), yaml.getBytes(StandardCharsets.UTF_8));
    var sources = Objects.requireNonNull(read.configuration()).sources();
    return Objects.requireNonNull(sources.get(ACME));
  }

  private SourceCheckView check() {
    return check(RepositoryHooks.at(Forge.GITHUB, client, place(publicUrl)).orElseThrow());
  }

  private HookPlace place(@Nullable String url) {
    return new HookPlace(place.server(), "acme/model", ACME, url);
  }

  private SourceCheckView check(@Nullable RepositoryHooks api) {
    var secrets = new SecretReader(environment::get);
    var source = source();
    var seen =
        new SourceDiagnosis.Remote() {
          @Override
          public RemoteHead head() {
            return remote.get();
          }

          @Override
          public boolean hasModelRoot(CommitId commit) {
            return hasRoot;
          }
        };
    return new SourceDiagnosis(
            source,
            seen,
            secrets,
            now::get,
            new WebhookChecks(source, secrets, now::get, publicUrl, api))
        .check(store.sources().find(ACME).orElseThrow(), store);
  }

  private static CheckView row(SourceCheckView view, String check) {
    return view.checks().stream().filter(it -> it.check().equals(check)).findFirst().orElseThrow();
  }

  private static String text(CheckView it) {
    return it.outcome() + ": " + it.message() + (it.remedy() == null ? "" : ". " + it.remedy());
  }

  @Test
  void findsThatAllIsWell() {
    environment.put("GIT_TOKEN", "x");
    store
        .deliveries()
        .record(new NewDelivery(ACME, "d", "push", "0".repeat(64), new byte[0], Map.of(), null));
    var lease = store.leases().claim("source:acme", "test", Duration.ofHours(1)).orElseThrow();
    store.sources().recordRefresh(lease, ACME, 1, Health.FOLLOWING, null, HEAD);

    var view = check();

    assertThat(view.checks())
        .filteredOn(it -> !it.check().equals("clock"))
        .extracting(it -> it.check() + " " + text(it))
        .containsExactly(
            "credentials OK: The token can be read; when it expires is not known",
            "repository OK: It answers",
            "branch OK: 'main' is at 1234abcd",
            "model-root OK: The commit has the folder 'model/prod'",
            "secrets OK: All 1 can be read",
            "ping OK: A proved ping to %s/hooks/acme arrived".formatted(proxy.base()),
            "forge-api OK: It answers; the token expires at 2026-06-01T12:00:00Z",
            "hook OK: The webhook is on, and subscribed to pushes; without the event 'Pull requests'"
                + " it is not known who merged",
            "deliveries OK: The last one came at 2026-03-10T12:00:00Z");
    assertThat(view.failed()).isZero();
    assertThat(forge.violations()).isEmpty();
    assertThat(proxy.calls())
        .singleElement()
        .satisfies(call -> {
          assertThat(call.line()).isEqualTo("POST /hooks/acme");
          assertThat(call.headers()).containsKey("X-Hub-Signature-256");
        });
  }

  @Test
  void saysWhatIsMissing() {
    environment.clear();
    publicUrl = null;
    remote = RemoteHead.Missing::new;

    var view = check(null);

    assertThat(view.checks())
        .filteredOn(it -> !it.check().equals("clock"))
        .extracting(it -> it.check() + " " + text(it))
        .containsExactly(
            "credentials FAILED: The token cannot be read. It is expected in environment variable"
                + " GIT_TOKEN",
            "repository OK: It answers",
            "branch FAILED: There is no branch 'main'. Push it, or name another under 'branch'",
            "model-root SKIPPED: The head is not fetched yet",
            "secrets FAILED: A webhook secret cannot be read. It is expected in environment"
                + " variable HOOK",
            "ping SKIPPED: No 'public-url' is configured",
            "forge-api SKIPPED: No 'forge-api' is configured",
            "hook SKIPPED: The forge is not asked",
            "deliveries WARNING: No delivery has ever announced a merge. Set up the webhook, or"
                + " leave it: polling finds each merge within 'poll-every'");
    assertThat(view.failed()).isEqualTo(3);
  }

  @Test
  void namesASecretThatIsOver() {
    environment.put("LAST", "last");
    hookSecrets = "{env: LAST, not-after: 2026-03-10T12:00:00Z}, {env: HOOK}";

    assertThat(text(row(check(), "secrets")))
        .isEqualTo(
            "WARNING: 1 of 2 are accepted: the one in environment variable LAST is over since"
                + " 2026-03-10T12:00:00Z. Remove from 'webhook.secrets' what is over");
  }

  @Test
  void namesASecretThatIsNotYetValid() {
    environment.put("NEXT", "next");
    hookSecrets = "{env: NEXT, not-before: 2026-03-10T12:00:01Z}, {env: HOOK}";

    assertThat(text(row(check(), "secrets")))
        .isEqualTo(
            "OK: All 2 can be read; the one in environment variable NEXT is not valid before"
                + " 2026-03-10T12:00:01Z");
    var ping = proxy.calls().getLast();
    var headers = MultiMap.caseInsensitiveMultiMap().addAll(ping.headers());
    assertThat(
            ForgeReaders.of(ForgeSettings.of(Forge.GITHUB))
                .isGenuine(
                    DeliveryHeaders.of(headers),
                    ping.body().getBytes(StandardCharsets.UTF_8),
                    List.of(new Secret("it's a secret"))))
        .as("it is proved with the secret that is valid")
        .isTrue();
  }

  @Test
  void findsThatNoSecretIsAccepted() {
    hookSecrets = "{env: HOOK, not-before: 2026-03-10T12:00:01Z}";

    assertThat(text(row(check(), "secrets")))
        .isEqualTo(
            "FAILED: No webhook secret is accepted now: the one in environment variable HOOK is"
                + " not valid before 2026-03-10T12:00:01Z. Add one, or correct 'not-before' and"
                + " 'not-after'");
  }

  @Test
  void saysThatTheRepositoryDoesNotAnswer() {
    remote =
        () -> {
          throw GitException.refused("Cannot reach github.com");
        };

    var view = check();

    assertThat(text(row(view, "repository")))
        .isEqualTo(
            "FAILED: Cannot reach github.com. Check its address and credentials, and that this"
                + " machine reaches it");
    assertThat(row(view, "branch").outcome()).isEqualTo(Outcome.SKIPPED);
  }

  @Test
  void findsAHookThatIsNotAsItShouldBe() {
    webhooks.getFirst().put("active", false);
    assertThat(text(row(check(), "hook")))
        .isEqualTo("FAILED: The webhook is turned off. Turn it on in the forge");

    webhooks.set(0, webhook(7, publicUrl + "/hooks/acme"));
    webhooks.getFirst().set("events", json("['star']"));
    assertThat(row(check(), "hook").outcome()).isEqualTo(Outcome.FAILED);

    webhooks.getFirst().set("events", json("['*']"));
    webhooks.getFirst().set("last_response", json("{'code': 401, 'status': 'x', 'message': 'x'}"));
    assertThat(text(row(check(), "hook")))
        .startsWith("WARNING: The forge's last delivery was answered 401");

    webhooks.set(0, webhook(7, publicUrl + "/hooks/acme"));
    ((ObjectNode) webhooks.getFirst().path("config")).put("insecure_ssl", "1");
    assertThat(text(row(check(), "hook")))
        .startsWith("WARNING: The webhook does not verify our certificate");

    webhooks.clear();
    assertThat(text(row(check(), "hook")))
        .startsWith("FAILED: No webhook of the repository leads to /hooks/acme");
    assertThat(forge.violations()).isEmpty();
  }

  @Test
  void missesNoEventOfAHookThatIsForMergesToo() {
    for (var events : List.of("['push', 'pull_request']", "['*']")) {
      webhooks.getFirst().set("events", json(events));

      assertThat(text(row(check(), "hook")))
          .as(events)
          .isEqualTo("OK: The webhook is on, and subscribed to pushes");
    }
    assertThat(forge.violations()).isEmpty();
  }

  @Test
  void doesNotCountWhatTheTokenMayNotSee() {
    instead = Answer.json(403, "{\"message\":\"Resource not accessible\"}");

    var view = check();

    assertThat(text(row(view, "hook")))
        .isEqualTo(
            "SKIPPED: The token may not see webhooks: %s answers 403: Resource not accessible"
                .formatted(forge.base().getAuthority()));
    assertThat(row(view, "forge-api").outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void warnsOfATokenThatSoonExpires() {
    now.set(Instant.parse("2026-05-25T12:00:00Z"));

    assertThat(text(row(check(), "forge-api")))
        .isEqualTo(
            "WARNING: It answers; the token expires at 2026-06-01T12:00:00Z. Make a new token, and"
                + " write it over the old one");
  }

  @Test
  void saysHowAPingFailed() {
    for (var answer :
        List.of(
            Answer.json(401, "{\"status\":\"refused\",\"reason\":\"No proof\"}"),
            new Answer(302, "", Map.of("Location", "https://login.test/")),
            new Answer(200, "<html>Welcome</html>", Map.of()))) {
      proxy.play(_ -> answer);
      var row = row(check(), "ping");
      assertThat(row.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(row.message())
          .isEqualTo(
              "A ping to %s/hooks/acme did not arrive. %s"
                  .formatted(
                      proxy.base(),
                      switch (answer.status()) {
                        case 401 -> "It is answered 401: No proof";
                        case 302 -> "It is redirected, which forges do not follow";
                        default -> "Something else than a daemon answers";
                      }));
    }
    proxy.close();
    assertThat(row(check(), "ping").message())
        .startsWith("A ping to %s/hooks/acme did not arrive.".formatted(proxy.base()));
  }

  @Test
  void warnsOfClocksThatDisagree() {
    // The played forge tells the real time, which is far from the test's.
    assertThat(check().checks())
        .filteredOn(it -> it.check().equals("clock"))
        .extracting(CheckView::outcome)
        .containsExactly(Outcome.OK, Outcome.WARNING);
  }

  @Test
  void showsNoSecret() {
    environment.put("GIT_TOKEN", "git-token-of-the-test");
    instead = Answer.json(500, "{\"message\":\"%s\"}".formatted(PlayedForge.TOKEN));
    proxy.play(call -> Answer.json(500, call.headers().toString().replace('"', ' ')));

    assertThat(check().toString())
        .doesNotContain(PlayedForge.TOKEN, "git-token-of-the-test", "it's a secret");
  }
}
