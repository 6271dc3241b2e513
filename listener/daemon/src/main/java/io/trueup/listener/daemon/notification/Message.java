package io.trueup.listener.daemon.notification;

import java.util.List;

/**
 * What people are told: plain text without control characters, one sentence or a few a line. What
 * else a channel would act on, the channel takes care of.
 *
 * @param subject one line
 * @param lines none when there is nothing to tell
 */
record Message(String subject, List<String> lines) {

  Message {
    lines = List.copyOf(lines);
  }

  /** The lines in one text. */
  String text() {
    return String.join("\n", lines);
  }
}
