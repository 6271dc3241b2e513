package io.trueup.model.ecosystem;

import io.trueup.model.persistent.PersistentMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The whole declared model, linked: every document's content in one place, by name. Never changed:
 * the next version's shares with this one all that did not change.
 *
 * @param declaration what the ecosystem itself declares
 * @param zones as defined, by name
 * @param teams as defined, by qualified name
 * @param containers by qualified name
 * @param stores by name, with the outputs of transformers
 * @param workspaces by name
 * @param assignments by {@code workspace/group}, in the order of their platforms
 * @param primaryIngestion stores with the platforms that alone read their source
 * @param producers transformers' output stores with the workspace that makes each
 */
public record Ecosystem(
    EcosystemDeclaration declaration,
    PersistentMap<String, GovernanceZone> zones,
    PersistentMap<String, Team> teams,
    PersistentMap<String, DataContainer> containers,
    PersistentMap<String, Datastore> stores,
    PersistentMap<String, Workspace> workspaces,
    PersistentMap<String, List<Assignment>> assignments,
    PersistentMap<String, SortedSet<String>> primaryIngestion,
    PersistentMap<String, String> producers) {

  /** The platforms, by name. */
  public SortedMap<String, PlatformDeclaration> platforms() {
    return declaration.platforms();
  }

  /**
   * The container that a reference means: {@code name} in the referring team, or {@code
   * zone/team/name} anywhere.
   *
   * @param team the team whose document refers, {@code zone/team}; null outside of teams
   * @param reference null means none
   */
  public Optional<DataContainer> container(@Nullable String team, @Nullable String reference) {
    return reference == null
        ? Optional.empty()
        : Optional.ofNullable(containers.find(qualified(team, reference)));
  }

  /** The qualified name that a reference to a container means. */
  public static String qualified(@Nullable String team, String reference) {
    return reference.indexOf('/') >= 0 || team == null ? reference : team + "/" + reference;
  }
}
