package io.trueup.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads a table of cases from a resource: {@code #### name}, the input, {@code ####>}, the expected
 * lines.
 */
public final class Cases {

  private Cases() {}

  /** One row. */
  public record Case(String name, String input, List<String> expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** All rows of a resource beside a class. */
  public static List<Case> read(Class<?> beside, String resource) {
    try (var stream = beside.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalArgumentException("There is no resource " + resource);
      }
      var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      var cases = new ArrayList<Case>();
      for (var part : text.split("(?m)^#### ", -1)) {
        if (!part.isBlank()) {
          cases.add(parse(part));
        }
      }
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource, e);
    }
  }

  private static Case parse(String part) {
    var lineEnd = part.indexOf('\n');
    var arrow = part.indexOf("####>\n");
    var expected = part.substring(arrow + 6).lines().filter(it -> !it.isBlank()).toList();
    return new Case(part.substring(0, lineEnd), part.substring(lineEnd + 1, arrow), expected);
  }

  /** The ids of rules in lines such as {@code x:1:1: error: … [rule.id]. …}. */
  public static Stream<String> rules(Case row) {
    return row.expected().stream().map(it -> it.replaceAll(".* \\[([a-z.-]+)]\\. .*", "$1"));
  }
}
