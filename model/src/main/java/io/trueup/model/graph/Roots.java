package io.trueup.model.graph;

import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.EcosystemChanges;
import io.trueup.model.ecosystem.GroupKey;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.persistent.PersistentSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The coarse half of the algorithm of domain §4: the groups that are roots of each platform, by
 * assignment or because a transformer must run there. It is computed again from the groups when one
 * of its inputs changes; each root is visited once, so that cycles of transformers end.
 *
 * @param produced by group, the transformers' output stores that it wants
 * @param platforms by group, the platforms that it is a root of
 * @param transforms by workspace, the platforms that run its transformer
 */
public record Roots(
    PersistentMap<GroupKey, List<String>> produced,
    PersistentMap<GroupKey, PersistentSet<String>> platforms,
    PersistentMap<String, PersistentSet<String>> transforms) {

  /** No roots. */
  public static final Roots NONE =
      new Roots(PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty());

  /** The platforms that a group is a root of; sorted. */
  public PersistentSet<String> of(String workspace, String group) {
    return found(platforms, new GroupKey(workspace, group));
  }

  /** The platforms that run a workspace's transformer; sorted. */
  public PersistentSet<String> transforming(String workspace) {
    return found(transforms, workspace);
  }

  private static <K extends Comparable<? super K>> PersistentSet<String> found(
      PersistentMap<K, PersistentSet<String>> sets, K name) {
    var found = sets.find(name);
    return found == null ? PersistentSet.empty() : found;
  }

  /**
   * The roots of a newer ecosystem.
   *
   * @param references those of the newer ecosystem
   */
  @SuppressWarnings("ReferenceEquality") // An unchanged map is the same object.
  Roots next(Ecosystem ecosystem, EcosystemChanges changes, References references) {
    var newProduced = produced(ecosystem, changes, references);
    var isSame =
        newProduced == produced
            && changes.assignments().isEmpty()
            && changes.primaryIngestion().isEmpty()
            && changes.producers().isEmpty()
            && changes.platforms().values().stream()
                .noneMatch(it -> it.before() == null || it.after() == null)
            && changes.workspaces().values().stream().noneMatch(Roots::changesGroups);
    return isSame ? this : new Search(ecosystem, newProduced).roots(this);
  }

  private static boolean changesGroups(EcosystemChanges.Change<Workspace> change) {
    var before = change.before();
    var after = change.after();
    return before == null || after == null || !names(before).equals(names(after));
  }

  private static List<String> names(Workspace workspace) {
    return workspace.groups().stream().map(it -> it.name()).toList();
  }

  private PersistentMap<GroupKey, List<String>> produced(
      Ecosystem ecosystem, EcosystemChanges changes, References references) {
    var affected = new TreeSet<>(changes.workspaces().keySet());
    changes
        .containers()
        .forEach((name, change) -> {
          if (change.before() == null || change.after() == null) {
            affected.addAll(found(references.workspaces(), name));
          }
        });
    changes
        .producers()
        .keySet()
        .forEach(store -> references.wanting(store).values().forEach(affected::addAll));
    changes
        .stores()
        .forEach((store, change) -> {
          if (ecosystem.producers().containsKey(store)) {
            change
                .datasets()
                .forEach((dataset, it) -> {
                  if (it.before() == null || it.after() == null) {
                    affected.addAll(references.wanting(store, dataset));
                  }
                });
          }
        });
    var edits = new HashMap<GroupKey, Optional<List<String>>>();
    for (var name : affected) {
      var change = changes.workspaces().get(name);
      if (change != null && change.before() != null) {
        change
            .before()
            .groups()
            .forEach(it -> edits.put(new GroupKey(name, it.name()), Optional.empty()));
      }
      var workspace = ecosystem.workspaces().find(name);
      if (workspace != null) {
        workspace
            .groups()
            .forEach(it ->
                edits.put(
                    new GroupKey(name, it.name()),
                    Optional.of(produced(ecosystem, workspace, it.name()))
                        .filter(stores -> !stores.isEmpty())));
      }
    }
    edits
        .entrySet()
        .removeIf(
            edit -> edit.getValue().equals(Optional.ofNullable(produced.find(edit.getKey()))));
    return edits.isEmpty() ? produced : produced.withAll(edits);
  }

  private static List<String> produced(Ecosystem ecosystem, Workspace workspace, String group) {
    if (ecosystem.container(workspace.team(), workspace.container()).isEmpty()) {
      return List.of();
    }
    return workspace.groups().stream()
        .filter(it -> it.name().equals(group))
        .flatMap(it -> it.sinks().stream())
        .filter(sink -> ecosystem.producers().containsKey(sink.store()))
        .filter(sink -> {
          var store = ecosystem.stores().find(sink.store());
          return store != null && store.dataset(sink.dataset()).isPresent();
        })
        .map(sink -> sink.store())
        .distinct()
        .toList();
  }

  /** A search from the assigned groups to everything that they need. */
  private static final class Search {

    private record Root(String platform, GroupKey group) {}

    private record Need(String platform, String store) {}

    private final Ecosystem ecosystem;
    private final PersistentMap<GroupKey, List<String>> produced;
    private final Deque<Root> pending = new ArrayDeque<>();
    private final Set<Root> known = new HashSet<>();
    private final Set<Need> needs = new HashSet<>();
    private final Map<GroupKey, List<String>> platforms = new HashMap<>();
    private final Map<String, List<String>> transforms = new HashMap<>();

    Search(Ecosystem ecosystem, PersistentMap<GroupKey, List<String>> produced) {
      this.ecosystem = ecosystem;
      this.produced = produced;
    }

    Roots roots(Roots before) {
      ecosystem.assignments().values().stream()
          .flatMap(List::stream)
          .filter(it -> it.status() != Assignment.Status.DECOMMISSIONED)
          .forEach(it -> assigned(it));
      while (!pending.isEmpty()) {
        var root = pending.remove();
        var stores = produced.find(root.group());
        if (stores != null) {
          stores.forEach(store -> need(root.platform(), store));
        }
      }
      return new Roots(
          produced, merged(before.platforms(), platforms), merged(before.transforms(), transforms));
    }

    private void assigned(Assignment assignment) {
      var workspace = ecosystem.workspaces().find(assignment.workspace());
      if (workspace != null
          && workspace.groups().stream().anyMatch(it -> it.name().equals(assignment.group()))) {
        root(assignment.platform(), assignment.groupKey());
      }
    }

    private void root(String platform, GroupKey group) {
      var root = new Root(platform, group);
      if (ecosystem.platforms().containsKey(platform) && known.add(root)) {
        platforms.computeIfAbsent(group, _ -> new ArrayList<>()).add(platform);
        pending.add(root);
      }
    }

    private void need(String platform, String store) {
      var primaries = ecosystem.primaryIngestion().find(store);
      if (primaries == null || primaries.isEmpty() || primaries.contains(platform)) {
        needFromSource(platform, store);
      } else {
        primaries.forEach(primary -> needFromSource(primary, store));
      }
    }

    private void needFromSource(String platform, String store) {
      var producer = ecosystem.producers().find(store);
      var workspace = producer == null ? null : ecosystem.workspaces().find(producer);
      if (workspace != null
          && ecosystem.platforms().containsKey(platform)
          && needs.add(new Need(platform, store))) {
        transforms.computeIfAbsent(producer, _ -> new ArrayList<>()).add(platform);
        workspace.groups().forEach(it -> root(platform, new GroupKey(workspace.name(), it.name())));
      }
    }

    /** The new sets, with unchanged ones shared. */
    private static <K extends Comparable<? super K>> PersistentMap<K, PersistentSet<String>> merged(
        PersistentMap<K, PersistentSet<String>> before, Map<K, List<String>> now) {
      var edits = new HashMap<K, Optional<PersistentSet<String>>>();
      before.keySet().stream()
          .filter(name -> !now.containsKey(name))
          .forEach(name -> edits.put(name, Optional.empty()));
      now.forEach((name, members) -> {
        var was = before.find(name);
        if (was == null || was.size() != members.size() || !was.containsAll(members)) {
          edits.put(name, Optional.of(PersistentSet.of(members)));
        }
      });
      return before.withAll(edits);
    }
  }
}
