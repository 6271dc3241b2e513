package io.trueup.statestore;

/** A change has a form that this release does not know: a newer one recorded it. */
public final class UnknownChangeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownChangeException(String type, int version) {
    super(
        "This process does not know events of type '%s' in version %d, which a newer release recorded. Upgrade it"
            .formatted(type, version));
  }
}
