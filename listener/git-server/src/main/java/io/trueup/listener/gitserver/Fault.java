package io.trueup.listener.gitserver;

import java.time.Duration;
import java.util.Map;

/** A fault in the answer to one request, which tests a client's behaviour. */
public sealed interface Fault {

  /**
   * Answers without running git.
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

  /** A fault within an answer's body; it stays pending until an answer is long enough. */
  sealed interface InBody extends Fault {

    /** The number of bytes that are sent before the fault. */
    int after();
  }

  /** Stops sending, and keeps the connection open until the server is closed. */
  record Hang(int after) implements InBody {}

  /** Ends the answer early. */
  record Cut(int after) implements InBody {}

  /** Corrupts the bytes that follow. */
  record Garble(int after) implements InBody {}
}
