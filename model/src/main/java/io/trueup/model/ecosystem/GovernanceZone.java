package io.trueup.model.ecosystem;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A zone: who may do what with the data of its teams.
 *
 * @param name unique in the ecosystem
 * @param teams declared teams with their owners
 * @param policies what holds for the zone's data
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
