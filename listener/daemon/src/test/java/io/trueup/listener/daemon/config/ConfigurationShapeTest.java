package io.trueup.listener.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.trueup.model.document.shape.FieldTables;
import io.trueup.model.document.shape.JsonSchema;
import io.trueup.model.document.tree.JsonValues;
import io.trueup.model.document.tree.ReadLimits;
import io.trueup.model.document.tree.TreeParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema and the reference of the configuration say what its reader reads. */
class ConfigurationShapeTest {

  private static final Path DOCS = Path.of("../../docs");
  private static final String SCHEMA_FILE = "configuration.schema.json";
  private static final String PAGE = "configuration.md";

  private static final Pattern PLACE = Pattern.compile("<!-- fields: ([A-Za-z ]+) -->");
  private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");

  private static final String JSON_SCHEMA =
      JsonSchema.of("The configuration of a Trueup daemon", ConfigurationShape.CONFIGURATION);

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private static final Schema SCHEMA = REGISTRY.getSchema(JSON_SCHEMA);

  private static final String DEFAULTS =
      """
      data-folder: trueup-data
      listen: {host: 127.0.0.1, port: 8080, max-connections: 2000, public-status-page: false}
      hooks: {max-body-size: 5242880}
      platforms: {ddl-at-once: 1}
      timing: {git-timeout: 60s, lease: 15s, run: 1h, reconcile: 60s, sweep: 5s}
      versions: {keep: 20}
      currency: {when-stale: answer, stale-for: 15m}
      sources:
        acme:
          repository: https://github.com/acme/model.git
          branch: main
          authentication: {token: {env: TOKEN}, user: x-access-token}
          webhook: {secrets: [{file: hook-secret}], allow-unsigned: false, forge: github}
          poll-every: 60s
          versions: every-merge
      database:
        {url: "jdbc:postgresql://db/trueup", user: trueup, password: {env: PASSWORD}, pool-size: 10}
      """;

  private static final String FOLLOWED =
      """
      sources:
        acme:
          repository: https://git.acme.example/data/model.git
          branch: main
      """;

  private static void assertUpToDate(String name, String content) throws IOException {
    var file = DOCS.resolve(name);
    if (Boolean.getBoolean("trueup.write")) {
      Files.writeString(file, content);
    }
    assertThat(Files.exists(file) ? Files.readString(file) : "")
        .as(
            "docs/%s is stale: ./mvnw -pl listener/daemon -am test -Dtest=ConfigurationShapeTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dtrueup.write=true writes it again",
            name)
        .isEqualTo(content);
  }

  @Test
  void theSchemaIsCheckedIn() throws IOException {
    assertUpToDate(SCHEMA_FILE, JSON_SCHEMA);
  }

  @Test
  void theSchemaIsASchema() {
    var dialect =
        REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

    assertThat(dialect.validate(JSON_SCHEMA, InputFormat.JSON)).isEmpty();
  }

  @Test
  void theReferenceHasTheTables() throws IOException {
    var page = Files.readString(DOCS.resolve(PAGE));

    assertUpToDate(PAGE, FieldTables.fill(page, List.of(ConfigurationShape.CONFIGURATION)));
  }

  @Test
  void theReferenceHasEachTableOnce() throws IOException {
    var titles = new ArrayList<String>();
    PLACE
        .matcher(Files.readString(DOCS.resolve(PAGE)))
        .results()
        .forEach(it -> titles.addAll(List.of(it.group(1).split(" ", -1))));

    assertThat(titles)
        .containsExactlyInAnyOrderElementsOf(
            FieldTables.of(List.of(ConfigurationShape.CONFIGURATION)).keySet());
  }

  static Stream<String> good() throws IOException {
    var examples =
        EXAMPLE.matcher(Files.readString(DOCS.resolve(PAGE))).results().map(it -> it.group(1));
    var webhooks =
        EXAMPLE
            .matcher(Files.readString(DOCS.resolve("forges.md")))
            .results()
            .map(it -> FOLLOWED + "    " + it.group(1));
    return Stream.concat(
        Stream.concat(examples, webhooks),
        Stream.of(
            Files.readString(Path.of("../../deploy/trueup.yaml")),
            ConfigurationReaderTest.SMALLEST,
            ConfigurationReaderTest.EVERY_KEY,
            DEFAULTS));
  }

  @ParameterizedTest
  @MethodSource("good")
  void theSchemaAcceptsWhatTheReaderAccepts(String yaml) {
    assertThat(read(yaml).problems()).isEmpty();
    assertThat(errors(yaml)).isEmpty();
  }

  /** Each row is added to the smallest configuration, whose last line is of its source. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "data-foldr: x                               | : additionalProperties",
        "listen: {port: 65536}                       | /listen/port: maximum",
        "listen: {port: \"8080\"}                    | /listen/port: type",
        "listen: {public-status-page: 'true'}        | /listen/public-status-page: type",
        "timing: {run: 0s}                           | /timing/run: pattern",
        "timing: {run: 1w}                           | /timing/run: pattern",
        "platforms: {tls: prefer}                    | /platforms/tls: enum",
        "platforms: {authentication: scram}          | /platforms/authentication: pattern",
        "database: {url: 'jdbc:oracle:x', user: u, password: {env: P}} | /database/url: pattern",
        "database: {user: u, password: {env: P}}     | /database: required",
        "database: {url: 'jdbc:postgresql://db/t', user: u, password: swordfish} |"
            + " /database/password: type",
        "`  Beta: {repository: r, branch: main, webhook: {allow-unsigned: true}}` | /sources:"
            + " propertyNames",
        "`  beta: {repository: r, webhook: {allow-unsigned: true}}` | /sources/beta: required",
        "`  beta: {repository: r, branch: b, webhook: {allow-unsigned: true}, versions: all}` |"
            + " /sources/beta/versions: enum",
      })
  void theSchemaRefusesWhatTheReaderRefuses(String line, String error) {
    var yaml = ConfigurationReaderTest.SMALLEST + line + "\n";

    assertThat(read(yaml).problems()).isNotEmpty();
    assertThat(errors(yaml)).contains(error);
  }

  @Test
  void aDefaultThatIsWrittenChangesNothing() {
    var shorter =
        """
        sources:
          acme:
            repository: https://github.com/acme/model.git
            branch: main
            authentication: {token: {env: TOKEN}}
            webhook: {secrets: [{file: hook-secret}]}
        database: {url: "jdbc:postgresql://db/trueup", user: trueup, password: {env: PASSWORD}}
        """;

    assertThat(Objects.requireNonNull(read(DEFAULTS).configuration()))
        .isEqualTo(read(shorter).configuration());
  }

  private static ConfigurationReader.Result read(String yaml) {
    return ConfigurationReader.read(
        "trueup.yaml", Path.of("/etc/trueup"), yaml.getBytes(StandardCharsets.UTF_8));
  }

  /** Where the schema finds something wrong, with the keyword that says so. */
  private static List<String> errors(String yaml) {
    var read =
        TreeParser.read("x.yaml", yaml.getBytes(StandardCharsets.UTF_8), ReadLimits.CONFIGURATION);
    assertThat(read.problems()).isEmpty();
    var json = JsonValues.of(JsonValues.value(read.documents().getFirst()));
    return SCHEMA.validate(json, InputFormat.JSON).stream()
        .map(it -> it.getInstanceLocation() + ": " + it.getKeyword())
        .distinct()
        .sorted()
        .toList();
  }
}
