package io.trueup.platforms.schema;

import java.util.Locale;

/**
 * The strongest lock that a statement takes on the table or view that it changes, from the weakest
 * to the strongest; see "Table-Level Locks" in Postgres's documentation.
 */
public enum TableLock {
  /** None on anything that others use. */
  NONE,
  /** What every query takes. */
  ACCESS_SHARE,
  /** Keeps maintenance and other such changes out. */
  SHARE_UPDATE_EXCLUSIVE,
  /** Keeps writers out. */
  SHARE,
  /** Keeps writers and other such changes out. */
  SHARE_ROW_EXCLUSIVE,
  /** Keeps everybody out, readers too. */
  ACCESS_EXCLUSIVE;

  /** Whether reading or writing rows has to wait for it. */
  public boolean isFelt() {
    return compareTo(SHARE) >= 0;
  }

  /** For people. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
