package io.trueup.listener.hooks;

/** What a genuine delivery requests. */
sealed interface Judgement {

  /** A refresh of the source. */
  record Poke() implements Judgement {}

  /** Nothing. */
  record Ignored(String reason) implements Judgement {}

  /** Nothing, and it should not have been sent: it is about another repository. */
  record Foreign(String reason) implements Judgement {}

  /** It cannot be understood. */
  record Malformed(String reason) implements Judgement {}
}
