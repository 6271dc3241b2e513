package io.trueup.listener.engine.versions;

/** A file was written by a release of Trueup whose files this one cannot read. */
final class OtherFormatException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  OtherFormatException() {
    super("it was made by another release of Trueup");
  }
}
