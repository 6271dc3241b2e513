package io.trueup.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    return sections(beside, resource).entrySet().stream()
        .map(it -> parse(it.getKey(), it.getValue()))
        .toList();
  }

  /** What stands under each name of a resource beside a class, in its order. */
  public static Map<String, String> sections(Class<?> beside, String resource) {
    var sections = new LinkedHashMap<String, String>();
    for (var part : DocumentationFiles.resource(beside, resource).split("(?m)^#### ", -1)) {
      if (!part.isBlank()) {
        var lineEnd = part.indexOf('\n');
        if (sections.put(part.substring(0, lineEnd), part.substring(lineEnd + 1)) != null) {
          throw new IllegalArgumentException(
              "'%s' is there twice in %s".formatted(part.substring(0, lineEnd), resource));
        }
      }
    }
    return sections;
  }

  private static Case parse(String name, String section) {
    var arrow = section.indexOf("####>\n");
    var expected = section.substring(arrow + 6).lines().filter(it -> !it.isBlank()).toList();
    return new Case(name, section.substring(0, arrow), expected);
  }

  /** The ids of rules in lines such as {@code x:1:1: error: … [rule.id]. …}. */
  public static Stream<String> rules(Case row) {
    return row.expected().stream().map(it -> it.replaceAll(".* \\[([a-z.-]+)]\\. .*", "$1"));
  }
}
