package io.trueup.model.record;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintBuilder;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The records and enums that are reachable from some types, numbered in the order of their names:
 * the only classes that a codec writes and reads. Their components are read, and their constructors
 * called, by reflection that is prepared when a class is first used. Thread-safe.
 */
public final class RecordClasses {

  private final List<Class<?>> classes;
  private final Map<Class<?>, Integer> numbers = new HashMap<>();
  private final AtomicReferenceArray<@Nullable RecordClass> shapes;

  /** The index of each constant of the enums. */
  private final Map<Object, Integer> positions = new HashMap<>();

  private final @Nullable RecordCode code;

  /** The classes that are reachable from some types. */
  public static RecordClasses reachableFrom(Class<?>... roots) {
    var found = new TreeMap<String, Class<?>>();
    Arrays.stream(roots).forEach(it -> collect(it, found));
    return new RecordClasses(List.copyOf(found.values()), null);
  }

  /** The classes of code that reads and makes them without reflection. */
  public static RecordClasses of(RecordCode code) {
    return new RecordClasses(code.classes(), code);
  }

  private RecordClasses(List<Class<?>> classes, @Nullable RecordCode code) {
    this.classes = classes;
    this.code = code;
    shapes = new AtomicReferenceArray<>(classes.size());
    for (var type : classes) {
      numbers.put(type, numbers.size());
      var constants = type.isEnum() ? List.of(type.getEnumConstants()) : List.of();
      for (var constant : constants) {
        positions.put(constant, constants.indexOf(constant));
      }
    }
  }

  /** The classes in the order of their numbers. */
  public List<Class<?>> classes() {
    return classes;
  }

  /** The components of a record whose class has a number, in their order. */
  public @Nullable Object[] values(int number, Record record) {
    return code == null
        ? recordClass(number).values(record).toArray()
        : code.values(number, record);
  }

  /**
   * The number of components of a record.
   *
   * @throws IllegalArgumentException when no record has the number
   */
  public int size(int number) {
    return code == null ? recordClass(number).size() : code.size(number);
  }

  /** A record with components in their order; throws what {@link RecordClass#make} throws. */
  public Object make(int number, @Nullable Object[] values) {
    return code == null ? recordClass(number).make(values) : code.make(number, values);
  }

  /**
   * The name by which a class is numbered and digested. It leaves out the package of fragments,
   * which were beside the documents once, so that caches of that time can still be read.
   */
  private static String storedName(Class<?> type) {
    return withoutRoom(type.getName());
  }

  private static String withoutRoom(String name) {
    return name.replace("io.trueup.model.document.fragment.", "io.trueup.model.document.");
  }

  private static void collect(Type type, Map<String, Class<?>> found) {
    switch (type) {
      case ParameterizedType generic -> {
        collect(generic.getRawType(), found);
        Arrays.stream(generic.getActualTypeArguments()).forEach(it -> collect(it, found));
      }
      case WildcardType wildcard ->
          Arrays.stream(wildcard.getUpperBounds()).forEach(it -> collect(it, found));
      case Class<?> plain when plain.isSealed() && !plain.isEnum() ->
          Arrays.stream(plain.getPermittedSubclasses()).forEach(it -> collect(it, found));
      case Class<?> plain when plain.isRecord() || plain.isEnum() -> {
        if (found.putIfAbsent(storedName(plain), plain) == null && plain.isRecord()) {
          for (var component : plain.getRecordComponents()) {
            collect(component.getGenericType(), found);
          }
        }
      }
      default -> {}
    }
  }

  /** The accessors and constructor of a record. */
  public record RecordClass(List<MethodHandle> accessors, MethodHandle constructor) {

    static RecordClass of(Class<?> type) {
      var components = type.getRecordComponents();
      var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      try {
        var lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        var accessors = new ArrayList<MethodHandle>();
        for (var component : components) {
          accessors.add(
              lookup
                  .unreflect(component.getAccessor())
                  .asType(MethodType.methodType(Object.class, Object.class)));
        }
        var constructor =
            lookup
                .unreflectConstructor(type.getDeclaredConstructor(types))
                .asSpreader(Object[].class, types.length)
                .asType(MethodType.methodType(Object.class, Object[].class));
        return new RecordClass(List.copyOf(accessors), constructor);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("Records of this module can be read: " + type, e);
      }
    }

    /** The number of components. */
    public int size() {
      return accessors.size();
    }

    /** The components of a record of this class, in their order. */
    public List<@Nullable Object> values(Record record) {
      var values = new ArrayList<@Nullable Object>(accessors.size());
      for (var accessor : accessors) {
        values.add(call(accessor, record));
      }
      return values;
    }

    /**
     * A record with components in their order; throws what its constructor throws, and a {@code
     * ClassCastException} for a component of another type.
     */
    public Object make(@Nullable Object[] values) {
      var made = call(constructor, values);
      if (made == null) {
        throw new IllegalStateException("A constructor makes something");
      }
      return made;
    }

    /** Calls a handle with one argument of the type that it takes. */
    @SuppressWarnings("CatchingUnchecked")
    private static @Nullable Object call(MethodHandle handle, Object argument) {
      try {
        return handle.invoke(argument);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("Records throw nothing that is checked", e);
      }
    }
  }

  /**
   * The number of a class.
   *
   * @throws IllegalStateException when it is not reachable from the types
   */
  public int number(Class<?> type) {
    var number = numbers.get(type);
    if (number == null) {
      throw new IllegalStateException("Nothing that is written can hold a " + type);
    }
    return number;
  }

  /** The index of a constant in its enum. */
  public int indexOf(Enum<?> word) {
    var position = positions.get(word);
    if (position == null) {
      throw new IllegalStateException("Nothing that is written can hold " + word);
    }
    return position;
  }

  /** The record of a class that has a number. */
  public RecordClass recordClass(Class<?> type) {
    return recordClass(number(type));
  }

  /**
   * The record of a number.
   *
   * @throws IllegalArgumentException when there is none
   */
  public RecordClass recordClass(int number) {
    var isKnown = number >= 0 && number < classes.size() && classes.get(number).isRecord();
    if (!isKnown) {
      throw new IllegalArgumentException("There is no record %d".formatted(number));
    }
    var prepared = shapes.get(number);
    if (prepared == null) {
      prepared = RecordClass.of(classes.get(number));
      shapes.set(number, prepared);
    }
    return prepared;
  }

  /**
   * The constant of an enum.
   *
   * @throws IllegalArgumentException when there is none
   */
  public Object constant(int number, int ordinal) {
    var constants =
        number < 0 || number >= classes.size() ? null : classes.get(number).getEnumConstants();
    if (constants == null || ordinal < 0 || ordinal >= constants.length) {
      throw new IllegalArgumentException("There is no word %d of %d".formatted(ordinal, number));
    }
    return constants[ordinal];
  }

  /**
   * A digest of the names of all records, components and constants, which differ in another
   * release.
   */
  public Fingerprint fingerprint() {
    var canonical = FingerprintBuilder.of("shapes");
    for (var type :
        classes.stream().sorted(Comparator.comparing(RecordClasses::storedName)).toList()) {
      canonical.add(storedName(type));
      if (type.isRecord()) {
        for (var component : type.getRecordComponents()) {
          canonical
              .add(component.getName())
              .add(withoutRoom(component.getGenericType().getTypeName()));
        }
      } else {
        for (var constant : type.getEnumConstants()) {
          canonical.add(String.valueOf(constant));
        }
      }
    }
    return canonical.fingerprint();
  }
}
