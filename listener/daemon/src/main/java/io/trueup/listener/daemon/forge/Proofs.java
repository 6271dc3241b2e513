package io.trueup.listener.daemon.forge;

import io.trueup.listener.daemon.forge.ForgeReader.Proof;

/** The ways in which deliveries are proved to be genuine. */
final class Proofs {

  private Proofs() {}

  static Proof signature(String header) {
    return new Proof(
        "signature",
        "The signature in %s is missing or not made with the hook's secret".formatted(header));
  }
}
