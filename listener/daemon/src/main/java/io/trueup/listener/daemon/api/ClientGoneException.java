package io.trueup.listener.daemon.api;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The client of an answer does not take the rest of it. */
final class ClientGoneException extends IOException {

  private static final long serialVersionUID = 1L;

  private final boolean isStalled;

  /** The connection is closed. */
  ClientGoneException(@Nullable Throwable cause) {
    this("The client closed the connection", false, cause);
  }

  private ClientGoneException(String message, boolean isStalled, @Nullable Throwable cause) {
    super(message, cause);
    this.isStalled = isStalled;
  }

  /** The connection is open, and the client reads nothing. */
  static ClientGoneException stalled(Duration time) {
    return new ClientGoneException(
        "The client took nothing for %d ms".formatted(time.toMillis()), true, null);
  }

  /** Whether the connection was open. */
  boolean isStalled() {
    return isStalled;
  }
}
