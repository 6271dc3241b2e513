package io.trueup.model.graph;

import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.EcosystemChanges;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.persistent.PersistentSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The references of an ecosystem in reverse: who refers to a dataset or container.
 *
 * @param sinks by store and dataset, the workspaces that want the dataset, whether it exists or not
 * @param workspaces by a container's qualified name, the workspaces that find their data there
 * @param stores by a container's qualified name, the stores that are captured from there
 */
public record References(
    PersistentMap<String, PersistentMap<String, PersistentSet<String>>> sinks,
    PersistentMap<String, PersistentSet<String>> workspaces,
    PersistentMap<String, PersistentSet<String>> stores) {

  /** No references. */
  public static final References NONE =
      new References(PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty());

  /** The workspaces that want a dataset; sorted. */
  public PersistentSet<String> wanting(String store, String dataset) {
    var ofStore = sinks.find(store);
    var found = ofStore == null ? null : ofStore.find(dataset);
    return found == null ? PersistentSet.empty() : found;
  }

  /** The workspaces that want a dataset of a store, by dataset. */
  public PersistentMap<String, PersistentSet<String>> wanting(String store) {
    var found = sinks.find(store);
    return found == null ? PersistentMap.empty() : found;
  }

  /** The references of a newer ecosystem. */
  References next(EcosystemChanges changes) {
    var sinkEdits = new HashMap<String, Map<String, Edits>>();
    var workspaceEdits = new HashMap<String, Edits>();
    var storeEdits = new HashMap<String, Edits>();
    changes
        .workspaces()
        .forEach((name, change) -> {
          workspace(change.before(), sinkEdits, workspaceEdits, it -> it.removed().add(name));
          workspace(change.after(), sinkEdits, workspaceEdits, it -> it.added().add(name));
        });
    changes.stores().values().stream()
        .filter(EcosystemChanges.StoreChange::isHeaderChanged)
        .forEach(change -> {
          store(change.before(), storeEdits, Edits::removed);
          store(change.after(), storeEdits, Edits::added);
        });
    var newSinks = new HashMap<String, Optional<PersistentMap<String, PersistentSet<String>>>>();
    var alone = new HashMap<String, PersistentSet<String>>();
    sinkEdits.forEach((store, edits) -> {
      var edited = edited(wanting(store), edits, alone);
      newSinks.put(store, edited.isEmpty() ? Optional.empty() : Optional.of(edited));
    });
    return new References(
        sinks.withAll(newSinks),
        edited(workspaces, workspaceEdits, alone),
        edited(stores, storeEdits, alone));
  }

  /** Names to remove from a set and names to add to it; a name in both stays. */
  private record Edits(Set<String> removed, Set<String> added) {

    Edits() {
      this(new HashSet<>(), new HashSet<>());
    }

    /**
     * The set after these edits.
     *
     * @param alone shared sets of one name, which most sets are, by that name
     */
    PersistentSet<String> of(
        @Nullable PersistentSet<String> before, Map<String, PersistentSet<String>> alone) {
      if (before == null) {
        return added.size() == 1
            ? alone.computeIfAbsent(added.iterator().next(), _ -> PersistentSet.of(added))
            : PersistentSet.of(added);
      }
      var after = before;
      for (var name : removed) {
        after = added.contains(name) ? after : after.without(name);
      }
      for (var name : added) {
        after = after.with(name);
      }
      return after;
    }
  }

  private static void workspace(
      @Nullable Workspace workspace,
      Map<String, Map<String, Edits>> sinkEdits,
      Map<String, Edits> containerEdits,
      Consumer<Edits> edit) {
    if (workspace == null) {
      return;
    }
    for (var group : workspace.groups()) {
      for (var sink : group.sinks()) {
        edit.accept(
            sinkEdits
                .computeIfAbsent(sink.store(), _ -> new HashMap<>())
                .computeIfAbsent(sink.dataset(), _ -> new Edits()));
      }
    }
    if (workspace.container() != null) {
      var container = Ecosystem.qualified(workspace.team(), workspace.container());
      edit.accept(containerEdits.computeIfAbsent(container, _ -> new Edits()));
    }
  }

  private static void store(
      @Nullable Datastore store,
      Map<String, Edits> containerEdits,
      Function<Edits, Set<String>> side) {
    if (store != null && store.capture().container() != null) {
      var container = Ecosystem.qualified(store.team(), store.capture().container());
      side.apply(containerEdits.computeIfAbsent(container, _ -> new Edits())).add(store.name());
    }
  }

  private static PersistentMap<String, PersistentSet<String>> edited(
      PersistentMap<String, PersistentSet<String>> before,
      Map<String, Edits> edits,
      Map<String, PersistentSet<String>> alone) {
    var changes = new HashMap<String, Optional<PersistentSet<String>>>();
    edits.forEach((name, edit) -> {
      var after = edit.of(before.find(name), alone);
      changes.put(name, after.isEmpty() ? Optional.empty() : Optional.of(after));
    });
    return before.withAll(changes);
  }
}
