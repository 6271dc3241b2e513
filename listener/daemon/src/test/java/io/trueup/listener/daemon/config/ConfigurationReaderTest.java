package io.trueup.listener.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.config.Configuration.Authentication;
import io.trueup.listener.daemon.config.NotificationsConfiguration.Notification;
import io.trueup.listener.daemon.config.NotificationsConfiguration.Smtp;
import io.trueup.listener.daemon.config.NotificationsConfiguration.SmtpLogin;
import io.trueup.listener.daemon.config.NotificationsConfiguration.Way;
import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.ForgeSettings;
import io.trueup.listener.daemon.forge.HmacAlgorithm;
import io.trueup.listener.daemon.notification.MailServer;
import io.trueup.listener.daemon.notification.NotificationRule;
import io.trueup.listener.daemon.notification.OncePer;
import io.trueup.listener.daemon.notification.Topic;
import io.trueup.listener.engine.source.VersionsPerBurst;
import io.trueup.platforms.spi.ConnectionSecurity.ChannelBinding;
import io.trueup.platforms.spi.ConnectionSecurity.Method;
import io.trueup.platforms.spi.ConnectionSecurity.Settings;
import io.trueup.platforms.spi.ConnectionSecurity.Tls;
import io.trueup.statestore.SourceId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationReaderTest {

  private static final Path FOLDER = Path.of("/etc/trueup");

  static final String SMALLEST =
      """
      sources:
        acme:
          repository: https://github.com/acme/model.git
          branch: main
          webhook: {secrets: [{file: hook-secret}]}
      """;

  static final String EVERY_KEY =
      """
      data-folder: /var/lib/trueup
      listen: {host: 0.0.0.0, port: 9000, public-status-page: true}
      database: {url: "jdbc:postgresql://db/trueup", user: trueup, password: {env: DB_PASSWORD}, pool-size: 5}
      credentials: credentials
      hooks: {max-body-size: 2000000}
      platforms: {ddl-at-once: 4, tls: require, ca: ca.crt, authentication: "scram-sha-256, md5", channel-binding: prefer}
      timing: {git-timeout: 30s, lease: 2s, run: 2h, reconcile: 5s, sweep: 500ms}
      sources:
        acme:
          repository: https://github.com/acme/model.git
          branch: release/main
          model-root: model
          authentication: {user: bot, token: {env: GIT_TOKEN}}
          webhook: {secrets: [{env: OLD, not-after: 2026-04-01T00:00:00Z}, {env: NEW, not-before: '2026-03-31T23:30:00+02:00'}], repository-id: "17"}
          poll-every: 5m
          versions: newest
          kafka: {trust: topic, keys: [acme/model, acme/former]}
        keyed:
          repository: git@github.com:acme/other.git
          branch: main
          authentication: {ssh-key: id, known-hosts: hosts}
          webhook: {allow-unsigned: true}
          kafka: {topic: keyed-git}
      kafka:
        servers: ["kafka-1:9093", "kafka-2:9093"]
        tls: {mode: require, ca: kafka-ca.pem, certificate: kafka.pem, key: {file: kafka-key.pem}}
        login: {mechanism: scram-sha-256, user: trueup, password: {file: kafka-password}}
        group: trueup-production
        deliveries: {topic: git-events, dead-letters: git-events.dead}
        events: {topic: trueup.events}
        work: {commands: work.commands, results: work.results}
        topics: {partitions: 6, replicas: 2, keep: 30d}
      notifications:
        on-call:
          slack: {file: /run/secrets/chat}
          on: [step-failed, waiting, run.ended]
          source: acme
          platforms: [Live]
          digest: 0s
          once-per: platform
          remind-after: 0s
        team: {slack: {env: TEAM_CHAT}}
        mail: {email: {to: [a@acme.example, b@acme.example], from: trueup@acme.example}}
      smtp: {host: mail.acme.example, port: 465, tls: tls, user: trueup, password: {env: MAIL}}
      """;

  @Test
  void hasDefaults() {
    var configuration = good(SMALLEST);

    assertThat(configuration.dataFolder()).isEqualTo(FOLDER.resolve("trueup-data"));
    assertThat(configuration.listen())
        .isEqualTo(new Configuration.Listen("127.0.0.1", 8080, 2000, false));
    assertThat(configuration.database()).isNull();
    assertThat(configuration.platforms()).isEqualTo(new Configuration.Platforms(1, Settings.NONE));
    assertThat(configuration.sources().get(new SourceId("acme")))
        .isEqualTo(
            new Configuration.Source(
                new SourceId("acme"),
                "https://github.com/acme/model.git",
                "main",
                "",
                new Authentication.None(),
                new Configuration.Webhook(
                    ForgeSettings.of(Forge.GITHUB),
                    List.of(
                        new WebhookSecret(
                            new SecretReference.InFile(FOLDER.resolve("hook-secret")), null, null)),
                    false,
                    null),
                Duration.ofSeconds(60),
                VersionsPerBurst.EVERY_MERGE,
                null,
                null));
  }

  @ParameterizedTest
  @CsvSource({
    "https://github.com/acme/model.git, acme/model",
    "https://gitlab.acme.internal:8443/data/team/model, data/team/model",
    "git@github.com:acme/model.git, acme/model",
    "ssh://git@github.com/acme/model.git, acme/model",
  })
  void findsTheForgesNameOfARepositoryInItsAddress(String address, String repository) {
    var configuration =
        good(
            SMALLEST.replace("https://github.com/acme/model.git", address)
                + (address.startsWith("https:")
                    ? ""
                    : "    authentication: {ssh-key: k, known-hosts: h}\n")
                + "    forge-api: {url: 'https://api.github.com', token: {file: t}}\n");

    assertThat(Objects.requireNonNull(configuration.sources().get(new SourceId("acme"))).forgeApi())
        .isEqualTo(
            new Configuration.ForgeApi(
                "https://api.github.com",
                new SecretReference.InFile(FOLDER.resolve("t")),
                repository,
                Duration.ofMinutes(15),
                Configuration.Statuses.OFF));
  }

  @Test
  void refusesAnApiThatWouldGiveTheTokenAway() {
    assertThat(
            read(
                "trueup.yaml",
                SMALLEST
                    + "    forge-api: {url: 'http://forge.acme.internal', token: {file: t}}\n"))
        .containsExactly(
            "trueup.yaml:6:16: error: Cannot call the API of the forge of source 'acme': a token is"
                + " only sent over https, except to this machine [configuration.forge-api]. Write"
                + " its address as https://host/path, without a slash at the end");
  }

  @Test
  void refusesStatusesWhereTheForgeHasNone() {
    assertThat(
            read(
                "trueup.yaml",
                SMALLEST.replace("webhook: {", "webhook: {forge: generic, ")
                    + "    forge-api: {url: 'https://api.github.com', token: {file: t}, statuses:"
                    + " true}\n"))
        .containsExactly(
            "trueup.yaml:6:16: error: The forge of source 'acme' is 'generic', which has no"
                + " statuses [configuration.forge-statuses]. Remove 'statuses', or write which"
                + " forge it is under 'webhook'");
  }

  @Test
  void asksForTheAddressThatBitbucketDemandsInAStatus() {
    var bitbucket =
        SMALLEST.replace("webhook: {", "webhook: {forge: bitbucket-cloud, ")
            + "    forge-api: {url: 'https://api.bitbucket.org/2.0', token: {file: t}, statuses:"
            + " true}\n";

    assertThat(read("trueup.yaml", bitbucket))
        .containsExactly(
            "trueup.yaml:6:16: error: The forge of source 'acme' takes no status without a link,"
                + " and the daemon's address is not known [configuration.forge-statuses]. Write it"
                + " as 'public-url'");
    assertThat(good(bitbucket + "public-url: https://host\n").publicUrl())
        .isEqualTo("https://host");
  }

  @Test
  void asksForTheNameOfARepositoryWhoseAddressDoesNotShowIt() {
    assertThat(
            read(
                "trueup.yaml",
                SMALLEST.replace("https://github.com/acme/model.git", "/srv/model")
                    + "    forge-api: {url: 'https://api.github.com', token: {file: t}}\n"))
        .containsExactly(
            "trueup.yaml:6:16: error: The address of source 'acme' does not show by which name the"
                + " forge knows the repository [configuration.forge-api]. Write it as 'repository',"
                + " such as acme/model");
  }

  @Test
  void refusesSecretsWithTimesThatAreNone() {
    var secrets =
        """
        webhook:
              secrets:
                - {file: a, not-before: tomorrow}
                - {file: b, not-after: 2026-03-01}
                - {file: c, not-before: 2026-03-02T00:00:00Z, not-after: 2026-03-02T00:00:00Z}
                - {file: d, not-afer: 2026-03-02T00:00:00Z}
        """;

    assertThat(
            read(
                "trueup.yaml",
                SMALLEST.replace("webhook: {secrets: [{file: hook-secret}]}", secrets)))
        .containsExactly(
            "trueup.yaml:7:33: error: 'tomorrow' is not a point in time [configuration.time]."
                + " Write it with its zone, such as 2026-01-31T12:00:00Z",
            "trueup.yaml:8:32: error: '2026-03-01' is not a point in time [configuration.time]."
                + " Write it with its zone, such as 2026-01-31T12:00:00Z",
            "trueup.yaml:9:11: error: A secret of source 'acme' is never valid: its 'not-after' is"
                + " not later than its 'not-before' [configuration.secret-times]. Write a later"
                + " 'not-after'",
            "trueup.yaml:10:21: error: A secret of source 'acme' has no field 'not-afer'"
                + " [document.unknown-field]. Did you mean 'not-after'?");
  }

  @Test
  void refusesAPublicAddressWithAPath() {
    assertThat(read("trueup.yaml", SMALLEST + "public-url: https://host/trueup\n"))
        .singleElement()
        .asString()
        .contains("is not an address of http or https without a path");
    assertThat(good(SMALLEST + "public-url: https://host:8443\n").publicUrl())
        .isEqualTo("https://host:8443");
  }

  @Test
  void refusesTextsAsTruthValues() {
    var texts =
        """
        listen: {public-status-page: "true"}
        sources:
          acme:
            repository: https://github.com/acme/model.git
            branch: main
            webhook: {allow-unsigned: 'true'}
        """;
    var json =
        """
        {"listen": {"public-status-page": "false"},
         "sources": {"acme": {"repository": "r", "branch": "main", "webhook": {"secrets": [{"file": "s"}]}}}}
        """;

    assertThat(read("trueup.yaml", texts))
        .contains(
            "trueup.yaml:1:30: error: 'public-status-page' of 'listen' should be true or"
                + " false, found the text 'true' [document.wrong-type]. Write it without quotes",
            "trueup.yaml:6:31: error: 'allow-unsigned' of 'webhook' should be true or"
                + " false, found the text 'true' [document.wrong-type]. Write it without quotes");
    assertThat(read("trueup.json", json))
        .containsExactly(
            "trueup.json:1:35: error: 'public-status-page' of 'listen' should be true or"
                + " false, found the text 'false' [document.wrong-type]. Write it without quotes");
  }

  @Test
  void refusesTextsAsNumbers() {
    var yaml =
        """
        listen: {port: "8080", max-connections: '17'}
        database:
          url: jdbc:postgresql://db:5432/trueup
          user: trueup
          password: {env: PASSWORD}
          pool-size: "12"
        hooks: {max-body-size: "2048"}
        platforms:
          ddl-at-once: "many"
        sources:
          acme: {repository: r, branch: main, webhook: {allow-unsigned: true, repository-id: "17"}}
        """;
    var json =
        """
        {"listen": {"port": "8080"},
         "sources": {"acme": {"repository": "r", "branch": "main", "webhook": {"secrets": [{"file": "s"}]}}}}
        """;

    assertThat(read("trueup.yaml", yaml))
        .containsExactly(
            noNumber("trueup.yaml:1:16", "port' of 'listen", "8080"),
            noNumber("trueup.yaml:1:41", "max-connections' of 'listen", "17"),
            noNumber("trueup.yaml:6:14", "pool-size' of 'database", "12"),
            noNumber("trueup.yaml:7:24", "max-body-size' of 'hooks", "2048"),
            noNumber("trueup.yaml:9:16", "ddl-at-once' of 'platforms", "many"));
    assertThat(read("trueup.json", json))
        .containsExactly(noNumber("trueup.json:1:21", "port' of 'listen", "8080"));
  }

  private static String noNumber(String place, String field, String text) {
    return "%s: error: '%s' should be a number, found the text '%s' [document.wrong-type]. Write it without quotes"
        .formatted(place, field, text);
  }

  private static List<String> read(String name, String text) {
    return ConfigurationReader.read(name, FOLDER, text.getBytes(StandardCharsets.UTF_8))
        .problems()
        .stream()
        .map(Object::toString)
        .toList();
  }

  @Test
  void readsEveryKey() {
    var configuration = good(EVERY_KEY);

    var acme = Objects.requireNonNull(configuration.sources().get(new SourceId("acme")));
    assertThat(acme.authentication())
        .isEqualTo(new Authentication.Token("bot", new SecretReference.InEnvironment("GIT_TOKEN")));
    assertThat(acme.webhook().secrets())
        .containsExactly(
            new WebhookSecret(
                new SecretReference.InEnvironment("OLD"),
                null,
                Instant.parse("2026-04-01T00:00:00Z")),
            new WebhookSecret(
                new SecretReference.InEnvironment("NEW"),
                Instant.parse("2026-03-31T21:30:00Z"),
                null));
    assertThat(acme.webhook().repositoryId()).isEqualTo("17");
    assertThat(acme.versions()).isEqualTo(VersionsPerBurst.NEWEST);
    var keyed = Objects.requireNonNull(configuration.sources().get(new SourceId("keyed")));
    assertThat(keyed.authentication())
        .isEqualTo(new Authentication.SshKey(FOLDER.resolve("id"), FOLDER.resolve("hosts")));
    assertThat(keyed.webhook().allowsUnsigned()).isTrue();
    assertThat(configuration.platforms())
        .isEqualTo(
            new Configuration.Platforms(
                4,
                new Settings(
                    Tls.REQUIRE,
                    FOLDER.resolve("ca.crt"),
                    new TreeSet<>(List.of(Method.SCRAM_SHA_256, Method.MD5)),
                    ChannelBinding.PREFER)));
    assertThat(configuration.timing())
        .isEqualTo(
            new Configuration.Timing(
                Duration.ofSeconds(30),
                Duration.ofSeconds(2),
                Duration.ofHours(2),
                Duration.ofSeconds(5),
                Duration.ofMillis(500)));
  }

  @Test
  void readsWhoIsToldWhat() {
    assertThat(good(EVERY_KEY).notifications().byName())
        .containsOnly(
            Map.entry(
                "on-call",
                new Notification(
                    new NotificationRule(
                        List.of(Topic.STEP_FAILED, Topic.WAITING),
                        List.of("run.ended"),
                        new SourceId("acme"),
                        List.of("Live"),
                        Duration.ZERO,
                        new OncePer(OncePer.Scope.PLATFORM, Duration.ZERO)),
                    new Way.Slack(new SecretReference.InFile(Path.of("/run/secrets/chat"))))),
            Map.entry(
                "mail",
                new Notification(
                    new NotificationRule(
                        Topic.DEFAULT,
                        List.of(),
                        null,
                        List.of(),
                        Duration.ofSeconds(30),
                        OncePer.USUAL),
                    new Way.Email(
                        new Smtp(
                            "mail.acme.example",
                            465,
                            MailServer.Tls.TLS,
                            new SmtpLogin("trueup", new SecretReference.InEnvironment("MAIL"))),
                        "trueup@acme.example",
                        List.of("a@acme.example", "b@acme.example")))),
            Map.entry(
                "team",
                new Notification(
                    new NotificationRule(
                        Topic.DEFAULT,
                        List.of(),
                        null,
                        List.of(),
                        Duration.ofSeconds(30),
                        OncePer.USUAL),
                    new Way.Slack(new SecretReference.InEnvironment("TEAM_CHAT")))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|Notification 'ops' goes nowhere",
        "{slack: https://hooks.example/hidden}|'slack' is written in the clear",
        "{slack: {file: x}, on: [step-fialed]}|Did you mean 'step-failed'",
        "{slack: {file: x}, source: other}|Notification 'ops' is for source 'other', which is not"
            + " followed",
        "{email: {to: [a@b], from: c@d}}|Notification 'ops' goes by e-mail, and there is no server"
            + " for it",
        "{slack: {file: x}, email: {to: [a@b], from: c@d}}|goes by both 'slack' and 'email'",
        "{slack: {file: x}, digest: 30}|'30' is not `0s` or duration such as",
      })
  void saysWhatIsWrongWithANotification(String notification, String problem) {
    assertThat(problems(SMALLEST + "notifications: {ops: %s}\n".formatted(notification)))
        .first()
        .asString()
        .contains(problem)
        .doesNotContain("hidden");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{host: h, user: u}|'smtp' has only one of 'user' and 'password'",
        "{host: h, tls: none, user: u, password: {env: P}}|'smtp' sends a password without TLS",
        "{host: h, user: u, password: hidden}|'password' is written in the clear",
        "{host: h, tls: startls}|did you mean 'starttls'",
        "{}|host",
      })
  void saysWhatIsWrongWithTheMailServer(String smtp, String problem) {
    assertThat(problems(SMALLEST + "smtp: %s\n".formatted(smtp)))
        .hasSize(1)
        .first()
        .asString()
        .contains(problem)
        .doesNotContain("hidden");
  }

  @Test
  void suggestsTheNearestKey() {
    assertThat(problems(SMALLEST + "data-foldr: x\n"))
        .containsExactly(
            "trueup.yaml:6:1: error: The configuration has no field 'data-foldr'"
                + " [document.unknown-field]. Did you mean 'data-folder'?");
  }

  @Test
  void refusesAnUnsignedSourceUnlessAllowed() {
    assertThat(
            problems(
                """
                sources:
                  acme: {repository: /srv/model.git, branch: main}
                """))
        .containsExactly(
            "trueup.yaml:2:9: error: Source 'acme' has no webhook secret, so anybody could send"
                + " deliveries for it [configuration.unsigned-source]. Add one under"
                + " 'webhook.secrets', or write 'webhook: {allow-unsigned: true}' if that is what"
                + " you want");
  }

  @Test
  void readsTheForgeAndSuggestsOneForAMisspeltWord() {
    var yaml =
        """
        sources:
          acme:
            repository: /srv/model.git
            branch: main
            webhook: {forge: gitlab, secrets: [{file: s}]}
        """;

    var webhook = webhookOf(yaml);
    assertThat(webhook.forge()).isEqualTo(ForgeSettings.of(Forge.GITLAB));
    assertThat(problems(yaml.replace("gitlab", "gitlub")))
        .singleElement()
        .asString()
        .startsWith("trueup.yaml:5:22: error: 'forge' of 'webhook': 'gitlub' is none of github, ")
        .endsWith("; did you mean 'github'? [document.unknown-value]. Correct it");
  }

  private static Configuration.Webhook webhookOf(String yaml) {
    return Objects.requireNonNull(good(yaml).sources().get(new SourceId("acme"))).webhook();
  }

  private static String webhook(String fields) {
    return """
    sources:
      acme:
        repository: /srv/model.git
        branch: main
        webhook: {secrets: [{file: s}], %s}
    """
        .formatted(fields);
  }

  @Test
  void readsWhatAGenericForgeNeeds() {
    var yaml =
        webhook(
            "forge: generic, signature-header: X-Sign, algorithm: sha512, ref: /changes/*/ref,"
                + " delivery-header: X-Id");

    assertThat(webhookOf(yaml).forge())
        .isEqualTo(
            new ForgeSettings(
                Forge.GENERIC, "trueup", "X-Sign", HmacAlgorithm.SHA512, "/changes/*/ref", "X-Id"));
  }

  @Test
  void refusesKeysThatAForgeDoesNotHave() {
    assertThat(problems(webhook("forge: gitlab, user: bot, ref: /ref")))
        .containsExactly(
            "trueup.yaml:5:58: error: 'user' of 'webhook' is only for azure-devops, and 'forge' is"
                + " gitlab [configuration.webhook-key]. Remove it, or write another 'forge'",
            "trueup.yaml:5:68: error: 'ref' of 'webhook' is only for generic and cloudevents, and"
                + " 'forge' is gitlab [configuration.webhook-key]. Remove it, or write another"
                + " 'forge'");
  }

  @Test
  void refusesMalformedKeysOfAForge() {
    assertThat(
            problems(
                webhook("forge: generic, signature-header: 'X Sign', algorithm: sha1, ref: ref")))
        .hasSize(3)
        .anyMatch(it -> it.contains("[configuration.header]"))
        .anyMatch(it -> it.contains("'sha1' is none of sha256, sha384, sha512"))
        .anyMatch(it -> it.contains("[configuration.json-pointer]"));
  }

  @Test
  void refusesASecretInTheClearWithoutRepeatingIt() {
    assertThat(
            problems(
                """
                sources:
                  acme:
                    repository: /srv/model.git
                    branch: main
                    webhook: {secrets: [swordfish]}
                """))
        .containsExactly(
            "trueup.yaml:5:25: error: A secret of source 'acme' is written in the clear"
                + " [configuration.secret]. Write {file: path} or {env: NAME} instead, and change"
                + " the secret");
  }

  @Test
  void refusesAnInvalidSourceName() {
    assertThat(problems("sources: {Acme: {repository: r, branch: b}}\n"))
        .containsExactly(
            "trueup.yaml:1:11: error: 'Acme' is not the name of a source"
                + " [configuration.source-name]. Use lower-case letters, digits and hyphens, at"
                + " most 63, starting with a letter");
  }

  @Test
  void showsTheWordsThatASettingCanHave() {
    assertThat(
            problems(SMALLEST + "platforms: {tls: prefer, authentication: 'scram-sha-1, md5'}\n"))
        .containsExactly(
            "trueup.yaml:6:18: error: 'tls' of 'platforms': 'prefer' is none of disable, require,"
                + " verify-ca, verify-full [document.unknown-value]. Correct it",
            "trueup.yaml:6:42: error: 'scram-sha-1, md5' is not one or more of scram-sha-256, md5,"
                + " password, none, separated by commas [document.unknown-value]. Write one or more"
                + " of them, separated by commas");
  }

  @Test
  void refusesASecretInTwoPlaces() {
    assertThat(
            problems(
                """
                sources:
                  acme:
                    repository: /srv/model.git
                    branch: main
                    webhook: {secrets: [{file: a, env: B}]}
                """))
        .containsExactly(
            "trueup.yaml:5:25: error: A secret of source 'acme' must name either a file or an"
                + " environment variable [configuration.secret]. Write {file: path} or {env:"
                + " NAME}");
  }

  @Test
  void refusesAnInvalidDatabaseAddress() {
    var yaml =
        """
        database: {url: "postgres://db/trueup?password=x", user: trueup, password: {env: PASSWORD}}
        """;

    assertThat(problems(SMALLEST + yaml))
        .containsExactly(
            "trueup.yaml:6:11: error: The database's address holds a password"
                + " [configuration.secret]. Put it under 'password' as a file or an environment"
                + " variable",
            "trueup.yaml:6:17: error: 'postgres://db/trueup?password=x' is not a Postgres address"
                + " [configuration.database-url]. Write jdbc:postgresql://host:port/database");
  }

  @Test
  void showsWhereYamlIsBroken() {
    assertThat(problems("sources:\n\tacme: x\n"))
        .containsExactly(
            "trueup.yaml:2:1: error: This is not YAML: the line is indented with a tab"
                + " [document.syntax]. Indent with spaces");
  }

  @Test
  void saysWhatAnEmptyConfigurationNeeds() {
    assertThat(problems(""))
        .singleElement()
        .asString()
        .contains("Write one, with at least 'sources'");
  }

  @ParameterizedTest
  @CsvSource({"0s", "5", "s", "-1s", "1.5h", "1w"})
  void refusesInvalidDurations(String text) {
    assertThat(problems(SMALLEST + "timing: {run: " + text + "}\n"))
        .singleElement()
        .asString()
        .contains("'%s' is not a duration such as 500ms, 30s, 5m, 1h or 2d".formatted(text));
  }

  private static Configuration good(String text) {
    var result = read(text);
    assertThat(result.problems()).isEmpty();
    return Objects.requireNonNull(result.configuration());
  }

  private static List<String> problems(String text) {
    var result = read(text);
    assertThat(result.configuration()).isNull();
    return result.problems().stream().map(Object::toString).toList();
  }

  private static ConfigurationReader.Result read(String text) {
    return ConfigurationReader.read("trueup.yaml", FOLDER, text.getBytes(StandardCharsets.UTF_8));
  }
}
