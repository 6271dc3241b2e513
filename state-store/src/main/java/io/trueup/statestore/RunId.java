package io.trueup.statestore;

/** The token of one run of a job: 32 hex digits that cannot be guessed. */
public record RunId(String value) {

  @Override
  public String toString() {
    return value;
  }
}
