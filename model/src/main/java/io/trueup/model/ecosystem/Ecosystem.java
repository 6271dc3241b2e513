package io.trueup.model.ecosystem;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The whole declared model, linked: every document's content in one place, by name. Its maps are
 * never changed after it was made.
 *
 * @param owner whose pull requests may change what the ecosystem itself declares
 * @param live the branch that is followed
 * @param locations all places of all vendors, as {@code Vendor/loc1/loc2}
 * @param platforms by name
 * @param containers by qualified name
 * @param stores by name, with the outputs of transformers
 * @param workspaces by name
 * @param assignments of groups to platforms
 * @param primaryIngestion stores with the platforms that alone read their source
 * @param producers transformers' output stores with the workspace that makes each
 */
public record Ecosystem(
    String name,
    RepositoryBranch owner,
    RepositoryBranch live,
    SortedSet<String> locations,
    SortedMap<String, PlatformDeclaration> platforms,
    SortedMap<String, DataContainer> containers,
    SortedMap<String, Datastore> stores,
    SortedMap<String, Workspace> workspaces,
    List<Assignment> assignments,
    SortedMap<String, SortedSet<String>> primaryIngestion,
    SortedMap<String, String> producers) {

  /**
   * The container that a reference means: {@code name} in the referring team, or {@code
   * zone/team/name} anywhere.
   *
   * @param team the team whose document refers, {@code zone/team}; null outside of teams
   * @param reference null means none
   */
  public Optional<DataContainer> container(@Nullable String team, @Nullable String reference) {
    if (reference == null) {
      return Optional.empty();
    }
    var qualified =
        reference.indexOf('/') >= 0 || team == null ? reference : team + "/" + reference;
    return Optional.ofNullable(containers.get(qualified));
  }
}
