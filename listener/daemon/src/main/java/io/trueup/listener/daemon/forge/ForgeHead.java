package io.trueup.listener.daemon.forge;

/** Whether the head of a delivery has what its forge sends. */
public sealed interface ForgeHead {

  /** It has. */
  record Good() implements ForgeHead {}

  /** The body has another type. */
  record WrongType(String reason) implements ForgeHead {}

  /** A header is missing or malformed. */
  record Malformed(String reason) implements ForgeHead {}
}
