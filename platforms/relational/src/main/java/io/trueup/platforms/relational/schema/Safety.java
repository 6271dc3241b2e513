package io.trueup.platforms.relational.schema;

import java.util.Locale;

/** What a statement costs those who use the object at that time, from the least to the most. */
public enum Safety {
  /** Changes the catalog only, and no reader or writer has to wait. */
  INSTANT,
  /** Changes the catalog only; it waits for readers or writers, and they wait for it briefly. */
  SHORT_LOCK,
  /** Reads the whole table while others read and write it. */
  SCAN,
  /** Reads the whole table while others are locked out. */
  LOCKED_SCAN,
  /** Rewrites the whole table or one of its indexes while others cannot write, perhaps not read. */
  REWRITE,
  /** Loses data or objects. */
  DESTRUCTIVE;

  /** Whether such a statement needs an operator's approval. */
  public boolean needsApproval() {
    return compareTo(LOCKED_SCAN) >= 0;
  }

  /** For people. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
