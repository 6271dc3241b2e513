package io.trueup.model.document.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.document.ModelDocument;
import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetSchema;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.schedule.Cron;
import io.trueup.model.type.AvroSchema;
import io.trueup.model.type.DataType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Changes every component of every record of a document, one at a time, and expects another digest.
 * A component that is added later cannot be forgotten, because the test fails for a type that it
 * cannot change.
 */
class DeclarationDigestTest {

  /** Components that are computed from the others. */
  private static final List<String> COMPUTED =
      List.of("Dataset.fingerprint", "DatasetSchema.fingerprint");

  private final TreeSet<String> changed = new TreeSet<>();

  /** The innermost component of the current change. */
  private String current = "";

  @Test
  void changesWithEveryComponent() {
    var bytes = EveryField.TEXT.getBytes(StandardCharsets.UTF_8);
    for (var declared : FragmentReader.read("x.yaml", bytes).documents()) {
      var document = declared.document();
      each(
          document,
          "",
          other -> {
            assertThat(DeclarationDigest.of((ModelDocument) other, new TreeMap<>()))
                .as("%s", current)
                .isNotEqualTo(DeclarationDigest.of(declared.document(), new TreeMap<>()));
            current = "";
          });
    }

    assertThat(changed).containsAll(components(ModelDocument.class, new TreeSet<>()));
  }

  /** Passes on, one by one, all values that differ from a value in one place. */
  private void each(@Nullable Object value, String place, Consumer<? super Object> use) {
    switch (value) {
      case null -> {}
      case String text -> use.accept(text + "x");
      case Boolean flag -> use.accept(!flag);
      case Integer number -> use.accept(number > 1 ? number - 1 : number + 1);
      case Fingerprint(var high, var low) -> use.accept(new Fingerprint(high, low + 1));
      case Duration duration -> use.accept(duration.plusMillis(1));
      case LocalDateTime time -> use.accept(time.plusSeconds(1));
      case Cron cron ->
          use.accept(new Cron(cron.text().equals("7 7 7 7 *") ? "8 8 8 8 *" : "7 7 7 7 *"));
      case AvroSchema _ -> use.accept(AvroSchema.of("string"));
      case DataType _ -> use.accept(DataType.parse("variant"));
      case Enum<?> word -> {
        var words = word.getDeclaringClass().getEnumConstants();
        use.accept(words[0].equals(word) ? words[1] : words[0]);
      }
      case Record record -> eachOf(record, use);
      case List<?> list -> eachOf(list, list.isEmpty(), place, it -> use.accept(List.copyOf(it)));
      case SortedSet<?> set ->
          eachOf(set, set.isEmpty(), place, it -> use.accept(new TreeSet<>(it)));
      case PersistentMap<?, ?> map ->
          eachOf(map, place, it -> use.accept(PersistentMap.copyOf(texts(it))));
      case SortedMap<?, ?> map -> eachOf(map, place, use::accept);
      default ->
          throw new AssertionError(
              "This test cannot change a " + value.getClass() + " at " + place);
    }
  }

  @SuppressWarnings("unchecked") // Every map of a document has texts as keys.
  private static Map<String, Object> texts(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }

  private void eachOf(
      Collection<?> values, boolean isEmpty, String place, Consumer<List<Object>> use) {
    if (isEmpty) {
      return;
    }
    use.accept(
        List.copyOf(values).subList(1, values.size()).stream().map(Object.class::cast).toList());
    var i = 0;
    for (var value : values) {
      var index = i++;
      each(
          value,
          place,
          other -> {
            var others = new ArrayList<Object>(values);
            others.set(index, other);
            use.accept(others);
          });
    }
  }

  private void eachOf(Map<?, ?> map, String place, Consumer<SortedMap<String, Object>> use) {
    for (var entry : texts(map).entrySet()) {
      var without = new TreeMap<>(texts(map));
      without.remove(entry.getKey());
      use.accept(without);
      var renamed = new TreeMap<>(without);
      renamed.put(entry.getKey() + "x", entry.getValue());
      use.accept(renamed);
      each(
          entry.getValue(),
          place,
          other -> {
            var others = new TreeMap<>(texts(map));
            others.put(entry.getKey(), other);
            use.accept(others);
          });
    }
  }

