package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.gitserver.GitHttpServer;
import io.trueup.platforms.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Bad input is reported in one sentence with its place and remedy, and has no other effect. */
class BadInputTest {

  private static final String GOOD_SOURCE =
      """
      sources:
        northwind:
          repository: https://git.example.org/model.git
          branch: main
      """;

  @Test
  void refusesAnUnknownKey() {
    refuses(
        "unknown-key",
        "listen: {port: 0}\nlisten-to: x\n"
            + GOOD_SOURCE
            + "    webhook: {secrets: [{file: hook-secret}]}\n",
        "trueup.yaml:2:1: error: ",
        "listen-to");
  }

  @Test
  void refusesASecretInTheClear() {
    refuses(
        "secret-in-the-clear",
        GOOD_SOURCE + "    webhook: {secrets: [canary-in-the-clear]}\n",
        "trueup.yaml:5:25: error: A secret of source 'northwind' is written in the clear",
        "Write {file: path} or {env: NAME} instead, and change the secret");
  }

  @Test
  void refusesASourceThatAnybodyCouldPretendToBe() {
    refuses(
        "unsigned",
        GOOD_SOURCE,
        "trueup.yaml:3:5: error: Source 'northwind' has no webhook secret",
        "Add one under 'webhook.secrets'");
  }

  private static void refuses(String name, String configuration, String... sentences) {
    Site.play(
        name,
        site -> {
          try (var daemon = site.start(site.write("trueup.yaml", configuration))) {
            assertThat(daemon.exitCode()).as("exit code; %s", daemon.tail()).isEqualTo(2);
            assertThat(daemon.log()).contains(sentences);
          }
          AuditStory.assertCleanLogs(site);
        });
  }

  @Test
  void saysWhatIsWrongWithARepositoryAndStaysUp() {
    Site.play("repositories", BadInputTest::repositories);
  }

  private static void repositories(Site site) throws IOException {
    site.copySample();
    site.clone.write("docs/README.md", "No model");
    site.clone.publish("Begin");
    site.write("wrong-token", "canary-wrong-token");
    Files.createDirectories(site.folder.resolve("closed"));
    try (var closed =
        GitHttpServer.serveProtected(
            site.folder.resolve("closed"), new Secret("canary-right-token"))) {
      closed.createRepository("model", "main");
      var daemon =
          site.serve(
              site.configuration(
                  "trueup.yaml",
                  "data",
                  site.state.jdbcUrl(),
                  Site.source("unreachable", "http://127.0.0.1:1/model.git", "main", ""),
                  Site.source(
                      "token",
                      closed.url("model"),
                      "main",
                      "authentication: {token: {file: wrong-token}}"),
                  Site.source("branch", site.git.url("model"), "nowhere", ""),
                  Site.source("root", site.git.url("model"), "main", "model-root: models"),
                  Site.source("empty", site.git.url("model"), "main", "model-root: docs")));
      assertSource(
          site,
          "unreachable",
          "UNREACHABLE",
          "'http://127.0.0.1:1/model.git'",
          "check the network");
      assertSource(
          site,
          "token",
          "UNREACHABLE",
          "it rejects our credentials",
          "Check the token or key and that it has not expired");
      assertSource(
          site,
          "branch",
          "BLOCKED",
          "The repository has no branch 'nowhere'",
          "Push it, or correct the source's 'branch'");
      assertRejected(
          site,
          "root",
          1,
          "",
          "The commit has no folder 'models'",
          "Correct the source's 'model-root'");
      assertRejected(
          site,
          "empty",
          1,
          "",
          "There is no YAML or JSON file under the model root 'docs'",
          "Check the source's 'model-root'");
      assertThat(site.client().read("/api/v1/platforms").body()).as("platforms").isEmpty();
      assertThat(daemon.isAlive()).isTrue();
      assertThat(site.client().read("/readyz").status()).isEqualTo(200);
      assertThat(site.client().read("/api/v1/status").body().toString()).doesNotContain("canary");
    }
    AuditStory.assertCleanLogs(site);
  }

  private static void assertSource(Site site, String name, String health, String... sentences) {
    Await.until(
        "source %s to be %s".formatted(name, health),
        () -> source(site, name).path("health").asText().equals(health));
    assertThat(source(site, name).path("reason").asText()).contains(sentences);
  }

