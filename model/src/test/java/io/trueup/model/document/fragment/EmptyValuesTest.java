package io.trueup.model.document.fragment;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.document.kind.DocumentShapes;
import io.trueup.model.document.shape.ValueShape;
import io.trueup.model.document.shape.ValueShape.Empty;
import io.trueup.model.document.shape.ValueShape.ListOf;
import io.trueup.model.document.shape.ValueShape.MapOf;
import io.trueup.model.document.shape.ValueShape.OneOf;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.tree.JsonValues;
import io.trueup.model.document.tree.ReadLimits;
import io.trueup.model.document.tree.TreeParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every list and mapping declares what it means when it is empty, and the reader agrees. */
class EmptyValuesTest {

  /**
   * A list or mapping of a document that uses every field.
   *
   * @param path of keys and numbers from the document down
   */
  record Place(String field, Object document, List<Object> path, ValueShape shape) {
    @Override
    public String toString() {
      return field;
    }

    Empty meaning() {
      return shape instanceof ListOf(_, var empty) ? empty : ((MapOf) shape).empty();
    }

    Object empty() {
      return shape instanceof ListOf ? List.of() : Map.of();
    }
  }

  static Stream<Place> places() {
    var places = new ArrayList<Place>();
    var bytes = EveryField.TEXT.getBytes(StandardCharsets.UTF_8);
    for (var tree : TreeParser.read("x.yaml", bytes, ReadLimits.MODEL).documents()) {
      var document = (Map<?, ?>) requireNonNull(JsonValues.value(tree));
      var structure =
          requireNonNull(DocumentShapes.BY_NAME.get(String.valueOf(document.get("kind"))));
      collect(structure, document, structure.title(), document, List.of(), places);
    }
    return places.stream();
  }

  private static void collect(
      ValueShape shape,
      @Nullable Object value,
      String field,
      Object document,
      List<Object> path,
      List<Place> places) {
    switch (shape) {
      case Structure structure when value instanceof Map<?, ?> map -> {
        for (var it : structure.fields()) {
          if (map.containsKey(it.name())) {
            collect(
                it.shape(),
                map.get(it.name()),
                structure.title() + "." + it.name(),
                document,
                with(path, it.name()),
                places);
          }
        }
      }
      case ListOf(var item, _) -> {
        places.add(new Place(field, document, path, shape));
        if (value instanceof List<?> list && !list.isEmpty()) {
          collect(item, list.getFirst(), field + "[]", document, with(path, 0), places);
        }
      }
      case MapOf(_, var inner, _) when value instanceof Map<?, ?> map -> {
        places.add(new Place(field, document, path, shape));
        map.forEach((name, it) ->
            collect(inner, it, field + "{}", document, with(path, String.valueOf(name)), places));
      }
      case OneOf(var forms) ->
          forms.forEach(form -> collect(form, value, field, document, path, places));
      default -> {}
    }
  }

  private static List<Object> with(List<Object> path, Object step) {
    var longer = new ArrayList<>(path);
    longer.add(step);
    return longer;
  }

  /** A copy with another value at a path; without the last key when the value is null. */
  private static Object changed(Object value, List<Object> path, @Nullable Object replacement) {
    var rest = path.subList(1, path.size());
    if (value instanceof List<?> list) {
      var copy = new ArrayList<Object>(list);
      copy.set((int) path.getFirst(), changed(copy.get((int) path.getFirst()), rest, replacement));
      return copy;
    }
    var copy = new LinkedHashMap<String, Object>();
    ((Map<?, ?>) value).forEach((key, it) -> copy.put(String.valueOf(key), it));
    var key = String.valueOf(path.getFirst());
    if (!rest.isEmpty()) {
      copy.put(key, changed(requireNonNull(copy.get(key)), rest, replacement));
    } else if (replacement == null) {
      copy.remove(key);
    } else {
      copy.put(key, replacement);
    }
    return copy;
  }

  private static Fragment read(Object document) {
    return FragmentReader.read("x.json", JsonValues.of(document).getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("places")
  void isReadAsItsShapeDeclares(Place place) {
    var empty = read(changed(place.document(), place.path(), place.empty()));
    var absent = read(changed(place.document(), place.path(), null));

    switch (place.meaning()) {
      case ABSENT -> {
        assertThat(empty.documents())
            .extracting(Fragment.Declared::digest)
            .isEqualTo(absent.documents().stream().map(Fragment.Declared::digest).toList());
        assertThat(rules(empty)).isEqualTo(rules(absent));
      }
      case MEANT -> {
        assertThat(empty.problems()).isEmpty();
        assertThat(empty.documents().getFirst().digest())
            .isNotEqualTo(absent.documents().getFirst().digest());
      }
      case REFUSED -> assertThat(rules(empty)).contains("document.empty");
      case RULED -> assertThat(rules(empty)).isNotEmpty().doesNotContain("document.empty");
    }
  }

  private static List<String> rules(Fragment fragment) {
    return fragment.problems().stream().map(it -> it.rule()).toList();
  }

  @Test
  void coversEveryListAndMapping() {
    var declared = new TreeSet<String>();
    DocumentShapes.ALL.forEach(it -> declare(it, it.title(), declared));
    var looked = new TreeSet<String>();
    places().forEach(it -> looked.add(it.field()));

    assertThat(looked).isEqualTo(declared);
  }

  private static void declare(ValueShape shape, String field, Set<String> declared) {
    switch (shape) {
      case Structure structure ->
          structure
              .fields()
              .forEach(it -> declare(it.shape(), structure.title() + "." + it.name(), declared));
      case ListOf(var item, _) -> {
        declared.add(field);
        declare(item, field + "[]", declared);
      }
      case MapOf(_, var value, _) -> {
        declared.add(field);
        declare(value, field + "{}", declared);
      }
      case OneOf(var forms) -> forms.forEach(it -> declare(it, field, declared));
      default -> {}
    }
  }
}
