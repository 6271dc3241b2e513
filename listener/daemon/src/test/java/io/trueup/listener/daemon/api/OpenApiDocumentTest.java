package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Generators of clients and strict validators accept the published description. */
class OpenApiDocumentTest {

  private static final String TEXT = text();

  private final Map<?, ?> document =
      (Map<?, ?>)
          Objects.requireNonNull(new Load(LoadSettings.builder().build()).loadFromString(TEXT));

  private static String text() {
    try {
      return Files.readString(Path.of("..", "..", "docs", "openapi.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<?, ?> map(Map<?, ?> parent, String key) {
    return Objects.requireNonNullElse((Map<?, ?>) parent.get(key), Map.of());
  }

  @Test
  void describesEveryParameterAsGeneratorsExpect() {
    var known = Set.of("name", "in", "required", "schema", "description", "explode");
    map(document, "paths")
        .forEach((path, item) -> {
          var shared = parametersIn((Map<?, ?>) item);
          ((Map<?, ?>) item)
              .forEach((method, operation) -> {
                if (operation instanceof Map<?, ?> it) {
                  var all = Stream.concat(shared.stream(), parametersIn(it).stream()).toList();
                  assertThat(all)
                      .as("parameters of %s %s", method, path)
                      .allSatisfy(each -> {
                        assertThat(known).containsAll(names(each.keySet()));
                        assertThat(names(each.keySet())).contains("name", "in", "schema");
                      });
                  assertThat(
                          all.stream()
                              .filter(each -> Boolean.TRUE.equals(each.get("required")))
                              .filter(each -> "path".equals(each.get("in")))
                              .map(each -> "{" + each.get("name") + "}"))
                      .as("required parameters in the path of %s %s", method, path)
                      .containsExactlyInAnyOrderElementsOf(
                          Pattern.compile("\\{\\w+}")
                              .matcher(path.toString())
                              .results()
                              .map(MatchResult::group)
                              .toList());
                }
              });
        });
  }

  private static List<Map<?, ?>> parametersIn(Map<?, ?> item) {
    var parameters = (List<?>) item.get("parameters");
    return parameters == null
        ? List.of()
        : parameters.stream().<Map<?, ?>>map(it -> (Map<?, ?>) it).toList();
  }

  private static List<String> names(Set<?> keys) {
    return keys.stream().map(Object::toString).toList();
  }

  @Test
  void requiresOnlyFieldsThatItDescribes() {
    map(map(document, "components"), "schemas")
        .forEach((name, schema) -> {
          var required = (List<?>) ((Map<?, ?>) schema).get("required");
          assertThat(names(map((Map<?, ?>) schema, "properties").keySet()))
              .as("%s", name)
              .containsAll(
                  required == null ? List.of() : required.stream().map(String::valueOf).toList());
        });
  }

  /** YAML 1.1, which many tools read, takes these words for booleans. */
  @Test
  void quotesWordsThatOlderYamlTakesForBooleans() {
    assertThat(
            Pattern.compile("(?m)(^|[\\[{,]) *(on|off|yes|no|y|n)(?=[,\\]]|: )")
                .matcher(TEXT)
                .results()
                .map(MatchResult::group))
        .isEmpty();
  }
}
