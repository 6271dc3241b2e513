package io.trueup.statestore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schemas in {@code docs/events} are those of the events, and only ever gain fields. */
class EventSchemasTest {

  private static final Path DOCS = Path.of("../docs/events");

  /** Those of the last release; a release copies {@code docs/events} there. */
  private static final Path RELEASED = Path.of("src/test/resources/released-events");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static SortedSet<String> names(Path folder) throws IOException {
    var names = new TreeSet<String>();
    try (var files = Files.list(folder)) {
      files
          .map(it -> it.getFileName().toString())
          .filter(it -> it.endsWith(".schema.json"))
          .forEach(names::add);
    }
    return names;
  }

  @Test
  void areCheckedIn() throws IOException {
    if (Boolean.getBoolean("trueup.write")) {
      Files.createDirectories(DOCS);
      for (var name : names(DOCS)) {
        Files.delete(DOCS.resolve(name));
      }
      for (var each : EventSchemas.all().entrySet()) {
        Files.writeString(DOCS.resolve(each.getKey()), each.getValue());
      }
    }

    assertThat(names(DOCS)).isEqualTo(EventSchemas.all().keySet());
    for (var each : EventSchemas.all().entrySet()) {
      assertThat(Files.readString(DOCS.resolve(each.getKey())))
          .as(
              "docs/events/%s is stale: ./mvnw -pl state-store -am test -Dtest=EventSchemasTest"
                  + " -Dsurefire.failIfNoSpecifiedTests=false -Dtrueup.write=true writes it again",
              each.getKey())
          .isEqualTo(each.getValue());
    }
  }

  /** A form that goes on under a newer version keeps the schema of the older one in the docs. */
  @Test
  void onlyGainFieldsAfterARelease() throws IOException {
    var now = EventSchemas.all();
    for (var name : names(RELEASED)) {
      assertThat(now).as("the schema of the last release is gone").containsKey(name);
      var older = MAPPER.readTree(Files.readString(RELEASED.resolve(name)));
      assertThat(EventSchemas.breaks(name, older, MAPPER.readTree(now.get(name)))).isEmpty();
    }
  }

  private static JsonNode schema(String fields) throws IOException {
    return MAPPER.readTree(
        """
        {"$id": "e:v1", "type": "object", %s}\
        """
            .formatted(fields));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "{\"a\": {\"type\": \"string\"}, \"b\": {}} | [\"a\", \"b\"] | -",
        "{\"a\": {\"type\": \"string\", \"description\": \"x\"}} | [\"a\"] | -",
        "{\"b\": {}} | [] | e/a is gone",
        "{\"a\": {\"type\": \"integer\"}} | [\"a\"] | e/a: 'type' was \"string\" and is \"integer\"",
        "{\"a\": {\"type\": \"string\"}} | [] | e/a may be missing now",
      })
  void knowWhatBreaksReaders(String properties, String required, String broken) throws IOException {
    var older = schema("\"properties\": {\"a\": {\"type\": \"string\"}}, \"required\": [\"a\"]");
    var newer = schema("\"properties\": %s, \"required\": %s".formatted(properties, required));

    var found = EventSchemas.breaks("e", older, newer);

    if (broken == null) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found).contains(broken);
    }
  }
}
