package io.trueup.model.document.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * A field of a document whose text has changed.
 *
 * @param path the path of the field in the later document, as {@link PlaceFinder} follows it; that
 *     of its parent when the field is gone
 * @param shown the field as people read it, such as {@code datasets.customers.columns.city}
 */
public record FieldChange(List<String> path, String shown) {

  public FieldChange {
    path = List.copyOf(path);
  }

  List<String> pathWith(String step) {
    var longer = new ArrayList<>(path);
    longer.add(step);
    return longer;
  }

  String shownWith(String name, boolean isItem) {
    return isItem ? shown + "[" + name + "]" : shown.isEmpty() ? name : shown + "." + name;
  }
}
