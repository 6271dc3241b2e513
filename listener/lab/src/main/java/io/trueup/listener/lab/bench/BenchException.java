package io.trueup.listener.lab.bench;

import org.jspecify.annotations.Nullable;

/** A measurement failed; the message says why. */
public final class BenchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BenchException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
