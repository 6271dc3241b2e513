package io.trueup.listener.source;

import java.util.Locale;

/** Which merges of a burst become versions: a source's setting. */
public enum VersionsPerBurst {
  /** Each merge on the first-parent line. */
  EVERY_MERGE,
  /** Only the newest one. */
  NEWEST;

  /** The text form in the configuration. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
