package io.trueup.model.ecosystem;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A team with its containers.
 *
 * @param name {@code zone/team}
 * @param containers by their short name
 */
public record Team(
    String name, SortedMap<String, DataContainer> containers, Documentation documentation) {

  public Team {
    containers = Collections.unmodifiableSortedMap(new TreeMap<>(containers));
  }

  /** The zone in a team's name; empty when the name has none. */
  public static String zoneOf(String team) {
    return team.substring(0, Math.max(0, team.indexOf('/')));
  }
}
