package io.trueup.platforms.relational.schema;

import java.util.Locale;

/**
 * The strongest lock that a statement takes on the table or view that it changes, from the weakest
 * to the strongest; see "Table-Level Locks" in Postgres's documentation.
 */
public enum TableLock {
  /** No lock on anything that others use. */
  NONE,
  /** The lock that every query takes. */
  ACCESS_SHARE,
  /** Blocks maintenance and other such changes. */
  SHARE_UPDATE_EXCLUSIVE,
  /** Blocks writers. */
  SHARE,
  /** Blocks writers and other such changes. */
  SHARE_ROW_EXCLUSIVE,
  /** Blocks readers and writers. */
  ACCESS_EXCLUSIVE;

  /** Whether readers or writers of rows wait for it. */
  public boolean blocksTraffic() {
    return compareTo(SHARE) >= 0;
  }

  /** For people. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
