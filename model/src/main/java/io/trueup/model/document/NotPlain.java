package io.trueup.model.document;

import java.io.Serial;

/** Says that a file is not in the plain form and has to be read by a parser of the whole format. */
final class NotPlain extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** Has no stack trace, since it says nothing of interest and is common. */
  NotPlain() {
    super("The file is not in the plain form", null, false, false);
  }
}
