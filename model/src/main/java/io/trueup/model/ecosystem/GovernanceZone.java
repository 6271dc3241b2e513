package io.trueup.model.ecosystem;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A part of the company with its own teams and data policies.
 *
 * @param name unique in the ecosystem
 * @param teams the declared teams with their owners
 * @param policies for the zone's data
 */
public record GovernanceZone(
    String name,
    SortedMap<String, RepositoryBranch> teams,
    ZonePolicies policies,
    Documentation documentation) {

  public GovernanceZone {
    teams = Collections.unmodifiableSortedMap(new TreeMap<>(teams));
  }
}
