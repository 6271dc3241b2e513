package io.trueup.listener.engine.gate;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;

/**
 * Credentials that a move needs and cannot use.
 *
 * @param missing names of those that do not exist
 * @param withheld why the others may not be used at the address in the model, and what to do
 */
public record CredentialGaps(SortedSet<String> missing, List<String> withheld) {

  /** All credentials can be used. */
  public static final CredentialGaps NONE =
      new CredentialGaps(Collections.emptySortedSet(), List.of());

  public CredentialGaps {
    withheld = List.copyOf(withheld);
  }
}
