package io.trueup.listener.daemon.api;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The client of an answer does not take the rest of it. */
final class ClientGoneException extends IOException {

  private static final long serialVersionUID = 1L;

  ClientGoneException(@Nullable Throwable cause) {
    super("The client does not take the rest of the answer", cause);
  }
}
