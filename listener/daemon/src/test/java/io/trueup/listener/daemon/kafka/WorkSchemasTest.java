package io.trueup.listener.daemon.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.trueup.listener.daemon.kafka.WorkResult.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The schemas in {@code docs/work} are those of commands and results, and only ever gain fields.
 */
class WorkSchemasTest {

  private static final Path DOCS = Path.of("../../docs/work");

  /** Those of the last release; a release copies {@code docs/work} there. */
  private static final Path RELEASED = Path.of("src/test/resources/released-work");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static SortedSet<String> names(Path folder) throws IOException {
    var names = new TreeSet<String>();
    try (var files = Files.list(folder)) {
      files.map(it -> it.getFileName().toString()).forEach(names::add);
    }
    return names;
  }

  @Test
  void areCheckedIn() throws IOException {
    if (Boolean.getBoolean("trueup.write")) {
      for (var each : WorkSchemas.all().entrySet()) {
        Files.writeString(DOCS.resolve(each.getKey()), each.getValue());
      }
    }

    assertThat(names(DOCS)).isEqualTo(WorkSchemas.all().keySet());
    for (var each : WorkSchemas.all().entrySet()) {
      assertThat(Files.readString(DOCS.resolve(each.getKey())))
          .as(
              "docs/work/%s is stale: ./mvnw -pl listener/daemon -am test -Dtest=WorkSchemasTest"
                  + " -Dsurefire.failIfNoSpecifiedTests=false -Dtrueup.write=true writes it again",
              each.getKey())
          .isEqualTo(each.getValue());
    }
  }

  /** A form that goes on under a newer version keeps the schema of the older one in the docs. */
  @Test
  void onlyGainFieldsAfterARelease() throws IOException {
    var now = WorkSchemas.all();
    assertThat(names(RELEASED)).isNotEmpty();
    for (var name : names(RELEASED)) {
      assertThat(now).as("the schema of the last release is gone").containsKey(name);
      var older = MAPPER.readTree(Files.readString(RELEASED.resolve(name)));
      assertThat(WorkSchemas.breaks(older, MAPPER.readTree(now.get(name)))).isEmpty();
    }
  }

  @Test
  void describeWhatIsSent() {
    var command =
        new WorkCommand(
            "c", "acme/Live", "execute", 0, Instant.parse("2026-11-30T06:00:00Z"), "{}");
    assertConforms("command", WorkMessages.record("t", "urn:x", command).value());
    for (var state : State.values()) {
      var result = new WorkResult("c", "acme/Live", 0, state, "", "{}");
      assertConforms("result", WorkMessages.record("t", "urn:x", "r", result).value());
    }
  }

  private static void assertConforms(String form, byte[] value) {
    var json = new String(value, StandardCharsets.UTF_8);
    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(WorkSchemas.all().get(form + ".v1.schema.json"));
    assertThat(schema.validate(json, InputFormat.JSON)).as(json).isEmpty();
  }

  private static JsonNode schema(String form, String properties, String required)
      throws IOException {
    return MAPPER.readTree(
        """
        {"$id": "w", "title": "%s", "properties": %s, "required": %s}\
        """
            .formatted(form, properties, required));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "command | {\"a\": {\"enum\": [\"x\"]}, \"b\": {}} | [\"a\", \"b\"] | -",
        "result  | {\"a\": {\"enum\": [\"x\"]}, \"b\": {}} | [\"a\"] | -",
        "result  | {\"a\": {\"enum\": [\"x\"], \"description\": \"y\"}} | [\"a\"] | -",
        "result  | {\"a\": {\"enum\": [\"x\"]}, \"b\": {}} | [\"a\", \"b\"] | result/b must be"
            + " there now",
        "result  | {\"a\": {\"enum\": [\"x\", \"y\"]}} | [\"a\"] | result/a was {\"enum\":[\"x\"]}"
            + " and is {\"enum\":[\"x\",\"y\"]}",
        "command | {\"a\": {\"enum\": [\"x\"]}} | [] | command/a may be missing now",
        "command | {\"b\": {}} | [\"a\"] | command/a is gone",
      })
  void knowWhatBreaksOtherProcesses(String form, String properties, String required, String broken)
      throws IOException {
    var older = schema(form, "{\"a\": {\"enum\": [\"x\"]}}", "[\"a\"]");

    var found = WorkSchemas.breaks(older, schema(form, properties, required));

    if (broken == null) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found).containsExactly(broken);
    }
  }
}
