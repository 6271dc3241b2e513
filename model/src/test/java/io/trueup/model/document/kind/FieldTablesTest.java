package io.trueup.model.document.kind;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.DocumentationFiles;
import io.trueup.model.document.shape.FieldTables;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The reference describes every field that there is, and no other. */
class FieldTablesTest {

  private static final Pattern PLACE = Pattern.compile("<!-- fields: ([A-Za-z ]+) -->");

  @Test
  void matchTheReference() {
    var page = DocumentationFiles.read("model.md");

    DocumentationFiles.assertUpToDate("model.md", FieldTables.fill(page, DocumentShapes.ALL));
  }

  @Test
  void appearOnceEach() {
    var told = new ArrayList<String>();
    PLACE
        .matcher(DocumentationFiles.read("model.md"))
        .results()
        .forEach(it -> told.addAll(List.of(it.group(1).split(" ", -1))));

    assertThat(told)
        .containsExactlyInAnyOrderElementsOf(FieldTables.of(DocumentShapes.ALL).keySet());
  }
}
