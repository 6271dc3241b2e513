package io.trueup.model.ecosystem;

import io.trueup.model.persistent.PersistentMap;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The differences between two ecosystems. The cost of finding them is that of the difference when
 * one was made from the other. Each map is by name.
 *
 * @param stores whose own declaration or datasets differ
 */
public record EcosystemChanges(
    @Nullable EcosystemDeclaration before,
    EcosystemDeclaration after,
    SortedMap<String, StoreChange> stores,
    SortedMap<String, Change<Workspace>> workspaces,
    SortedMap<String, Change<DataContainer>> containers,
    SortedMap<String, Change<GovernanceZone>> zones,
    SortedMap<String, Change<Team>> teams,
    SortedMap<String, Change<PlatformDeclaration>> platforms,
    SortedMap<GroupKey, Change<List<Assignment>>> assignments,
    SortedMap<String, Change<SortedSet<String>>> primaryIngestion,
    SortedMap<String, Change<String>> producers) {

  /** A thing before and after; null before when it was added, and after when it was removed. */
  public record Change<T>(@Nullable T before, @Nullable T after) {}

  /**
   * A store before and after.
   *
   * @param isHeaderChanged whether the store differs apart from its datasets
   * @param datasets the datasets that differ; empty when the store itself was added or removed
   */
  public record StoreChange(
      @Nullable Datastore before,
      @Nullable Datastore after,
      boolean isHeaderChanged,
      SortedMap<String, Change<Dataset>> datasets) {}

  /**
   * Compares two ecosystems.
   *
   * @param older null when there is none: everything in the newer one is added
   */
  public static EcosystemChanges between(@Nullable Ecosystem older, Ecosystem newer) {
    var stores = new TreeMap<String, StoreChange>();
    var none = PersistentMap.<String, Datastore>empty();
    (older == null ? none : older.stores())
        .differences(
            newer.stores(),
            (name, before, after) -> {
              var change = between(before, after);
              if (change.isHeaderChanged() || !change.datasets().isEmpty()) {
                stores.put(name, change);
              }
            });
    return new EcosystemChanges(
        older == null ? null : older.declaration(),
        newer.declaration(),
        stores,
        changes(older == null ? PersistentMap.empty() : older.workspaces(), newer.workspaces()),
        changes(older == null ? PersistentMap.empty() : older.containers(), newer.containers()),
        changes(older == null ? PersistentMap.empty() : older.zones(), newer.zones()),
        changes(older == null ? PersistentMap.empty() : older.teams(), newer.teams()),
        platforms(older == null ? new TreeMap<>() : older.platforms(), newer.platforms()),
        changes(older == null ? PersistentMap.empty() : older.assignments(), newer.assignments()),
        changes(
            older == null ? PersistentMap.empty() : older.primaryIngestion(),
            newer.primaryIngestion()),
        changes(older == null ? PersistentMap.empty() : older.producers(), newer.producers()));
  }

  private static StoreChange between(@Nullable Datastore before, @Nullable Datastore after) {
    return before == null || after == null
        ? new StoreChange(before, after, true, Collections.emptySortedMap())
        : new StoreChange(
            before,
            after,
            !before.header().equals(after.header()),
            changes(before.datasets(), after.datasets()));
  }

  private static <K extends Comparable<? super K>, T> SortedMap<K, Change<T>> changes(
      PersistentMap<K, T> older, PersistentMap<K, T> newer) {
    var changes = new TreeMap<K, Change<T>>();
    older.differences(newer, (name, was, is) -> changes.put(name, new Change<>(was, is)));
    return changes;
  }

  private static SortedMap<String, Change<PlatformDeclaration>> platforms(
      Map<String, PlatformDeclaration> older, Map<String, PlatformDeclaration> newer) {
    var changes = new TreeMap<String, Change<PlatformDeclaration>>();
    var names = new TreeSet<>(older.keySet());
    names.addAll(newer.keySet());
    for (var name : names) {
      var change = new Change<>(older.get(name), newer.get(name));
      if (change.before() == null || !change.before().equals(change.after())) {
        changes.put(name, change);
      }
    }
    return changes;
  }
}
