package io.trueup.listener.engine;

import org.jspecify.annotations.Nullable;

/** The daemon cannot start or stop; the message says why and what to do. */
public final class DaemonException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DaemonException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
