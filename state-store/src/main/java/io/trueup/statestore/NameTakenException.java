package io.trueup.statestore;

import io.trueup.statestore.PhysicalNames.AllocationRequest;

/** All candidates for a name are taken; nothing was written. */
public final class NameTakenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private NameTakenException(String message) {
    super(message);
  }

  /**
   * None of the candidates is free.
   *
   * @param holder what has the last of them
   */
  static NameTakenException of(AllocationRequest request, String holder) {
    return new NameTakenException(
        "Cannot name %s: %s are taken, the last by %s"
            .formatted(request.logical(), String.join(", ", request.candidates()), holder));
  }
}
