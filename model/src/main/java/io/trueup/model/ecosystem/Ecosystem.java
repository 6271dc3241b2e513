package io.trueup.model.ecosystem;

import io.trueup.model.persistent.PersistentMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The whole declared model, linked: the content of all documents by name. Immutable; versions share
 * their unchanged parts.
 *
 * @param declaration the ecosystem's own document
 * @param zones as defined, by name
 * @param teams as defined, by qualified name
 * @param containers by qualified name
 * @param stores by name, with the outputs of transformers
 * @param workspaces by name
 * @param assignments by group, in the order of their platforms
 * @param primaryIngestion by store, the platforms that read its source for all others
 * @param producers by output store of a transformer, the workspace that makes it
 */
public record Ecosystem(
    EcosystemDeclaration declaration,
    PersistentMap<String, GovernanceZone> zones,
    PersistentMap<String, Team> teams,
    PersistentMap<String, DataContainer> containers,
    PersistentMap<String, Datastore> stores,
    PersistentMap<String, Workspace> workspaces,
    PersistentMap<GroupKey, List<Assignment>> assignments,
    PersistentMap<String, SortedSet<String>> primaryIngestion,
    PersistentMap<String, String> producers) {

  /** The platforms, by name. */
  public SortedMap<String, PlatformDeclaration> platforms() {
    return declaration.platforms();
  }

  /**
   * The container that a reference names: {@code name} in the referring team, or {@code
   * zone/team/name} anywhere.
   *
   * @param team the team of the referring document, {@code zone/team}; null outside teams
   * @param reference null for none
   */
  public Optional<DataContainer> container(@Nullable String team, @Nullable String reference) {
    return reference == null
        ? Optional.empty()
        : Optional.ofNullable(containers.find(qualified(team, reference)));
  }

  /** The qualified name of the container that a reference names. */
  public static String qualified(@Nullable String team, String reference) {
    return reference.indexOf('/') >= 0 || team == null ? reference : team + "/" + reference;
  }
}
