package io.trueup.listener.daemon.hooks;

/** What a genuine delivery requests. */
sealed interface EventRelevance {

  /** A refresh of the source. */
  record Poke() implements EventRelevance {}

  /** Nothing. */
  record Ignored(String reason) implements EventRelevance {}

  /** Nothing, and it should not have been sent: it is about another repository. */
  record Foreign(String reason) implements EventRelevance {}

  /** It cannot be understood. */
  record Malformed(String reason) implements EventRelevance {}
}
