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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

  private static Set<String> named(Map<?, ?> item, String in) {
    return parametersIn(item).stream()
        .filter(it -> in.equals(it.get("in")))
        .map(it -> String.valueOf(it.get("name")))
        .collect(Collectors.toSet());
  }

  /** The operations by method and path, as the document has them. */
  private Map<String, Map<?, ?>> operations() {
    var operations = new TreeMap<String, Map<?, ?>>();
    map(document, "paths")
        .forEach((path, item) ->
            ((Map<?, ?>) item)
                .forEach((method, operation) -> {
                  if (operation instanceof Map<?, ?> it) {
                    operations.put(method + " " + path, it);
                  }
                }));
    return operations;
  }

  @Test
  void hasAnIdentifierForEveryOperation() {
    var ids = operations().values().stream().map(it -> String.valueOf(it.get("operationId")));

    assertThat(ids.toList())
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[a-z]+([A-Z][a-z]+)+"));
  }

  /** The answers before an action runs, and those that any action may give. */
  @Test
  void listsWhatEveryOperationMayBeRefusedWith() {
    operations()
        .forEach((name, operation) -> {
          var expected = new TreeSet<String>();
          if (name.contains(" /api/v1/")) {
            expected.addAll(Set.of("400", "405", "500", "503"));
          }
          if (operation.containsKey("x-trueup-scope")) {
            expected.addAll(Set.of("401", "403", "429"));
          }
          if (operation.containsKey("requestBody")) {
            expected.add("413");
          }
          assertThat(map(operation, "responses").keySet().stream().map(Object::toString))
              .as(name)
              .containsAll(expected);
        });
  }

  /**
   * What an operation is given decides about some answers. That every answer is documented is held
   * by {@link DocumentedExchanges}.
   */
  @Test
  void listsNoStatusThatAnOperationCannotGive() {
    map(document, "paths")
        .forEach((path, item) ->
            ((Map<?, ?>) item)
                .forEach((method, operation) -> {
                  if (operation instanceof Map<?, ?> it && path.toString().startsWith("/api/v1/")) {
                    var shared = named((Map<?, ?>) item, "path");
                    assertThat(map(it, "responses").keySet().stream().map(Object::toString))
                        .as("%s %s", method, path)
                        .doesNotContainAnyElementsOf(
                            impossible(path.toString(), method.toString(), it, shared));
                  }
                }));
  }

  private static Set<String> impossible(
      String path, String method, Map<?, ?> operation, Set<String> shared) {
    var impossible = new TreeSet<String>();
    var headers = named(operation, "header");
    Map.of("304", "If-None-Match", "412", "If-Match", "206", "Range", "416", "Range")
        .forEach((status, header) -> {
          if (!headers.contains(header)) {
            impossible.add(status);
          }
        });
    var hasBody = operation.containsKey("requestBody");
    if (!hasBody) {
      impossible.addAll(Set.of("408", "413", "415"));
    }
    var query = named(operation, "query");
    if (shared.isEmpty() && query.isEmpty() && !hasBody) {
      impossible.add("404");
    }
    if (!path.contains("/{version}") && !path.contains("/jobs")) {
      impossible.add("307");
      if (!path.endsWith("/events")) {
        impossible.add("410");
      }
    }
    // Reads conflict where a platform's name may be ambiguous, with cursors, or with a container.
    if (method.equals("get")
        && !shared.contains("platform")
        && !query.contains("platform")
        && !path.contains("/schema/")
        && !path.endsWith("/jobs")) {
      impossible.add("409");
    }
    return impossible;
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
