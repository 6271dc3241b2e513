package io.trueup.listener.engine.gate;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.statestore.PlatformId;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A move that is judged, with what the version says about it. That never changes, except for the
 * credentials, so it may be gathered outside the transaction that claims the move.
 *
 * @param to the version to move to
 * @param acceptedAt when that version was accepted
 * @param removal what it takes away from the platform's target
 * @param dependencyGraphs the graph that each dependency has in that version; those that it does
 *     not declare are left out
 * @param credentials those that the move needs and cannot use
 */
public record Move(
    long to,
    Instant acceptedAt,
    Removal removal,
    SortedMap<PlatformId, Fingerprint> dependencyGraphs,
    CredentialGaps credentials) {

  public Move {
    dependencyGraphs = Collections.unmodifiableSortedMap(new TreeMap<>(dependencyGraphs));
  }
}