  private static JsonNode source(Site site, String name) {
    var status = site.client().read("/api/v1/status").body();
    return StreamSupport.stream(status.path("sources").spliterator(), false)
        .filter(it -> it.path("id").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void assertRejected(
      Site site, String source, long version, String place, String message, String remedy) {
    var path = "/api/v1/versions/%s/%d".formatted(source, version);
    Await.until(
        "version %d of %s to be judged".formatted(version, source),
        () -> site.client().read(path).status() == 200);
    var view = site.client().read(path).body();
    assertThat(view.path("verdict").asText()).isEqualTo("REJECTED");
    var told =
        StreamSupport.stream(view.path("problems").spliterator(), false)
            .map(BadInputTest::sentence)
            .toList();
    assertThat(told)
        .as("problems of version %d", version)
        .anySatisfy(it -> assertThat(it).startsWith(place).contains(message).contains(remedy));
  }

  private static String sentence(JsonNode problem) {
    var place =
        "%s:%d:%d: "
            .formatted(
                problem.path("file").asText(),
                problem.path("line").asInt(),
                problem.path("column").asInt());
    return "%s%s. %s"
        .formatted(
            place.equals(":0:0: ") ? "" : place,
            problem.path("message").asText(),
            problem.path("remedy").asText());
  }

  /** A bad merge and its problem. */
  private record Bad(String file, String text, String place, String message, String remedy) {}

  private static final List<Bad> BAD =
      List.of(
          new Bad(
              "bad.yaml",
              "kind: Team\nname: USA/Bad\n\tdescription: x\n",
              "bad.yaml:3:1: ",
              "tab",
              "spaces"),
          new Bad(
              "bad.yaml",
              "kind: Team\nname: USA/Bad\nname: USA/Worse\n",
              "bad.yaml:3:1: ",
              "'name'",
              ""),
          new Bad("bad.yaml", "kind: Teem\nname: USA/Bad\n", "bad.yaml:1:", "Teem", "Team"),
          new Bad(
              "bad.yaml",
              """
              kind: Datastore
              name: Depot
              team: USA/Sales
              capture: {kind: snapshot, container: northwind_oltp, credential: c, consistency: single-dataset, trigger: external}
              datasets: {parts: {classification: [PUB], columns: {id: {type: integer, key: true}}}}
              """,
              "",
              "Depot",
              ""),
          new Bad(
              "bad.yaml",
              """
              kind: Workspace
              name: Bad
              team: USA/Sales
              container: USA/DataOffice/warehouse
              groups: {Bad: {datasets: [NW_Data/nothing]}}
              """,
              "bad.yaml:5:27: ",
              "nothing",
              ""));

  @Test
  void rejectsABadMergeAndGoesOnWithTheNextGoodOne() {
    Site.play("merges", BadInputTest::merges);
  }

  private static void merges(Site site) {
    site.copySample();
    var daemon = site.serve(site.configuration());
    new Jobs().settle(site, announced(site, "Begin"));
    var before = pointers(site);
    var version = 1;
    for (var bad : BAD) {
      site.clone.write(bad.file(), bad.text());
      announced(site, bad.message());
      assertRejected(site, Site.SOURCE, ++version, bad.place(), bad.message(), bad.remedy());
    }
    site.clone.git("rm", "-q", "-r", "-f", ".");
    announced(site, "Remove everything");
    assertRejected(
        site,
        Site.SOURCE,
        ++version,
        "",
        "There is no YAML or JSON file under the model root",
        "Trueup never reads an empty model as a request to remove everything");
    assertThat(pointers(site)).as("pointers after nothing but bad merges").isEqualTo(before);
    assertThat(daemon.isAlive()).isTrue();

    site.clone.git("checkout", "-q", "HEAD~6", "--", ".");
    new Jobs().settle(site, announced(site, "Repair"));
    assertThat(pointers(site)).isEqualTo(before.replace('1', '8'));
    AuditStory.assertCleanLogs(site);
  }

  private static String announced(Site site, String message) {
    var commit = site.clone.publish(message);
    var reply = site.client().deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
    assertThat(reply.status()).as("%s", reply.body()).isEqualTo(202);
    return commit;
  }

  private static String pointers(Site site) {
    return QueryRows.of(
            site.state,
            "SELECT platform, merged, target, realized FROM audit.platform_state ORDER BY platform")
        .toString();
  }
}
