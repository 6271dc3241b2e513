package io.trueup.listener.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.config.ModelServerConfiguration.Origin;
import io.trueup.listener.daemon.config.ModelServerConfiguration.WhenMissing;
import io.trueup.model.document.shape.FieldTables;
import io.trueup.model.problem.Problem;
import io.trueup.statestore.SourceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The configuration of model servers: its reader, its page, and the files in deploy. */
class ModelServerReaderTest {

  private static final Path ROOT = Path.of("../..");
  private static final Path PAGE = ROOT.resolve("docs/model-servers.md");
  private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
  private static final String SMALLEST =
      """
      sources: {acme: {}}
      database: {url: "jdbc:postgresql://db/trueup", user: reader, password: {env: PASSWORD}}
      daemon: {url: "http://trueup:8080", token: {file: token}}
      versions: {folder: /versions}
      """;

  private static ModelServerReader.Result read(String yaml) {
    return ModelServerReader.read(
        "model-server.yaml", Path.of("/etc/trueup"), yaml.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theSmallestHasDefaults() {
    var read = read(SMALLEST);

    assertThat(read.problems()).isEmpty();
    var configuration = Objects.requireNonNull(read.configuration());
    assertThat(configuration.sources())
        .containsExactly(
            Map.entry(new SourceId("acme"), new ModelServerConfiguration.Source("", null)));
    assertThat(configuration.instance()).isEmpty();
    assertThat(configuration.versions().from()).isEqualTo(Origin.FOLDER);
    assertThat(configuration.whenMissing()).isEqualTo(WhenMissing.RETRY);
    assertThat(configuration.refresh()).isEqualTo(Duration.ofSeconds(1));
    assertThat(configuration.drain().delay()).isEqualTo(Duration.ofSeconds(5));
    assertThat(configuration.daemon().token())
        .isEqualTo(new SecretReference.InFile(Path.of("/etc/trueup/token")));
  }

  @Test
  void everyKeyIsRead() {
    var configuration =
        Objects.requireNonNull(
            read(SMALLEST
                        .replace("{}", "{model-root: model}")
                        .replace("/versions}", "own, from: daemon}")
                    + """
                    instance: model-1
                    address: http://model-1
                    listen: {host: 0.0.0.0, port: 81}
                    when-missing: hand-over
                    refresh: 2s
                    drain: {delay: 1s, longest: 2s}
                    """)
                .configuration());

    assertThat(configuration.sources())
        .containsEntry(new SourceId("acme"), new ModelServerConfiguration.Source("model", null));
    assertThat(configuration.versions().folder()).isEqualTo(Path.of("/etc/trueup/own"));
    assertThat(configuration.versions().from()).isEqualTo(Origin.DAEMON);
    assertThat(configuration.whenMissing()).isEqualTo(WhenMissing.HAND_OVER);
    assertThat(configuration.listen().port()).isEqualTo(81);
    assertThat(configuration.drain().longest()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void aMirrorOfItsOwnIsRead() {
    var configuration =
        Objects.requireNonNull(
            read(SMALLEST
                        .replace(
                            "{acme: {}}",
                            "{acme: {repository: https://git.acme.com/model.git, branch: main,"
                                + " authentication: {token: {env: TOKEN}}}}")
                        .replace("/versions}", "own, from: git, mirrors: mirrors}")
                    + """
                    memory: 512MB
                    graphql: {max-depth: 5}
                    """)
                .configuration());

    assertThat(configuration.versions())
        .isEqualTo(
            new ModelServerConfiguration.Versions(
                Path.of("/etc/trueup/own"), Origin.GIT, Path.of("/etc/trueup/mirrors")));
    assertThat(configuration.sources().values())
        .containsExactly(
            new ModelServerConfiguration.Source(
                "",
                new ModelServerConfiguration.Repository(
                    "https://git.acme.com/model.git",
                    "main",
                    new Configuration.Authentication.Token(
                        "x-access-token", new SecretReference.InEnvironment("TOKEN")))));
    assertThat(configuration.memory()).isEqualTo(512L << 20);
    assertThat(configuration.graphql().depth()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sources: {acme: {}} | sources: {}",
        "http://trueup:8080 | trueup",
        "folder: /versions | from: daemon",
        "{file: token} | secret",
        "{acme: {}} | {acme: {branch: main}}",
        "folder: /versions | folder: /versions, from: nowhere",
        "folder: /versions | folder: /versions, from: git, mirrors: m",
        "folder: /versions | folder: /versions, mirrors: m",
        "{acme: {}} | {acme: {branch: main, repository: https://git.acme.com/model.git}}",
        "versions: | version:",
        "database: | data:",
      })
  void aMistakeIsAProblem(String right, String wrong) {
    var read = read(SMALLEST.replace(right, wrong));

    assertThat(read.configuration()).isNull();
    assertThat(read.problems()).isNotEmpty();
    assertThat(read.problems()).extracting(Problem::remedy).allMatch(it -> !it.isEmpty());
  }

  @Test
  void thePageHasTheTables() throws IOException {
    var page = Files.readString(PAGE);
    var filled = FieldTables.fill(page, List.of(ModelServerShape.CONFIGURATION));
    if (Boolean.getBoolean("trueup.write")) {
      Files.writeString(PAGE, filled);
    }

    assertThat(Files.readString(PAGE)).isEqualTo(filled);
  }

  @Test
  void theExamplesAreRight() throws IOException {
    var examples =
        EXAMPLE.matcher(Files.readString(PAGE)).results().map(it -> it.group(1)).toList();

    assertThat(examples).hasSize(2);
    assertThat(examples).allSatisfy(it -> assertThat(read(it).problems()).isEmpty());
    assertThat(read(Files.readString(ROOT.resolve("deploy/model-server.yaml"))).problems())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubernetes/model-servers.yaml", "compose.model-servers.yaml"})
  void theFilesForDeploymentAreYaml(String file) throws IOException {
    var text = Files.readString(ROOT.resolve("deploy").resolve(file));

    for (var document : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
      assertThat(document).isInstanceOf(Map.class);
    }
  }

  @Test
  void theManifestHasARightConfigurationAndWaitsLongerThanADrain() throws IOException {
    var text = Files.readString(ROOT.resolve("deploy/kubernetes/model-servers.yaml"));
    var configuration = "";
    var grace = 0;
    for (var document : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
      var manifest = (Map<?, ?>) document;
      assertThat(manifest.get("apiVersion")).isNotNull();
      if ("ConfigMap".equals(manifest.get("kind"))) {
        configuration = String.valueOf(at(manifest, "data").get("model-server.yaml"));
      }
      if ("Deployment".equals(manifest.get("kind"))) {
        var pod = at(manifest, "spec", "template", "spec");
        grace = Integer.parseInt(String.valueOf(pod.get("terminationGracePeriodSeconds")));
        var containers = Objects.requireNonNull((List<?>) pod.get("containers"));
        var container = (Map<?, ?>) containers.getFirst();
        assertThat(List.of("startupProbe", "livenessProbe", "readinessProbe", "lifecycle"))
            .allMatch(container::containsKey);
      }
    }
    var drain = Objects.requireNonNull(read(configuration).configuration()).drain();
    assertThat(Duration.ofSeconds(grace)).isGreaterThan(drain.delay().plus(drain.longest()));
  }

  private static Map<?, ?> at(Map<?, ?> map, String... keys) {
    var found = map;
    for (var key : keys) {
      found = (Map<?, ?>) Objects.requireNonNull(found.get(key));
    }
    return found;
  }
}
