package io.trueup.model.verdict;

import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.persistent.PersistentSet;
import io.trueup.model.type.DataType;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Copies of values that share no object with them except enums, as values that are read from a
 * file. Records are made by their canonical constructors from what their accessors give.
 */
final class ValueCopies {

  private ValueCopies() {}

  /** A basis that shares nothing with another one. */
  static Basis of(Basis basis) {
    return new Basis(
        copy(basis.linked()),
        copy(basis.graph()),
        copy(basis.rules()),
        copy(basis.cycles()),
        copy(basis.cases()),
        copy(basis.platforms()));
  }

  @SuppressWarnings("unchecked") // A copy has the class of its original.
  static <T> T copy(T value) {
    return (T) copied(value);
  }

  private static Object copied(Object value) {
    return switch (value) {
      case String text -> new String(text.toCharArray());
      case DataType type -> DataType.parse(type.toString());
      case Record it -> rebuilt(it);
      case List<?> list -> list.stream().map(ValueCopies::copied).toList();
      case PersistentMap<?, ?> map -> PersistentMap.copyOf(entries(map));
      case PersistentSet<?> set -> members(set);
      case SortedMap<?, ?> map -> {
        var copies = new TreeMap<>();
        map.forEach((key, it) -> copies.put(copied(key), copied(it)));
        yield Collections.unmodifiableSortedMap(copies);
      }
      case SortedSet<?> set -> {
        var copies = new TreeSet<>();
        set.forEach(it -> copies.add(copied(it)));
        yield Collections.unmodifiableSortedSet(copies);
      }
      default -> value;
    };
  }

  private static <K extends Comparable<? super K>> Map<K, Object> entries(Map<K, ?> map) {
    var copies = new TreeMap<K, Object>();
    map.forEach((key, it) -> copies.put(copy(key), copied(it)));
    return copies;
  }

  private static <E extends Comparable<? super E>> PersistentSet<E> members(PersistentSet<E> set) {
    return PersistentSet.of(set.stream().map(ValueCopies::copy).toList());
  }

  private static Object rebuilt(Record it) {
    var components = it.getClass().getRecordComponents();
    var types = new Class<?>[components.length];
    var values = new @Nullable Object[components.length];
    try {
      for (var i = 0; i < components.length; i++) {
        var accessor = components[i].getAccessor();
        accessor.setAccessible(true);
        var value = accessor.invoke(it);
        types[i] = components[i].getType();
        values[i] = value == null ? null : copied(value);
      }
      var constructor = it.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new AssertionError(
          "%s refuses its own values %s".formatted(it.getClass(), Arrays.toString(values)), e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Cannot copy " + it.getClass(), e);
    }
  }
}
