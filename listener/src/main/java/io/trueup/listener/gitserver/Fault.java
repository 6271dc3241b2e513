package io.trueup.listener.gitserver;

import java.time.Duration;
import java.util.Map;

/** Something that goes wrong with one request, so that a client's behaviour can be seen. */
public sealed interface Fault {

  /**
   * Answers without asking git.
   *
   * @param headers of the answer, such as {@code Location} or {@code Retry-After}
   */
  record Answer(int status, Map<String, String> headers) implements Fault {

    public Answer {
      headers = Map.copyOf(headers);
    }
  }

  /** Answers late. */
  record Delay(Duration by) implements Fault {}

  /** A fault in the middle of an answer's body; it waits for an answer that is long enough. */
  sealed interface InBody extends Fault {

    /** How many bytes are still sent. */
    int after();
  }

  /** Sends nothing more, and keeps the connection open until the server is closed. */
  record Hang(int after) implements InBody {}

  /** Ends the answer there. */
  record Cut(int after) implements InBody {}

  /** Spoils the bytes that follow. */
  record Garble(int after) implements InBody {}
}
