package io.trueup.listener.engine.source;

import java.util.Locale;

/** A source's setting: which merges of a burst become versions. */
public enum VersionsPerBurst {
  /** Each commit along first parents from the last evaluated one to the head. */
  EVERY_MERGE,
  /** Only the newest one. */
  NEWEST;

  /** The text form in the configuration. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
