package io.trueup.listener.daemon.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.ConfigurationReader;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.api.ForgeClient;
import io.trueup.listener.daemon.forge.api.PlayedForge;
import io.trueup.listener.daemon.forge.api.PlayedForge.Answer;
import io.trueup.listener.daemon.view.SourceCheckView.CheckView;
import io.trueup.statestore.SourceId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each forge tells of a webhook, in the form that its API's documentation describes: GitLab's
 * "Project webhooks API" and "Personal access tokens API", Gitea's and Forgejo's "List the hooks in
 * a repository", Bitbucket Cloud's "List webhooks for a repository", Bitbucket Data Center's "Find
 * webhooks", Azure DevOps' "Subscriptions - List". GitHub's form is compared with its published
 * description in {@link SourceDiagnosisTest}.
 */
@Timeout(60)
class RepositoryHooksTest {

  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
  private static final SourceId ACME = new SourceId("acme");
  private static final String OURS = "https://trueup.acme.test/hooks/acme";

  private static final String GOOD = "hook OK: The webhook is on, and subscribed to pushes";

  private final PlayedForge forge = PlayedForge.free();
  private final ForgeClient client = new ForgeClient(() -> NOON);

  /** The bodies of answers, by the path and query of their calls. */
  private final Map<String, String> answers = new HashMap<>();

  RepositoryHooksTest() {
    forge.play(call -> {
      var body = answers.get(call.line().substring("GET ".length()));
      return body == null
          ? Answer.json(404, "{\"message\":\"404 Not Found\"}")
          : Answer.json(200, body.replace('\'', '"'));
    });
  }

  @AfterEach
  void close() {
    client.close();
    forge.close();
  }

  private static String hooks(Forge forge) {
    return switch (forge) {
      case GITLAB -> "/projects/acme%2Fdata%2Fmodel/hooks?per_page=100";
      case GITEA, FORGEJO -> "/repos/acme/model/hooks?limit=50";
      case BITBUCKET_CLOUD -> "/repositories/acme/model/hooks?pagelen=100";
      case BITBUCKET_DATA_CENTER -> "/projects/acme/repos/model/webhooks?limit=100";
      case AZURE_DEVOPS -> "/_apis/hooks/subscriptions?consumerId=webHooks&api-version=7.1";
      case GITHUB, GENERIC, CLOUDEVENTS -> throw new IllegalArgumentException(forge.key());
    };
  }

  private static String repository(Forge forge) {
    return switch (forge) {
      case GITLAB -> "/projects/acme%2Fdata%2Fmodel";
      case GITEA, FORGEJO -> "/repos/acme/model";
      case BITBUCKET_CLOUD -> "/repositories/acme/model";
      case BITBUCKET_DATA_CENTER -> "/projects/acme/repos/model";
      case AZURE_DEVOPS -> "/acme/_apis/git/repositories/model?api-version=7.1";
      case GITHUB, GENERIC, CLOUDEVENTS -> throw new IllegalArgumentException(forge.key());
    };
  }

  /** A webhook that is as it should be. */
  private static String good(Forge forge, String url) {
    return switch (forge) {
      case GITLAB ->
          "{'id': 1, 'url': '%s', 'push_events': true, 'enable_ssl_verification': true, 'alert_status': 'executable', 'disabled_until': null}"
              .formatted(url);
      case GITEA, FORGEJO ->
          "{'id': 1, 'type': 'gitea', 'active': true, 'events': ['push'], 'config': {'url': '%s', 'content_type': 'json'}}"
              .formatted(url);
      case BITBUCKET_CLOUD ->
          "{'uuid': '{x}', 'url': '%s', 'active': true, 'events': ['repo:push'], 'skip_cert_verification': false}"
              .formatted(url);
      case BITBUCKET_DATA_CENTER ->
          "{'id': 1, 'name': 'x', 'url': '%s', 'active': true, 'events': ['repo:refs_changed'], 'sslVerificationRequired': true}"
              .formatted(url);
      case AZURE_DEVOPS ->
          "{'id': 'x', 'status': 'enabled', 'eventType': 'git.push', 'consumerInputs': {'url': '%s'}}"
              .formatted(url);
      case GITHUB, GENERIC, CLOUDEVENTS -> throw new IllegalArgumentException(forge.key());
    };
  }

