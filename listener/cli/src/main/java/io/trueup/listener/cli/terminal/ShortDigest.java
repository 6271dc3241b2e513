package io.trueup.listener.cli.terminal;

import org.jspecify.annotations.Nullable;

/** Commits and fingerprints as people read them. Pure. */
public final class ShortDigest {

  private static final int DIGITS = 8;

  private ShortDigest() {}

  /** The first digits of a commit or a fingerprint; a dash for none. */
  public static String shortened(@Nullable String commit) {
    return commit == null ? "-" : commit.substring(0, Math.min(DIGITS, commit.length()));
  }
}
