package io.trueup.model.document.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.trueup.model.Cases;
import io.trueup.model.Cases.Case;
import io.trueup.model.DocumentationFiles;
import io.trueup.model.TestModel;
import io.trueup.model.document.kind.DocumentShapes;
import io.trueup.model.document.tree.JsonValues;
import io.trueup.model.document.tree.ReadLimits;
import io.trueup.model.document.tree.TreeParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The schema for editors accepts and refuses the same as the reader, according to a validator of
 * another project.
 */
class JsonSchemaTest {

  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(DocumentShapes.jsonSchema());

  private static final Schema DIALECT =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(
              com.networknt.schema.SchemaLocation.of(
                  "https://json-schema.org/draft/2020-12/schema"));

  @Test
  void isCheckedIn() {
    DocumentationFiles.assertUpToDate("model.schema.json", DocumentShapes.jsonSchema());
  }

  @Test
  void isASchema() {
    assertThat(DIALECT.validate(DocumentShapes.jsonSchema(), InputFormat.JSON)).isEmpty();
  }

  static Stream<String> good() {
    return Stream.of(
            TestModel.northwind().files().values().stream(),
            DocumentationFiles.examples("model.md").stream(),
            Stream.of(EveryField.TEXT))
        .flatMap(it -> it);
  }

  @ParameterizedTest
  @MethodSource("good")
  void acceptsWhatTheReaderAccepts(String yaml) {
    assertThat(errors(yaml)).isEmpty();
  }

  /** Each row: a file that the reader refuses too, and where the schema finds an error. */
  static List<Case> bad() {
    return Cases.read(JsonSchemaTest.class, "schema-problems.txt");
  }

  @ParameterizedTest
  @MethodSource("bad")
  void refusesWhatTheReaderRefuses(Case row) {
    var bytes = row.input().getBytes(StandardCharsets.UTF_8);

    assertThat(errors(row.input())).containsExactlyElementsOf(row.expected());
    assertThat(FragmentReader.read("x.yaml", bytes).problems()).isNotEmpty();
  }

  static List<String> errors(String yaml) {
    var bytes = yaml.getBytes(StandardCharsets.UTF_8);
    var read = TreeParser.read("x.yaml", bytes, ReadLimits.MODEL);
    assertThat(read.problems()).isEmpty();
    var errors = new ArrayList<String>();
    for (var document : read.documents()) {
      SCHEMA.validate(JsonValues.of(JsonValues.value(document)), InputFormat.JSON).stream()
          .map(it -> it.getInstanceLocation() + ": " + it.getKeyword())
          .distinct()
          .sorted()
          .forEach(errors::add);
    }
    return errors;
  }
}
