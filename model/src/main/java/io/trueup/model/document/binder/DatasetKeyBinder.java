package io.trueup.model.document.binder;

import io.trueup.model.document.shape.FieldReader;
import io.trueup.model.document.tree.Tree;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Takes the columns that a dataset lists as its primary key or partition. */
final class DatasetKeyBinder {

  private DatasetKeyBinder() {}

  /**
   * The names that a field lists, without those that are no columns or listed twice, which are
   * reported.
   *
   * @param field {@code primaryKey} or {@code partition}
   * @param names of the dataset's columns, or of the fields of its Avro schema
   */
  static List<String> listed(FieldReader fields, String field, String dataset, Set<String> names) {
    var isKey = isKey(field);
    var listed = new LinkedHashSet<String>();
    for (var item : fields.items(field)) {
      if (!(item instanceof Tree.Scalar scalar) || !names.contains(scalar.text())) {
        fields.problem(
            item,
            isKey ? "dataset.key-column-missing" : "dataset.partition-column-missing",
            "The %s of dataset '%s' names %s, which is not one of its columns"
                .formatted(called(isKey), dataset, item.describe()),
            "Name one of its columns");
      } else if (!listed.add(scalar.text())) {
        fields.problem(
            item,
            isKey ? "dataset.key-column-twice" : "dataset.partition-column-twice",
            "The %s of dataset '%s' names '%s' twice"
                .formatted(called(isKey), dataset, scalar.text()),
            "Remove one of the two");
      }
    }
    return List.copyOf(listed);
  }

  /** Whether a field lists the primary key, not the partition. */
  static boolean isKey(String field) {
    return field.equals("primaryKey");
  }

  /** The field's name in messages. */
  static String called(boolean isKey) {
    return isKey ? "primary key" : "partition";
  }
}
