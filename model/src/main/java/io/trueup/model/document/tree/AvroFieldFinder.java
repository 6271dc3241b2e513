package io.trueup.model.document.tree;

import io.trueup.model.document.tree.Tree.Mapping;
import io.trueup.model.document.tree.Tree.Scalar;
import io.trueup.model.document.tree.Tree.Sequence;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds fields in an Avro schema as a document writes it. Pure. */
final class AvroFieldFinder {

  /** The most names to follow from one type to another, because they can form a cycle. */
  private static final int DEEPEST = 100;

  private final Tree schema;

  private AvroFieldFinder(Tree schema) {
    this.schema = schema;
  }

  /**
   * The item of a list {@code fields} at the end of a path, or else the last one on the way; null
   * when there is none.
   *
   * @param path as {@link io.trueup.model.type.AvroResolution.Incompatibility} has it
   */
  static @Nullable Tree find(Tree schema, String path) {
    var steps =
        Arrays.stream(path.replace("[]", "").replace("{}", "").split("\\."))
            .filter(it -> !it.isEmpty())
            .toList();
    return new AvroFieldFinder(schema).find(schema, steps);
  }

  private @Nullable Tree find(Tree start, List<String> steps) {
    @Nullable Tree found = null;
    Tree at = start;
    for (var step : steps) {
      var field = field(at, step, 0);
      if (field == null) {
        return found;
      }
      found = field;
      var type = part(field, "type");
      if (type == null) {
        return found;
      }
      at = type;
    }
    return found;
  }

  /** A field of a record, or of the record inside another type. */
  private @Nullable Tree field(Tree type, String name, int depth) {
    if (depth > DEEPEST) {
      return null;
    }
    return switch (type) {
      case Scalar(var text, _, _, _) -> {
        var named = named(schema, text.substring(text.lastIndexOf('.') + 1));
        yield named == null ? null : field(named, name, depth + 1);
      }
      case Sequence(var branches, _, _) -> first(branches, name, depth);
      case Mapping _ -> {
        if (part(type, "fields") instanceof Sequence(var fields, _, _)) {
          for (var field : fields) {
            if (part(field, "name") instanceof Scalar scalar && scalar.text().equals(name)) {
              yield field;
            }
          }
          yield null;
        }
        for (var inner : List.of("items", "values", "type")) {
          var part = part(type, inner);
          if (part != null && !(inner.equals("type") && part instanceof Scalar)) {
            yield field(part, name, depth + 1);
          }
        }
        yield null;
      }
    };
  }

  private @Nullable Tree first(List<Tree> branches, String name, int depth) {
    for (var branch : branches) {
      var found = field(branch, name, depth + 1);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** The record of a name, wherever it is defined; other types have no fields. */
  private static @Nullable Tree named(Tree tree, String name) {
    return switch (tree) {
      case Scalar _ -> null;
      case Sequence(var items, _, _) -> firstNamed(items, name);
      case Mapping mapping -> {
        if (part(mapping, "fields") != null
            && part(mapping, "name") instanceof Scalar scalar
            && scalar.text().substring(scalar.text().lastIndexOf('.') + 1).equals(name)) {
          yield mapping;
        }
        yield firstNamed(mapping.entries().stream().map(Tree.Entry::value).toList(), name);
      }
    };
  }

  private static @Nullable Tree firstNamed(List<Tree> trees, String name) {
    for (var tree : trees) {
      var found = named(tree, name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable Tree part(Tree tree, String name) {
    return tree instanceof Mapping mapping
        ? mapping.entries().stream()
            .filter(it -> it.name().equals(name))
            .map(Tree.Entry::value)
            .findFirst()
            .orElse(null)
        : null;
  }
}
