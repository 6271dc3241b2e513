package io.trueup.statestore;

import io.trueup.statestore.PhysicalNames.Wish;

/** Every name that something could have had is another's; nothing was written. */
public final class NameTakenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private NameTakenException(String message) {
    super(message);
  }

  /**
   * None of the candidates is free.
   *
   * @param holder who has the last of them
   */
  static NameTakenException of(Wish wish, String holder) {
    return new NameTakenException(
        "Cannot give %s a name: %s are taken, the last by %s"
            .formatted(wish.logical(), String.join(", ", wish.candidates()), holder));
  }
}
