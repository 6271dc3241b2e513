package io.trueup.model;

import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetSchema;
import io.trueup.model.ecosystem.JobPolicy;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.schedule.Cron;
import io.trueup.model.type.AvroSchema;
import io.trueup.model.type.DataType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Changes every component of every record that a record holds, one at a time. A component of a type
 * that it does not know fails, so that none is forgotten.
 */
public final class Mutations {

  /** What follows from the rest, and is computed anew. */
  private static final Set<String> COMPUTED =
      Set.of("Dataset.fingerprint", "DatasetSchema.fingerprint");

  private Mutations() {}

  /**
   * Where a record was changed.
   *
   * @param path such as {@code DatastoreDocument.store.team}
   * @param component such as {@code Datastore.team}
   */
  public record Place(String path, String component) {

    private Place below(RecordComponent next) {
      return new Place(path + "." + next.getName(), name(next));
    }
  }

  /**
   * Hands on all records that differ from one in one place.
   *
   * @param record one
   * @param use takes the place and the other record
   */
  public static void each(Object record, BiConsumer<Place, Object> use) {
    var name = record.getClass().getSimpleName();
    each(record, new Place(name, name), use);
  }

  private static void each(@Nullable Object value, Place place, BiConsumer<Place, Object> use) {
    Consumer<Object> one = other -> use.accept(place, other);
    switch (value) {
      case null -> {}
      case String text -> one.accept(text + "x");
      case Boolean flag -> one.accept(!flag);
      case Integer number -> one.accept(number == JobPolicy.MOST ? number - 1 : number + 1);
      case Fingerprint(var high, var low) -> one.accept(new Fingerprint(high, low + 1));
      case Duration duration -> one.accept(duration.plusMillis(1));
      case LocalDateTime time -> one.accept(time.plusSeconds(1));
      case Cron cron ->
          one.accept(new Cron(cron.text().equals("7 7 7 7 *") ? "8 8 8 8 *" : "7 7 7 7 *"));
      case AvroSchema _ -> one.accept(AvroSchema.of("string"));
      case DataType _ -> one.accept(DataType.parse("variant"));
      case Enum<?> word -> one.accept(next(word));
      case Record record -> eachOf(record, place, use);
      case List<?> list -> eachOf(list, place, (at, it) -> use.accept(at, List.copyOf(it)));
      case SortedSet<?> set -> eachOf(set, place, (at, it) -> use.accept(at, new TreeSet<>(it)));
      case PersistentMap<?, ?> map ->
          eachOf(texts(map), place, (at, it) -> use.accept(at, PersistentMap.copyOf(it)));
      case SortedMap<?, ?> map -> eachOf(texts(map), place, use::accept);
      default ->
          throw new AssertionError("How to change the " + value.getClass() + " at " + place.path());
    }
  }

  private static Object next(Enum<?> word) {
    var words = word.getDeclaringClass().getEnumConstants();
    return words[0].equals(word) ? words[1] : words[0];
  }

  @SuppressWarnings("unchecked") // Every map of the model is by text.
  private static Map<String, Object> texts(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }

  private static void eachOf(
      Collection<?> values, Place place, BiConsumer<Place, List<Object>> use) {
    var i = 0;
    for (var value : values) {
      var index = i++;
      var others = new ArrayList<Object>(values);
      others.remove(index);
      use.accept(place, others);
      each(
          value,
          place,
          (at, other) -> {
            var changed = new ArrayList<Object>(values);
            changed.set(index, other);
            use.accept(at, changed);
          });
    }
  }

  private static void eachOf(
      Map<String, Object> map, Place place, BiConsumer<Place, SortedMap<String, Object>> use) {
    map.forEach((key, value) -> {
      var without = new TreeMap<>(map);
      without.remove(key);
      use.accept(place, without);
      var renamed = new TreeMap<>(without);
      renamed.put(key + "x", value);
      use.accept(place, renamed);
      each(
          value,
          place,
          (at, other) -> {
            var changed = new TreeMap<>(map);
            changed.put(key, other);
            use.accept(at, changed);
          });
    });
  }

  private static void eachOf(Record record, Place place, BiConsumer<Place, Object> use) {
    for (var component : record.getClass().getRecordComponents()) {
      if (COMPUTED.contains(name(component))) {
        continue;
      }
      var below = place.below(component);
      var value = value(record, component);
      each(value, below, (at, other) -> use.accept(at, with(record, component, other)));
      if (value != null && component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        use.accept(below, with(record, component, null));
      }
    }
  }

  private static @Nullable Object value(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Cannot read " + component, e);
    }
  }

  private static Object with(Record record, RecordComponent changed, @Nullable Object other) {
    var components = record.getClass().getRecordComponents();
    var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    var values =
        Arrays.stream(components)
            .map(it -> it.getName().equals(changed.getName()) ? other : value(record, it))
            .toArray();
    try {
      return computed(record.getClass().getDeclaredConstructor(types).newInstance(values));
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

  private static String name(RecordComponent component) {
    return component.getDeclaringRecord().getSimpleName() + "." + component.getName();
  }

  /**
   * The components that {@link #each} has to change, of all records that a type's values can hold.
   * Those that hold a record, or records alone, are changed where these are.
   *
   * @param type a record, or a sealed interface of records
   */
  public static Set<String> components(Class<?> type) {
    return records(type).stream()
        .flatMap(it -> Stream.of(it.getRecordComponents()))
        .filter(it -> held(it.getGenericType()).isEmpty() && !COMPUTED.contains(name(it)))
        .map(Mutations::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** All records that a type's values can be or hold. */
  public static Set<Class<?>> records(Class<?> type) {
    var found = new LinkedHashSet<Class<?>>();
    for (var root : type.isSealed() ? List.of(type.getPermittedSubclasses()) : List.of(type)) {
      addRecords(root, found);
    }
    return found;
  }

  private static void addRecords(Class<?> type, Set<Class<?>> found) {
    if (found.add(type)) {
      for (var component : type.getRecordComponents()) {
        held(component.getGenericType()).forEach(it -> addRecords(it, found));
      }
    }
  }

  /** The records that a component's values are or hold. */
  private static List<Class<?>> held(Type type) {
    return switch (type) {
      case ParameterizedType it ->
          Stream.of(it.getActualTypeArguments()).flatMap(arg -> held(arg).stream()).toList();
      case Class<?> it when it.isRecord() && it != Fingerprint.class && it != Cron.class ->
          List.of(it);
      default -> List.of();
    };
  }
}
