package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.ForgeSettings;
import io.trueup.listener.daemon.forge.OwnPing;
import io.trueup.listener.daemon.forge.api.PlayedForge;
import io.trueup.listener.daemon.notification.TestMailServer;
import io.trueup.listener.daemon.testing.TestCertificate;
import io.trueup.listener.endtoend.Jobs.Node;
import io.trueup.listener.gitserver.GitHttpServer;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A daemon plays its whole story with conspicuous secrets, and then the test searches everything
 * that it wrote or answered for them. The same search must find an operator's reason: otherwise it
 * would prove nothing.
 */
class SecretsTest {

  private static final String MARK = "canary-reason-of-an-operator";

  @Test
  void appearOnlyWhereTheyBelong() {
    Site.play("secrets", site -> new Life(site).live());
  }

  /** The story and the search. */
  private static final class Life {

    private static final String LATER = ", later";
    private static final Pattern PATH = Pattern.compile("  (/\\S*):");

    /**
     * The sources of the other forges, whose branch does not exist, and how their secrets begin.
     * One of GitLab's signs, and is Base64 after its prefix.
     */
    private static final Map<String, String> FORGES =
        new TreeMap<>(
            Map.of(
                "gitlab", "canary-gitlab-",
                "gitlab-signing", "whsec_canarygitlabsigning",
                "gitea", "canary-gitea-",
                "bitbucket-cloud", "canary-cloud-",
                "bitbucket-data-center", "canary-center-",
                "azure-devops", "canary-azure-",
                "generic", "canary-generic-",
                "cloudevents", "canary-events-"));

    private final Site site;
    private final Map<String, String> secrets = new LinkedHashMap<>();
    private final Jobs jobs = new Jobs();
    private final String suffix;
    private final String key = newKey();

    Life(Site site) {
      this.site = site;
      this.suffix = Long.toHexString(System.nanoTime());
      secrets.put("webhook secret", Site.HOOK_SECRET.value());
      secrets.put("password of the state database", "canary-state-" + suffix);
      secrets.put("password of the warehouse", "canary-warehouse-" + suffix);
      secrets.put("password that is wrong", "canary-wrong-" + suffix);
      secrets.put("git password", "canary-git-" + suffix);
      secrets.put("unknown token", "tu_canary-nobody-" + suffix);
      secrets.put("token for the forge", PlayedForge.TOKEN);
      secrets.put("password of Kafka", "canary-kafka-" + suffix);
      secrets.put("client's secret of Kafka", "canary-client-" + suffix);
      secrets.put("password of the mail server", "canary-mail-" + suffix);
      secrets.put("chat's address", "/services/canary-chat-" + suffix);
      secrets.put("header of traces", "canary-traces-" + suffix);
      secrets.put("key of Kafka's certificate", key);
      for (var forge : FORGES.entrySet()) {
        secrets.put("webhook secret of " + forge.getKey(), forge.getValue() + suffix + "abcd");
      }
    }

