package io.trueup.listener.engine.gate;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Credentials that a move needs and cannot use.
 *
 * @param missing names of those that do not exist
 * @param withheld why others may not be used at the address in the model, and what to do, by name
 */
public record CredentialGaps(SortedSet<String> missing, SortedMap<String, String> withheld) {

  /** All credentials can be used. */
  public static final CredentialGaps NONE =
      new CredentialGaps(Collections.emptySortedSet(), Collections.emptySortedMap());

  public CredentialGaps {
    withheld = Collections.unmodifiableSortedMap(new TreeMap<>(withheld));
  }
}
