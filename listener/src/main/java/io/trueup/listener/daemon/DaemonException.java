package io.trueup.listener.daemon;

import org.jspecify.annotations.Nullable;

/** The daemon cannot start or stop; the message says why and what to do. */
public final class DaemonException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DaemonException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
