package io.trueup.statestore;

import io.trueup.model.fingerprint.Sha256;

/**
 * What a run is called in events: a part of its id's digest, because the id itself is the job's
 * secret.
 */
public record RunName(String value) {

  private static final int DIGITS = 16;

  /** The name of a run; that of the whole for a part of a run of several nodes. */
  public static RunName of(RunId run) {
    return new RunName(Sha256.hex(run.value()).substring(0, DIGITS));
  }

  @Override
  public String toString() {
    return value;
  }
}
