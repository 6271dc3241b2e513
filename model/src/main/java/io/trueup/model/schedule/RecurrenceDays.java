package io.trueup.model.schedule;

import java.util.PrimitiveIterator;

/** The days that a rule names, as days since 1970-01-01. Immutable; safe for any thread. */
interface RecurrenceDays {

  /** The last day that any rule names: 9999-12-31. */
  long LAST = 2_932_896;

  /**
   * The days from one on, ascending.
   *
   * @param day not before the first start
   */
  PrimitiveIterator.OfLong from(long day);
}