  /** What is said of a webhook that is for pushes only; Bitbucket Cloud never says who merged. */
  private static String withoutMerges(Forge forge) {
    var event =
        switch (forge) {
          case GITLAB -> "Merge request events";
          case GITEA, FORGEJO -> "Pull Request";
          case BITBUCKET_DATA_CENTER -> "Pull request: Merged";
          case AZURE_DEVOPS -> "Pull request updated";
          case BITBUCKET_CLOUD -> "";
          case GITHUB, GENERIC, CLOUDEVENTS -> throw new IllegalArgumentException(forge.key());
        };
    return event.isEmpty()
        ? ""
        : "; without the event '%s' it is not known who merged".formatted(event);
  }

  private static String list(Forge forge, String... hooks) {
    var all = "[%s]".formatted(String.join(", ", hooks));
    return switch (forge) {
      case BITBUCKET_CLOUD, BITBUCKET_DATA_CENTER -> "{'values': %s}".formatted(all);
      case AZURE_DEVOPS -> "{'count': 1, 'value': %s}".formatted(all);
      default -> all;
    };
  }

  private List<String> check(Forge of) {
    var path = of == Forge.GITLAB ? "acme/data/model" : "acme/model";
    var place =
        new HookPlace(
            forge.server(Map.of()), path, ACME, OURS.substring(0, OURS.indexOf("/hooks")));
    var hooks = RepositoryHooks.at(of, client, place).orElseThrow();
    var findings = new Findings();
    new WebhookChecks(source(of), new SecretReader(_ -> null), () -> NOON, null, hooks)
        .check(findings);
    return findings.rows().stream()
        .filter(it -> it.check().equals("forge-api") || it.check().equals("hook"))
        .map(RepositoryHooksTest::text)
        .toList();
  }

  private static String text(CheckView it) {
    return "%s %s: %s".formatted(it.check(), it.outcome(), it.message());
  }

  private static Configuration.Source source(Forge forge) {
    var yaml =
        """
        sources:
          acme:
            repository: https://forge.acme.test/acme/model.git
            branch: main
            webhook: {forge: %s, allow-unsigned: true}
        """
            .formatted(forge.key());
    var read =
        ConfigurationReader.read("t.yaml", Path.of("/"), yaml.getBytes(StandardCharsets.UTF_8));
    assertThat(read.problems()).isEmpty();
    return Objects.requireNonNull(Objects.requireNonNull(read.configuration()).sources().get(ACME));
  }

  private static final List<Forge> FORGES =
      List.of(
          Forge.GITLAB,
          Forge.GITEA,
          Forge.FORGEJO,
          Forge.BITBUCKET_CLOUD,
          Forge.BITBUCKET_DATA_CENTER,
          Forge.AZURE_DEVOPS);

  static List<Forge> forges() {
    return FORGES;
  }

  @ParameterizedTest
  @MethodSource("forges")
  void findsTheWebhookThatIsOurs(Forge of) {
    answers.put(repository(of), "{}");
    answers.put(hooks(of), list(of, good(of, "https://elsewhere.test/hooks/acme"), good(of, OURS)));

    assertThat(check(of))
        .containsExactly(
            "forge-api OK: It answers; when the token expires is not known",
            GOOD + withoutMerges(of));
    assertThat(forge.calls())
        .allSatisfy(it ->
            assertThat(it.headers()).containsEntry("Authorization", "Bearer " + PlayedForge.TOKEN));
  }

  @ParameterizedTest
  @MethodSource("forges")
  void saysThatNoneLeadsToUs(Forge of) {
    answers.put(repository(of), "{}");
    answers.put(hooks(of), list(of, good(of, "https://elsewhere.test/hooks/acme")));

    assertThat(check(of))
        .contains("hook FAILED: No webhook of the repository leads to /hooks/acme");
  }

