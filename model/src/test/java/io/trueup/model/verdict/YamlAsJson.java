package io.trueup.model.verdict;

import io.trueup.model.document.tree.ReadLimits;
import io.trueup.model.document.tree.Tree;
import io.trueup.model.document.tree.TreeParser;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Writes a YAML document as JSON. */
final class YamlAsJson {

  private YamlAsJson() {}

  static String of(String yaml) {
    var bytes = yaml.getBytes(StandardCharsets.UTF_8);
    return TreeParser.read("x.yaml", bytes, ReadLimits.MODEL).documents().stream()
        .map(YamlAsJson::of)
        .collect(Collectors.joining("\n"));
  }

  private static String of(Tree tree) {
    return switch (tree) {
      case Tree.Scalar scalar when scalar.isNull() -> "null";
      case Tree.Scalar scalar
          when !scalar.quoted() && scalar.text().matches("true|false|[1-9]\\d*") ->
          scalar.text();
      case Tree.Scalar scalar -> quoted(scalar.text());
      case Tree.Sequence sequence ->
          sequence.items().stream().map(YamlAsJson::of).collect(Collectors.joining(", ", "[", "]"));
      case Tree.Mapping mapping ->
          mapping.entries().stream()
              .map(it -> quoted(it.name()) + ": " + of(it.value()))
              .collect(Collectors.joining(",\n ", "{", "}"));
    };
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
