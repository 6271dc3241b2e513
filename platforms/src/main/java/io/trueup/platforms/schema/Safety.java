package io.trueup.platforms.schema;

/**
 * What a change costs those who use the object meanwhile. The same in Postgres 13 to 18 for all
 * that is planned here.
 */
public enum Safety {
  /** The catalog only; whatever lock it takes is held for an instant. */
  INSTANT,
  /** Reads the whole table under a lock. */
  SCAN,
  /** Builds an index under a lock. */
  INDEX_BUILD,
  /** Writes the whole table anew under a lock that keeps readers out. */
  REWRITE,
  /** Loses data or objects. */
  DESTRUCTIVE,
  /** Postgres itself does not do it. */
  IMPOSSIBLE
}
