package io.trueup.listener.daemon.kafka;

import java.util.Set;

/**
 * What a record of a topic of work means to a reader.
 *
 * @param <T> commands or results
 */
sealed interface WorkMessage<T> {

  /** The fields that every version has with the same meaning, so that each can be answered. */
  Set<String> IN_ALL_VERSIONS = Set.of("command", "platform", "fencingToken");

  /** It is understood. */
  record Known<T>(T content) implements WorkMessage<T> {}

  /**
   * It has a newer version, so nothing can be done with it.
   *
   * @param refusal one sentence that says so
   */
  record Newer<T>(String command, String platform, long fencingToken, String refusal)
      implements WorkMessage<T> {}

  /**
   * It is none.
   *
   * @param reason one sentence
   */
  record Unreadable<T>(String reason) implements WorkMessage<T> {}
}