  @ParameterizedTest
  @MethodSource("forges")
  void leavesOutWhatTheTokenMayNotSee(Forge of) {
    answers.put(repository(of), "{}");

    assertThat(check(of)).anyMatch(it -> it.startsWith("hook SKIPPED: The token may not see"));
  }

  static Stream<Arguments> flaws() {
    return Stream.of(
        flaw(
            Forge.GITLAB,
            "'push_events': true",
            "'push_events': false",
            "FAILED: The webhook is not"),
        flaw(
            Forge.GITLAB,
            "'executable', 'disabled_until': null",
            "'temporarily_disabled', 'disabled_until': '2026-03-10T13:00:00Z'",
            "FAILED: The forge has turned the webhook off until 2026-03-10T13:00:00Z, because"),
        flaw(
            Forge.GITLAB,
            "'executable'",
            "'disabled'",
            "FAILED: The forge has turned the webhook off for ever, because deliveries failed"),
        flaw(
            Forge.GITLAB,
            "'enable_ssl_verification': true",
            "'enable_ssl_verification': false",
            "WARNING: The webhook does not verify our certificate"),
        flaw(Forge.GITEA, "'active': true", "'active': false", "FAILED: The webhook is turned off"),
        flaw(Forge.FORGEJO, "'push'", "'issues'", "FAILED: The webhook is not subscribed"),
        flaw(
            Forge.BITBUCKET_CLOUD,
            "'active': true",
            "'active': false",
            "FAILED: The webhook is turned off"),
        flaw(Forge.BITBUCKET_CLOUD, "repo:push", "repo:fork", "FAILED: The webhook is not"),
        flaw(
            Forge.BITBUCKET_CLOUD,
            "'skip_cert_verification': false",
            "'skip_cert_verification': true",
            "WARNING: The webhook does not verify our certificate"),
        flaw(
            Forge.BITBUCKET_DATA_CENTER,
            "'active': true",
            "'active': false",
            "FAILED: The webhook is turned off"),
        flaw(Forge.BITBUCKET_DATA_CENTER, "refs_changed", "forked", "FAILED: The webhook is not"),
        flaw(
            Forge.BITBUCKET_DATA_CENTER,
            "Required': true",
            "Required': false",
            "WARNING: The webhook does not verify our certificate"),
        flaw(Forge.AZURE_DEVOPS, "enabled", "disabledByUser", "FAILED: The webhook is turned off"),
        flaw(
            Forge.AZURE_DEVOPS,
            "enabled",
            "disabledBySystem",
            "FAILED: The forge has turned the webhook off: deliveries failed"),
        flaw(
            Forge.AZURE_DEVOPS,
            "enabled",
            "disabledByInactiveIdentity",
            "FAILED: The forge has turned the webhook off: the person who made it is gone"),
        flaw(
            Forge.AZURE_DEVOPS,
            "enabled",
            "onProbation",
            "WARNING: The forge is about to turn the webhook off: deliveries failed"),
        flaw(
            Forge.AZURE_DEVOPS,
            "git.push",
            "git.pullrequest.created",
            "FAILED: The webhook is not"));
  }

  private static Arguments flaw(Forge forge, String good, String bad, String text) {
    return Arguments.of(forge, good, bad, text);
  }

  @ParameterizedTest
  @MethodSource("flaws")
  void saysWhatIsWrongWithIt(Forge of, String good, String bad, String text) {
    var hook = good(of, OURS);
    assertThat(hook).contains(good);
    answers.put(repository(of), "{}");
    answers.put(hooks(of), list(of, hook.replace(good, bad)));

    assertThat(check(of)).anyMatch(it -> it.startsWith("hook " + text));
  }