    void live() throws Exception {
      var certificate =
          TestCertificate.make(site.folder.resolve("mail"), "ip:127.0.0.1", "-1d", 30);
      try (var git =
              GitHttpServer.serveProtected(site.folder.resolve("git"), secret("git password"));
          var forge = PlayedForge.free();
          var mails =
              new TestMailServer(TestMailServer.Encryption.AFTER_STARTTLS, certificate.context())) {
        // They repeat all that they are told.
        forge.play(call ->
            PlayedForge.Answer.json(
                403,
                JsonNodeFactory.instance
                    .objectNode()
                    .put("status", "refused")
                    .put("message", call.path() + call.headers())
                    .put("error", call.path() + call.headers())
                    .put("reason", call.path() + call.headers())
                    .toString()));
        mails.answers.put("AUTH", "535 5.7.8 Not a good login: {line}");
        mails.mechanisms = "LOGIN PLAIN";
        giveLogins();
        writeKafkasFiles(certificate);
        site.copySample();
        var outside = new Outside(git.url("model"), forge.base().toString(), mails.port());
        var daemon = serve(configuration(outside, scram()), certificate);
        know();
        subscribe(outside.forge());
        happen();
        deliverFromEveryForge();
        addWindow();
        Await.until("the sweep of the forge", () -> site.logs().contains("failed deliveries"));
        Await.until("Kafka's problem", () -> daemon.log().contains("wait for 'kafka'"));
        Await.until("the chat's problem", () -> daemon.log().contains("wait for 'notify:chat'"));
        Await.until("the mail's problem", () -> daemon.log().contains("wait for 'notify:mail'"));
        Await.until("the login", () -> mails.commands().toString().contains("AUTH PLAIN "));
        Await.until(
            "the dead event",
            () -> !QueryRows.of(site.state, "SELECT * FROM trueup.dead_event").isEmpty());
        assertThat(daemon.threads()).contains("clockwork");
        var places = places(daemon);
        daemon.kill();

        // The same with what is wrong in other ways.
        site.write("chat-address", "http://chat.example" + value("chat's address"));
        site.write("kafka-key.pem", "-----BEGIN PRIVATE KEY-----\n" + key);
        var other = serve(configuration(outside, oauth(outside.forge())), certificate);
        command("PUT", "/api/v1/platforms/Mainframe/pause", "{\"reason\": \"%s\"}".formatted(MARK));
        Await.until("Kafka's problem", () -> other.log().contains("wait for 'kafka'"));
        Await.until("the chat's problem", () -> other.log().contains("wait for 'notify:chat'"));
        places(other).forEach((place, text) -> places.put(place + LATER, text));
        search(places);
      } finally {
        takeLoginsBack();
      }
    }

    /** What the daemon talks to. */
    private record Outside(String repository, String forge, int mailPort) {}

    /** A daemon that trusts the mail server. */
    private DaemonProcess serve(Path configuration, TestCertificate trusted) {
      var options =
          "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=%s"
              .formatted(trusted.authority(), TestCertificate.PASSWORD);
      var daemon = site.start(configuration, Map.of("JDK_JAVA_OPTIONS", options));
      Await.until("the daemon to be ready", () -> daemon.isReady() || !daemon.isAlive());
      site.talkTo(daemon);
      return daemon;
    }

