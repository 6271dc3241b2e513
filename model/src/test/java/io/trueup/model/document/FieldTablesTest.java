package io.trueup.model.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.DocumentationFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The reference tells about every field that there is, and about no other. */
class FieldTablesTest {

  private static final Pattern PLACE =
      Pattern.compile("(?s)(<!-- fields: ([A-Za-z ]+) -->\\n).*?(<!-- end of fields -->)");

  @Test
  void areInTheReference() {
    var page = DocumentationFiles.read("model.md");

    DocumentationFiles.assertUpToDate(
        "model.md", PLACE.matcher(page).replaceAll(it -> Matcher.quoteReplacement(withTables(it))));
  }

  private static String withTables(MatchResult place) {
    var text = new StringBuilder(place.group(1));
    var titles = place.group(2).split(" ", -1);
    for (var title : titles) {
      text.append('\n');
      if (titles.length > 1) {
        text.append("**").append(title).append("**\n\n");
      }
      text.append(FieldTables.byTitle().get(title));
    }
    return text.append('\n').append(place.group(3)).toString();
  }

  @Test
  void standThereOnceEach() {
    var told = new ArrayList<String>();
    PLACE
        .matcher(DocumentationFiles.read("model.md"))
        .results()
        .forEach(it -> told.addAll(List.of(it.group(2).split(" ", -1))));

    assertThat(told).containsExactlyInAnyOrderElementsOf(FieldTables.byTitle().keySet());
  }
}
