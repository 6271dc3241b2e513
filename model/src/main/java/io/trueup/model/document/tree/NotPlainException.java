package io.trueup.model.document.tree;

import java.io.Serial;

/**
 * Thrown when a file is not in the plain form, and only the parser of the whole format can read it.
 */
final class NotPlainException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** Has no stack trace, because it is common and always caught. */
  NotPlainException() {
    super("The file is not in the plain form", null, false, false);
  }
}
