package io.trueup.listener.daemon.simulation;

/** A process dies here. */
final class Crash extends Error {

  private static final long serialVersionUID = 1L;

  Crash() {
    super("the process was killed");
  }
}
