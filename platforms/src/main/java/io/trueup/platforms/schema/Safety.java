package io.trueup.platforms.schema;

import java.util.Locale;

/** What a statement costs those who use the object meanwhile, from the least to the most. */
public enum Safety {
  /** Changes the catalog only, and nobody who reads or writes rows has to wait. */
  INSTANT,
  /** Changes the catalog only; readers or writers wait for an instant, and it waits for them. */
  SHORT_LOCK,
  /** Reads the whole table while others read and write it. */
  SCAN,
  /** Reads the whole table while nobody can use it. */
  LOCKED_SCAN,
  /** Writes the whole table, or an index of it, anew while nobody can write, perhaps not read. */
  REWRITE,
  /** Loses data or objects. */
  DESTRUCTIVE;

  /** Whether an operator must ask for such a statement by name. */
  public boolean needsWord() {
    return compareTo(LOCKED_SCAN) >= 0;
  }

  /** For people. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
