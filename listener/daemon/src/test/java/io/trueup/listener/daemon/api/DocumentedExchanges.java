package io.trueup.listener.daemon.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Compares the answers that tests get with {@code docs/openapi.yaml}: a status, content type or
 * type of problem that is not documented is a failure of the test that sees it. All exchanges are
 * listed in {@code target/seen-exchanges.txt}. It was seen to fail the tests of tokens without the
 * status 401 in the document. Safe for any thread.
 */
final class DocumentedExchanges {

  private static final Path SEEN = Path.of("target", "seen-exchanges.txt");
  private static final String PROBLEM = "application/problem+json";
  private static final Pattern PARAMETER = Pattern.compile("\\{[^/{}]+\\}");

  private static final DocumentedExchanges DOCUMENTED = new DocumentedExchanges(document());

  private final Map<?, ?> document;
  private final List<Template> templates;
  private final Set<String> kinds;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  private record Template(String path, Pattern pattern) {

    static Template of(String path) {
      var parts =
          List.of(path.split("/", -1)).stream()
              .map(it -> PARAMETER.matcher(it).matches() ? "[^/]+" : Pattern.quote(it))
              .collect(Collectors.joining("/"));
      return new Template(path, Pattern.compile(parts));
    }

    long parameters() {
      return path.chars().filter(it -> it == '{').count();
    }
  }

  private DocumentedExchanges(Map<?, ?> document) {
    this.document = document;
    templates =
        map(document, "paths").keySet().stream()
            .map(it -> Template.of((String) it))
            .sorted(Comparator.comparingLong(Template::parameters))
            .toList();
    var type = map(map(map(schemas(), "Error"), "properties"), "type");
    kinds =
        ((List<?>) Objects.requireNonNull(type.get("x-trueup-kinds")))
            .stream().map(it -> (String) it).collect(Collectors.toUnmodifiableSet());
  }

  private Map<?, ?> schemas() {
    return map(map(document, "components"), "schemas");
  }

  private static Map<?, ?> document() {
    try {
      var text = Files.readString(Path.of("..", "..", "docs", "openapi.yaml"));
      return (Map<?, ?>)
          Objects.requireNonNull(new Load(LoadSettings.builder().build()).loadFromString(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<?, ?> map(Map<?, ?> parent, String key) {
    return Objects.requireNonNullElse((Map<?, ?>) parent.get(key), Map.of());
  }

  /**
   * Requires that an answer is documented. Paths that are none of the API are ignored.
   *
   * @param contentType empty for none
   * @param kind the type of the problem; null for an answer that is none
   */
  static void require(
      String method, String target, int status, String contentType, @Nullable String kind) {
    DOCUMENTED.check(method, target, status, contentType, kind);
  }

  private void check(
      String method, String target, int status, String contentType, @Nullable String kind) {
    var query = target.indexOf('?');
    var path = query < 0 ? target : target.substring(0, query);
    var template =
        templates.stream().filter(it -> it.pattern().matcher(path).matches()).findFirst();
    if (template.isEmpty()) {
      return;
    }
    var operation = map(map(map(document, "paths"), template.get().path()), lower(method));
    if (operation.isEmpty()) {
      return; // a method that the path does not have
    }
    var type = contentType.replaceAll(";.*", "").strip();
    var name = "%s %s %d".formatted(method, template.get().path(), status);
    record(name + " " + type + (kind == null ? "" : " " + kind));
    var response = resolved(map(map(operation, "responses"), Integer.toString(status)));
    if (response.isEmpty()) {
      throw new AssertionError("docs/openapi.yaml does not have the answer " + name);
    }
    var content = map(response, "content");
    if (!type.isEmpty() && status != 304 && !content.isEmpty() && !content.containsKey(type)) {
      throw new AssertionError(
          "docs/openapi.yaml has %s for %s, not %s".formatted(content.keySet(), name, type));
    }
    if (type.equals(PROBLEM) && (kind == null || !kinds.contains(kind))) {
      throw new AssertionError(
          "docs/openapi.yaml does not have the type of problem %s, which answers %s"
              .formatted(kind, name));
    }
  }

  private static String lower(String method) {
    return method.toLowerCase(Locale.ROOT);
  }

  private Map<?, ?> resolved(Map<?, ?> response) {
    var reference = (String) response.get("$ref");
    return reference == null
        ? response
        : map(
            map(map(document, "components"), "responses"),
            reference.substring(reference.lastIndexOf('/') + 1));
  }

  private void record(String line) {
    if (seen.add(line)) {
      try {
        Files.createDirectories(SEEN.getParent());
        Files.writeString(SEEN, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