    /** The Base64 of a key, on one line. */
    private static String newKey() {
      try {
        var keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
        return Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    private void writeKafkasFiles(TestCertificate certificate) throws IOException {
      site.write("kafka.pem", certificate.pem());
      site.write(
          "kafka-key.pem",
          "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n".formatted(key));
      site.write("kafka-password", value("password of Kafka"));
      site.write("kafka-secret", value("client's secret of Kafka"));
    }

    private static String scram() {
      return "{user: trueup, password: {file: kafka-password}}";
    }

    /** The forge gives no token, and repeats the secret. */
    private static String oauth(String forge) {
      return "{mechanism: oauthbearer, token-url: '%s/token', client: trueup, secret: {file: kafka-secret}}"
          .formatted(forge);
    }

    private void subscribe(String forge) throws Exception {
      var made =
          command(
              "POST",
              "/api/v1/subscriptions",
              "{\"name\": \"lake\", \"url\": \"%s/events\"}".formatted(forge));
      var secret = Pattern.compile("whsec_[\\w+/=]+").matcher(made);
      assertThat(secret.find()).as(made).isTrue();
      secrets.put("secret of the subscription", secret.group());
    }

    private Secret secret(String name) {
      return new Secret(value(name));
    }

    private String value(String name) {
      return String.valueOf(secrets.get(name));
    }

    private void giveLogins() {
      run(
          site.state,
          "CREATE ROLE \"state_%s\" LOGIN SUPERUSER PASSWORD '%s'"
              .formatted(suffix, value("password of the state database")));
      run(
          site.warehouse,
          "CREATE ROLE \"warehouse_%s\" LOGIN SUPERUSER PASSWORD '%s'"
              .formatted(suffix, value("password of the warehouse")));
      site.write("database-password", value("password of the state database"));
      site.write("git-password", value("git password"));
      site.write("credentials/warehouse/username", "warehouse_" + suffix);
      site.write("credentials/warehouse/password", value("password of the warehouse"));
    }

    private void takeLoginsBack() {
      for (var database : List.of(site.state, site.warehouse)) {
        for (var role : List.of("state_", "warehouse_")) {
          run(database, "REASSIGN OWNED BY \"%s%s\" TO CURRENT_USER".formatted(role, suffix));
        }
      }
    }

    private static void run(TestDatabase database, String sql) {
      try (var connection = database.connect();
          var statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException("Cannot run: " + sql, e);
      }
    }

    private Path configuration(Outside outside, String kafkaLogin) {
      var repository = outside.repository();
      var forge = outside.forge();
      var others = new StringBuilder();
      for (var name : FORGES.keySet()) {
        site.write(name + "-secret", value("webhook secret of " + name));
        others.append(
            "  %s: {repository: '%s', branch: none, poll-every: 1h, webhook: {forge: %s, secrets: [{file: %s-secret}]}, authentication: {token: {file: git-password}}}\n"
                .formatted(name, repository, forge(name).key(), name));
      }
      site.write("forge-token", value("token for the forge"));
      site.write("mail-password", value("password of the mail server"));
      site.write("trace-headers", "X-Key: " + value("header of traces"));
      if (!Files.exists(site.folder.resolve("chat-address"))) {
        site.write("chat-address", forge + value("chat's address"));
      }
      return site.write(
          "trueup.yaml",
          """
          data-folder: data
          listen: {host: 127.0.0.1, port: 0}
          public-url: "%s"
          database: {url: "%s", user: "state_%s", password: {file: database-password}, pool-size: 6}
          credentials: credentials
          timing: {lease: 2s, reconcile: 3s, sweep: 1s, run: 5s, git-timeout: 20s}
          kafka:
            servers: ["127.0.0.1:1"]
            tls: {ca: kafka.pem, certificate: kafka.pem, key: {file: kafka-key.pem}}
            login: %s
            events: {topic: trueup.events}
          subscriptions: {allow: [127.0.0.1]}
          notifications:
            chat: {slack: {file: chat-address}, on: [operator, merge-accepted], digest: 0s}
            mail:
              email: {to: [a@acme.example], from: trueup@acme.example}
              on: [operator, merge-accepted]
              digest: 0s
          smtp: {host: 127.0.0.1, port: %d, user: trueup, password: {file: mail-password}}
          tracing: {endpoint: "%s/v1/traces", headers: {file: trace-headers}}
          sources:
            northwind:
              repository: %s
              branch: main
              webhook: {secrets: [{file: hook-secret}]}
              poll-every: 1h
              authentication: {token: {file: git-password}}
              forge-api: {url: "%s", token: {file: forge-token}, repository: acme/model}
          """
                  .formatted(
                      forge,
                      site.state.jdbcUrl(),
                      suffix,
                      kafkaLogin,
                      outside.mailPort(),
                      forge,
                      repository,
                      forge)
              + others);
    }

    /** The secrets that the daemon made itself. */
    private void know() throws IOException {
      var token = Files.readString(site.folder.resolve("data/operator.token")).strip();
      secrets.put("first operator's token", token);
      secrets.put(
          "installation's key", QueryRows.one(site.state, "SELECT key FROM trueup.installation"));
    }

    private void happen() throws Exception {
      merge("Declare the Northwind ecosystem");
      await("Live", 1);
      jobs.run(site.client(), new Node("Live", "Ingest/Live/NW_Data"));
      site.edit("usa/sales.yaml", "(15)\n  orders:", "(15)\n      fax: varchar(24)\n  orders:");
      merge("Keep the customers' fax numbers");
      Await.until("the second target", () -> version("target", "Live") == 2);
      site.write("credentials/warehouse/password", value("password that is wrong"));
      jobs.run(site.client(), new Node("Live", "Ingest/Live/NW_Data"));
      site.client().read("/api/v1/platforms/Live/schema/plan");
      site.write("credentials/warehouse/password", value("password of the warehouse"));
      jobs.run(site.client(), new Node("Live", "Ingest/Live/NW_Data"));
      await("Live", 2);
      site.edit("workspaces/product-reporting.yaml", "NW_Data/customers", "NW_Data/customer");
      merge("Report on customers by another name");
      Await.until(
          "the verdict",
          () -> QueryRows.one(site.state, "SELECT count(*) FROM trueup.version").equals("3"));
      site.client().deliverPush(Site.SOURCE, "forged", "0".repeat(40), secret("unknown token"));
      ask("/api/v1/status", value("unknown token"));
      var made = command("POST", "/api/v1/tokens", "{\"name\": \"ci\", \"scope\": \"READ\"}");
      var token = Pattern.compile("tu_[\\w-]+").matcher(made);
      assertThat(token.find()).as(made).isTrue();
      secrets.put("token that was made", token.group());
      command("PUT", "/api/v1/platforms/Live/pause", "{\"reason\": \"%s\"}".formatted(MARK));
    }

    private static Forge forge(String name) {
      return Arrays.stream(Forge.values())
          .filter(it -> name.replace("-signing", "").equals(it.key()))
          .findFirst()
          .orElseThrow();
    }

    /** A genuine delivery, and one that is proved with another secret. */
    private void deliverFromEveryForge() throws Exception {
      for (var name : FORGES.keySet()) {
        assertThat(ping(name, secret("webhook secret of " + name))).startsWith("200");
        assertThat(ping(name, secret("unknown token"))).startsWith("401");
      }
    }

    private String ping(String name, Secret proof) throws Exception {
      var ping = OwnPing.of(ForgeSettings.of(forge(name)), proof, "own", Instant.EPOCH);
      var request =
          HttpRequest.newBuilder(URI.create(site.address() + "/hooks/" + name))
              .POST(HttpRequest.BodyPublishers.ofString(ping.body()));
      ping.headers().forEach(request::header);
      return send(request);
    }

    private void merge(String message) {
      var commit = site.clone.publish(message);
      site.client().deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
    }

    private void await(String platform, long version) {
      Await.until("version " + version, () -> version("realized", platform) == version);
    }

    private long version(String pointer, String platform) {
      return Long.parseLong(
          QueryRows.one(
              site.state,
              "SELECT coalesce(max(%s_version), 0) FROM trueup.platform WHERE name = '%s'"
                  .formatted(pointer, platform)));
    }

    private String command(String method, String path, String body) throws Exception {
      var answer =
          send(
              request(path, value("first operator's token"))
                  .header("Content-Type", "application/json")
                  .method(method, HttpRequest.BodyPublishers.ofString(body)));
      assertThat(answer).startsWith("20");
      return answer;
    }

    private String ask(String path, String token) throws Exception {
      return send(request(path, token).GET());
    }

    private HttpRequest.Builder request(String path, String token) {
      return HttpRequest.newBuilder(URI.create(site.address() + path))
          .header("Authorization", "Bearer " + token);
    }

    private static String send(HttpRequest.Builder request) throws Exception {
      try (var http = HttpClient.newHttpClient()) {
        var answer = http.send(request.build(), BodyHandlers.ofString());
        return "%d %s\n%s".formatted(answer.statusCode(), answer.headers().map(), answer.body());
      }
    }

    private void addWindow() {
      OperatorShell.run(
          site,
          0,
          "windows",
          "add",
          "Quarter end",
          "--deny",
          "--select",
          "all",
          "--start",
          "2099-12-30T18:00",
          "--length",
          "8h",
          "--zone",
          "UTC",
          "--owner",
          "finance",
          "--reason",
          "the books are closed");
    }

    /** All places that could hold a secret, by name. */
    private Map<String, String> places(DaemonProcess daemon) throws Exception {
      var places = new TreeMap<String, String>();
      for (var source : List.of(Site.SOURCE, "gitlab", "azure-devops", "cloudevents")) {
        places.put(
            "check of " + source,
            command("POST", "/api/v1/sources/%s/check".formatted(source), "{}"));
      }
      var paths = paths();
      for (var path : paths) {
        var answer = ask(path, value("first operator's token"));
        assertThat(answer).as(path).doesNotStartWith("429").doesNotStartWith("5");
        places.put("GET " + path, answer);
      }
      for (var path : paths) {
        places.put("GET with an unknown token " + path, ask(path, value("unknown token")));
      }
      for (var table :
          QueryRows.of(
              site.state,
              "SELECT table_schema || '.' || quote_ident(table_name) FROM information_schema.tables"
                  + " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')")) {
        places.put(
            "table " + table,
            String.join(
                "\n", QueryRows.of(site.state, "SELECT t::text FROM %s AS t".formatted(table))));
      }
      places.put("threads", daemon.threads());
      try (var files = Files.walk(site.folder.resolve("data"))) {
        for (var file : files.filter(Files::isRegularFile).toList()) {
          places.put(
              "file " + site.folder.relativize(file),
              new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
      }
      places.put("log", site.logs());
      return places;
    }

    /** Every readable path, from the API's OpenAPI document. */
    private List<String> paths() throws IOException {
      var document = Files.readString(Path.of("..", "..", "docs", "openapi.yaml"));
      var paths = new ArrayList<String>();
      var path = "";
      for (var line : document.lines().toList()) {
        var found = PATH.matcher(line);
        if (found.matches()) {
          path = found.group(1);
        } else if (line.equals("    get:")) {
          paths.add(filled(path));
        }
      }
      assertThat(paths).hasSizeGreaterThan(15).contains("/metrics", "/");
      paths.add("/api/v1/nodes?platform=Live");
      paths.add("/api/v1/names?platform=Live");
      return paths;
    }

    private String filled(String path) {
      var delivery = QueryRows.one(site.state, "SELECT max(id) FROM trueup.delivery");
      return path.replace("{platform}", "Live")
          .replace("{source}", Site.SOURCE)
          .replace("{name}", "Live")
          .replace("{version}", "3")
          .replace("{other}", "2")
          .replace("{zone}", "USA")
          .replace("{team}", "Sales")
          .replace("{container}", "nw_source")
          .replace("{store}", "NW_Data")
          .replace("{dataset}", "customers")
          .replace("{workspace}", "ProductReporting")
          .replace("{group}", "LiveProducts")
          .replace("{node}", "Ingest%2FLive%2FNW_Data")
          .replace("{window}", "quarter-end")
          .replace("{delivery}", delivery)
          .replace("{job}", "node.Ingest.Live.NW_Data")
          .replace("{run}", "0".repeat(32))
          .replace("{subscription}", "lake")
          .replace("{position}", "1")
          .replace("{lease}", "0".repeat(32))
          .replace("{file}", "0".repeat(64));
    }

    private void search(Map<String, String> places) {
      var found = new ArrayList<String>();
      secrets.forEach((name, secret) ->
          places.forEach((place, text) -> {
            if (!isHome(name, place) && spelled(secret).stream().anyMatch(text::contains)) {
              found.add("the %s in %s".formatted(name, place));
            }
          }));
      assertThat(found).isEmpty();
      assertThat(
              places.entrySet().stream()
                  .filter(it -> it.getValue().contains(MARK))
                  .map(Map.Entry::getKey))
          .contains("GET /api/v1/status", "table trueup.platform", "table audit.entry");
      assertThat(places.get("log"))
          .contains("Ready: following")
          // The library's own logger repeats what a mail server answers to a login.
          .doesNotContain("SMTPAuthentication");
    }

    /** A secret as it is, and as HTTP's basic authentication and mail servers' logins carry it. */
    private static List<String> spelled(String secret) {
      return List.of(
          secret,
          base64(secret),
          base64("x-access-token:" + secret),
          base64("trueup:" + secret),
          base64("\0trueup\0" + secret));
    }

    private static String base64(String text) {
      return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isHome(String secret, String place) {
      var now = place.replaceFirst(LATER + "$", "");
      return (secret.equals("first operator's token") && now.equals("file data/operator.token"))
          || (secret.equals("installation's key") && now.equals("table trueup.installation"));
    }
  }
}
