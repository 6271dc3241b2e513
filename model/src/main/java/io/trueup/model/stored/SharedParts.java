package io.trueup.model.stored;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where shared values that are in memory were read from or written to, so that the next file refers
 * to them instead of repeating them, and a value that is still in use is not read again. Values are
 * held weakly and compared by identity. Thread-safe.
 */
final class SharedParts {

  private final ConcurrentHashMap<Object, Place> places = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Place, Held> values = new ConcurrentHashMap<>();
  private final ReferenceQueue<Object> gone = new ReferenceQueue<>();

  /** A key that is equal to another one while both are of the same object. */
  private static final class Held extends WeakReference<Object> {

    private final int hash;

    /** Where it was read from; null when it was made in memory. */
    private final @Nullable Place origin;

    Held(Object value, @Nullable Place origin, ReferenceQueue<Object> gone) {
      super(value, gone);
      this.hash = System.identityHashCode(value);
      this.origin = origin;
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      var value = get();
      return value != null && other instanceof Held it && it.refersTo(value);
    }
  }

  /** Finds the key of an object without a weak reference to it. */
  private record Sought(Object value) {

    @Override
    public int hashCode() {
      return System.identityHashCode(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Held it && it.refersTo(value);
    }
  }

  /** Notes where a value was read from. */
  void note(Object value, Place place) {
    clean();
    var held = new Held(value, place, gone);
    places.put(held, place);
    values.put(place, held);
  }

  /** The value that was read from a place, if it is still in use. */
  @Nullable Object at(Place place) {
    var held = values.get(place);
    return held == null ? null : held.get();
  }

  /**
   * Where a value is. Two threads that ask for one value write it once.
   *
   * @param isUsable whether a known place will do
   * @param write writes the value elsewhere; its argument is where it is, null when it is nowhere
   */
  Place find(Object value, Predicate<Place> isUsable, Function<@Nullable Place, Place> write) {
    clean();
    var found = places.get(new Sought(value));
    if (found != null && isUsable.test(found)) {
      return found;
    }
    return places.compute(
        new Held(value, null, gone),
        (_, known) -> known != null && isUsable.test(known) ? known : write.apply(known));
  }

  private void clean() {
    for (Reference<?> next = gone.poll(); next != null; next = gone.poll()) {
      places.remove(next);
      // Not the place that it has now: it may have been written elsewhere since it was read.
      if (next instanceof Held held && held.origin != null) {
        values.remove(held.origin, held);
      }
    }
  }
}
