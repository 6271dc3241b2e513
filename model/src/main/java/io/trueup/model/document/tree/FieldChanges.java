package io.trueup.model.document.tree;

import io.trueup.model.document.tree.Tree.Entry;
import io.trueup.model.document.tree.Tree.Mapping;
import io.trueup.model.document.tree.Tree.Scalar;
import io.trueup.model.document.tree.Tree.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares two documents as written, field by field. Places and quotes make no difference; items of
 * lists are matched by their names.
 */
final class FieldChanges {

  /** The fields that name an item of a list. */
  private static final List<String> NAMES = List.of("name", "dataset", "platform");

  private final List<FieldChange> changes = new ArrayList<>();
  private final List<FieldChange> moves = new ArrayList<>();

  private FieldChanges() {}

  /**
   * The differences, in the order of the later document; in each part the removed fields come
   * first.
   */
  static List<FieldChange> between(Tree was, Tree now) {
    var compared = new FieldChanges();
    compared.compare(was, now, new FieldChange(List.of(), ""));
    return compared.changes.isEmpty() ? compared.moves : compared.changes;
  }

  private void compare(Tree was, Tree now, FieldChange at) {
    if (was instanceof Mapping(var before, _, _) && now instanceof Mapping(var after, _, _)) {
      parts(byName(before), byName(after), at, false);
    } else if (was instanceof Sequence || now instanceof Sequence) {
      items(was, now, at);
    } else if (!isSame(was, now)) {
      changes.add(at);
    }
  }

  /** A single value stands for a list of one. */
  private void items(Tree was, Tree now, FieldChange at) {
    parts(byKey(itemsOf(was)), byKey(itemsOf(now)), at, true);
  }

  private static List<Tree> itemsOf(Tree tree) {
    return switch (tree) {
      case Sequence(var items, _, _) -> items;
      case Scalar scalar when scalar.isNull() -> List.of();
      case Scalar _, Mapping _ -> List.of(tree);
    };
  }

  /** A part with the step that leads to it. */
  private record Part(String step, Tree value) {}

  private void parts(
      Map<String, Part> before, Map<String, Part> after, FieldChange at, boolean isList) {
    before.keySet().stream()
        .filter(it -> !after.containsKey(it))
        .forEach(it -> changes.add(new FieldChange(at.path(), at.shownWith(it, isList))));
    after.forEach((name, part) -> {
      var inner = new FieldChange(at.pathWith(part.step()), at.shownWith(name, isList));
      var earlier = before.get(name);
      if (earlier == null) {
        changes.add(inner);
      } else {
        compare(earlier.value(), part.value(), inner);
      }
    });
    if (!List.copyOf(before.keySet()).equals(List.copyOf(after.keySet()))
        && Set.copyOf(before.keySet()).equals(Set.copyOf(after.keySet()))) {
      moves.add(new FieldChange(at.path(), at.shown() + " (their order)"));
    }
  }

  private static Map<String, Part> byName(List<Entry> entries) {
    var parts = new LinkedHashMap<String, Part>();
    for (var entry : entries) {
      if (!(entry.value() instanceof Scalar scalar && scalar.isNull())) {
        parts.put(entry.name(), new Part(entry.name(), entry.value()));
      }
    }
    return parts;
  }

  private static Map<String, Part> byKey(List<Tree> items) {
    var parts = new LinkedHashMap<String, Part>();
    var counts = new HashMap<String, Integer>();
    for (var i = 0; i < items.size(); i++) {
      var name = name(items.get(i));
      var key = name == null ? Integer.toString(i + 1) : name;
      var count = counts.merge(key, 1, Integer::sum);
      parts.put(
          count == 1 ? key : key + " " + count, new Part(PlaceFinder.itemStep(i), items.get(i)));
    }
    return parts;
  }

  private static @Nullable String name(Tree item) {
    if (item instanceof Scalar(var text, _, _, _)) {
      return text;
    }
    if (item instanceof Mapping mapping) {
      for (var field : NAMES) {
        var found = mapping.entry(field);
        if (found.isPresent() && found.get().value() instanceof Scalar(var text, _, _, _)) {
          return text;
        }
      }
    }
    return null;
  }

  private static boolean isSame(Tree was, Tree now) {
    return was instanceof Scalar one
        && now instanceof Scalar other
        && one.isNull() == other.isNull()
        && (one.isNull() || one.text().equals(other.text()));
  }
}