  private void eachOf(Record record, Consumer<Object> use) {
    var components = record.getClass().getRecordComponents();
    for (var i = 0; i < components.length; i++) {
      var index = i;
      var place = record.getClass().getSimpleName() + "." + components[i].getName();
      var value = value(record, components[i]);
      if (COMPUTED.contains(place)) {
        continue;
      }
      Consumer<@Nullable Object> useOther =
          other -> {
            changed.add(place);
            current = current.isEmpty() ? place : current;
            use.accept(with(record, components, index, other));
          };
      each(value, place, useOther);
      if (value != null && components[i].getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        useOther.accept(null);
      }
    }
  }

  private static @Nullable Object value(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new LinkageError("Cannot read " + component, e);
    }
  }

  private static Object with(
      Record record, RecordComponent[] components, int index, @Nullable Object other) {
    var values = new @Nullable Object[components.length];
    for (var i = 0; i < values.length; i++) {
      values[i] = value(record, components[i]);
    }
    values[index] = other;
    var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      var constructor = record.getClass().getDeclaredConstructor(types);
      return computed(constructor.newInstance(values));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Cannot make a " + record.getClass(), e);
    }
  }

  private static Object computed(Object made) {
    return switch (made) {
      case DatasetSchema it ->
          DatasetSchema.of(it.columns(), it.avro(), it.primaryKey(), it.partition());
      case Dataset it ->
          Dataset.of(it.name(), it.source(), it.schema(), it.governance(), it.documentation());
      default -> made;
    };
  }

  /** The components of all records that a type's values can hold. */
  private static Set<String> components(Class<?> type, Set<String> found) {
    if (type == ModelDocument.class) {
      for (var permitted : type.getPermittedSubclasses()) {
        components(permitted, found);
      }
    } else if (type.isRecord() && type != Fingerprint.class && type != Cron.class) {
      for (var component : type.getRecordComponents()) {
        var place = type.getSimpleName() + "." + component.getName();
        if (!COMPUTED.contains(place) && found.add(place)) {
          classes(component.getGenericType().getTypeName()).forEach(it -> components(it, found));
        }
      }
    }
    return found;
  }

  /** The project's classes in a type's name, also within brackets. */
  private static List<Class<?>> classes(String typeName) {
    var classes = new ArrayList<Class<?>>();
    for (var name : typeName.split("[<>, ]+", -1)) {
      if (name.startsWith("io.trueup.model.ecosystem.")
          || name.startsWith("io.trueup.model.schedule.")) {
        try {
          classes.add(Class.forName(name));
        } catch (ClassNotFoundException e) {
          throw new AssertionError("There is no class " + name, e);
        }
      }
    }
    return classes;
  }

  /** The only part of datasets that is digested by hand. */
  @Test
  void seesWhichColumnADescriptionIsOf() {
    assertThat(digest("{a: {type: date, description: x}, b: date}"))
        .isNotEqualTo(digest("{a: date, b: {type: date, description: x}}"));
  }

  private static Fingerprint digest(String columns) {
    var text =
        "{kind: Datasets, store: S, team: Z/T, datasets: {d: {primaryKey: [k], columns: "
            + columns.replaceFirst("\\{", "{k: {type: date, key: true}, ")
            + "}}}";
    var fragment = FragmentReader.read("x.yaml", text.getBytes(StandardCharsets.UTF_8));
    assertThat(fragment.problems()).isEmpty();
    return fragment.documents().getFirst().digest();
  }

  /** The fingerprint of the schema and the documentation cover every component of a column. */
  @Test
  void knowsAllComponentsOfColumns() {
    assertThat(components(Column.class, new TreeSet<>()))
        .contains("Column.name", "Column.documentation", "Documentation.rest");
  }
}
