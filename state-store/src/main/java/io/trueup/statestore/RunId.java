package io.trueup.statestore;

/** The token of one run of a job: 32 hex digits, not to be guessed. */
public record RunId(String value) {

  @Override
  public String toString() {
    return value;
  }
}
