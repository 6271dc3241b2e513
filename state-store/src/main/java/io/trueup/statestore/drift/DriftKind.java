package io.trueup.statestore.drift;

import java.util.Locale;

/** How a node differs from what it has realized. */
public enum DriftKind {
  /** A table, a view or a schema is not there. */
  MISSING,
  /** Everything is there, and something of it differs. */
  CHANGED;

  /** For people and programs. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
