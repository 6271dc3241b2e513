package io.trueup.listener.hooks;

/** What a genuine delivery asks for. */
sealed interface Judgement {

  /** To look at the source. */
  record Poke() implements Judgement {}

  /** Nothing. */
  record Ignored(String reason) implements Judgement {}

  /** Nothing, though it should not have come: it is about another repository. */
  record Foreign(String reason) implements Judgement {}

  /** It cannot be understood. */
  record Malformed(String reason) implements Judgement {}
}
