package io.trueup.model.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads and makes records of some classes without reflection, which takes a third of the time that
 * a new process needs to open a model. Stateless; its methods throw an {@link
 * IllegalArgumentException} for a number that no record has.
 */
public interface RecordCode {

  /** The records and enums, each by its number. */
  List<Class<?>> classes();

  /** The number of components. */
  int size(int number);

  /** The components of a record of the class, in their order. */
  @Nullable Object[] values(int number, Record record);

  /**
   * A record.
   *
   * @throws ClassCastException when a component is of another class
   */
  Object make(int number, @Nullable Object[] values);
}