  static Stream<Arguments> subscribedToMerges() {
    return Stream.of(
        Arguments.of(
            Forge.GITLAB,
            good(Forge.GITLAB, OURS)
                .replace("'push_events'", "'merge_requests_events': true, 'push_events'")),
        Arguments.of(
            Forge.GITEA, good(Forge.GITEA, OURS).replace("'push'", "'push', 'pull_request'")),
        Arguments.of(
            Forge.FORGEJO, good(Forge.FORGEJO, OURS).replace("'push'", "'push', 'pull_request'")),
        Arguments.of(
            Forge.BITBUCKET_DATA_CENTER,
            good(Forge.BITBUCKET_DATA_CENTER, OURS)
                .replace("'repo:refs_changed'", "'repo:refs_changed', 'pr:merged'")),
        Arguments.of(
            Forge.AZURE_DEVOPS,
            good(Forge.AZURE_DEVOPS, OURS)
                + ", "
                + good(Forge.AZURE_DEVOPS, OURS).replace("git.push", "git.pullrequest.updated")));
  }

  @ParameterizedTest
  @MethodSource("subscribedToMerges")
  void missesNoEventWhereMergesAreSentToo(Forge of, String hooks) {
    answers.put(repository(of), "{}");
    answers.put(hooks(of), list(of, hooks));

    assertThat(check(of)).contains(GOOD);
  }

  @Test
  void aSubscriptionThatIsOffTellsOfNoMerges() {
    var push = good(Forge.AZURE_DEVOPS, OURS);
    var merges =
        push.replace("git.push", "git.pullrequest.merged").replace("enabled", "disabledByUser");
    answers.put(repository(Forge.AZURE_DEVOPS), "{}");
    answers.put(hooks(Forge.AZURE_DEVOPS), list(Forge.AZURE_DEVOPS, merges, push));

    assertThat(check(Forge.AZURE_DEVOPS)).contains(GOOD + withoutMerges(Forge.AZURE_DEVOPS));
  }

  @Test
  void prefersTheSubscriptionToPushesOfSeveralThatLeadToUs() {
    var push = good(Forge.AZURE_DEVOPS, OURS);
    answers.put(repository(Forge.AZURE_DEVOPS), "{}");
    answers.put(
        hooks(Forge.AZURE_DEVOPS),
        list(Forge.AZURE_DEVOPS, push.replace("git.push", "git.pullrequest.merged"), push));

    assertThat(check(Forge.AZURE_DEVOPS)).contains(GOOD);
  }

  @Test
  void warnsOfATokenOfGitLabThatSoonExpires() {
    answers.put(repository(Forge.GITLAB), "{}");
    answers.put(hooks(Forge.GITLAB), list(Forge.GITLAB, good(Forge.GITLAB, OURS)));
    answers.put("/personal_access_tokens/self", "{'id': 4, 'expires_at': '2026-03-20'}");
    assertThat(check(Forge.GITLAB))
        .contains("forge-api WARNING: It answers; the token expires at 2026-03-20T00:00:00Z");

    answers.put("/personal_access_tokens/self", "{'id': 4, 'expires_at': '2027-03-20'}");
    assertThat(check(Forge.GITLAB))
        .contains("forge-api OK: It answers; the token expires at 2027-03-20T00:00:00Z");

    for (var strange : List.of("null", "'soon'", "12", "{}", "['2026-03-20']")) {
      answers.put("/personal_access_tokens/self", "{'expires_at': %s}".formatted(strange));
      assertThat(check(Forge.GITLAB))
          .as(strange)
          .contains("forge-api OK: It answers; when the token expires is not known");
    }
  }

  @ParameterizedTest
  @MethodSource("forges")
  void findsNothingInAnswersThatMakeNoSense(Forge of) {
    answers.put(repository(of), "[]");
    for (var strange : List.of("", "null", "{}", "[1]", "{'values': 1, 'value': 'x'}", "[[]]")) {
      answers.put(hooks(of), strange);

      assertThat(check(of))
          .as("%s answers %s", of.key(), strange)
          .contains("hook FAILED: No webhook of the repository leads to /hooks/acme");
    }
  }

  @ParameterizedTest
  @EnumSource(Forge.class)
  void everyForgeWithAnApiIsAsked(Forge of) {
    var asked = new TreeSet<>(FORGES);
    asked.add(Forge.GITHUB);

    assertThat(HookForm.of(of).isPresent()).isEqualTo(asked.contains(of));
  }
}
