package io.trueup.listener.daemon.forge;

import io.trueup.listener.daemon.forge.ForgeEvent.Change;
import org.jspecify.annotations.Nullable;

/** Makes changes of what payloads say. */
final class Changes {

  private static final String HEADS = "refs/heads/";

  private Changes() {}

  /** An event that moves no ref. */
  static Change unknown(String event) {
    return new Change.Nothing(
        "Events of kind '%s' request nothing".formatted(OutsideText.shown(event)));
  }

  /** The full name of a ref; a bare name is that of a branch. */
  static String inFull(String name) {
    return name.startsWith("refs/") ? name : HEADS + name;
  }

  /** A merge into a branch, which is named in full or not. */
  static Change mergedInto(@Nullable String branch) {
    if (branch == null) {
      return new Change.Nothing("The merged pull request names no branch");
    }
    return new Change.Merge(branch.startsWith(HEADS) ? branch.substring(HEADS.length()) : branch);
  }
}
