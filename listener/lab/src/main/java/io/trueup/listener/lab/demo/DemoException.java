package io.trueup.listener.lab.demo;

import org.jspecify.annotations.Nullable;

/** The demo cannot continue; the message says why and what to do. */
public final class DemoException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DemoException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
