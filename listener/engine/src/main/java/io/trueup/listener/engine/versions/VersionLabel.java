package io.trueup.listener.engine.versions;

import io.trueup.model.fingerprint.Fingerprint;

/**
 * What a compiled version was made from, and by. Versions with equal labels are equal.
 *
 * @param source name of the source; for a clone, a name that no other repository has
 * @param commit id of the commit, 40 hex digits
 * @param root the model's folder and the limits of reading it
 * @param program digest of the code that made it: its rules, and the form of its files
 */
public record VersionLabel(String source, String commit, String root, Fingerprint program) {

  /** The label of another commit. */
  public VersionLabel at(String other) {
    return new VersionLabel(source, other, root, program);
  }
}
