package io.trueup.listener.lab.bench;

/** What a benchmark measured. */
public interface Measured {

  /** For people. */
  String text();

  /** For programs. */
  String json();

  /** Whether all is as it must be; false for what somebody must look at. */
  default boolean isGood() {
    return true;
  }
}
