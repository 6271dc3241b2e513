package io.trueup.model.persistent;

/** A value of a map that is kept outside memory and read when it is asked for. Thread-safe. */
public interface StoredValue {

  /**
   * The value; always an equal one.
   *
   * @throws RuntimeException of the implementation when it cannot be read
   */
  Object get();

  /** Whether another one is the same value by its place, so that neither need be read. */
  default boolean isAtSamePlace(StoredValue other) {
    return equals(other);
  }
}
