package io.trueup.model.verdict;

import io.trueup.model.document.DocumentKind;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.EcosystemChanges;
import io.trueup.model.ecosystem.EcosystemChanges.StoreChange;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.persistent.PersistentSet;
import io.trueup.model.verdict.Finding.Located;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds datasets of one store whose names differ only in case and that different documents declare;
 * reading a document finds those within it. This is not a rule of a document, because each document
 * would depend on all others of its store: the names are kept by their lower-case form, and only
 * changed names are checked.
 *
 * @param stores by store, its names that are not all lower case; without stores that have none
 * @param findings by store; without stores that have none
 */
record DatasetNameCollisions(
    PersistentMap<String, Names> stores, PersistentMap<String, List<Located>> findings) {

  static final DatasetNameCollisions NONE =
      new DatasetNameCollisions(PersistentMap.empty(), PersistentMap.empty());

  /**
   * The names of a store that are not all lower case. Two names can collide only when one of them
   * is such a name.
   *
   * @param byFolded the names by their lower-case form; sorted
   * @param colliding the lower-case forms that several names of the store share
   */
  record Names(PersistentMap<String, List<String>> byFolded, PersistentSet<String> colliding) {

    static final Names NONE = new Names(PersistentMap.empty(), PersistentSet.empty());

    /** The names after some were added or removed. */
    Names next(Datastore store, Collection<String> changed) {
      var touched = new HashMap<String, Set<String>>();
      for (var name : changed) {
        var folded = folded(name);
        var upper = touched.computeIfAbsent(folded, _ -> new TreeSet<>());
        if (!folded.equals(name)) {
          upper.add(name);
        }
      }
      var edits = new HashMap<String, Optional<List<String>>>();
      var nowColliding = colliding;
      for (var entry : touched.entrySet()) {
        var folded = entry.getKey();
        var was = byFolded.find(folded);
        var all = new TreeSet<>(entry.getValue());
        all.addAll(was == null ? List.of() : was);
        all.removeIf(it -> !store.datasets().containsKey(it));
        if (was != null || !all.isEmpty()) {
          edits.put(folded, all.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(all)));
        }
        var count = all.size() + (store.datasets().containsKey(folded) ? 1 : 0);
        nowColliding = count > 1 ? nowColliding.with(folded) : nowColliding.without(folded);
      }
      return new Names(byFolded.withAll(edits), nowColliding);
    }

    boolean isEmpty() {
      return byFolded.isEmpty();
    }
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /**
   * The collisions of the next version.
   *
   * @param changes from the version of these collisions
   * @param touched keys of documents that were added, removed, changed or moved
   * @param places finds the places of new findings
   */
  DatasetNameCollisions next(
      LinkedDocuments linked,
      EcosystemChanges changes,
      Set<DocumentKey> touched,
      ProblemLocator places) {
    var edits = new HashMap<String, Optional<Names>>();
    changes.stores().forEach((name, change) -> edits.put(name, next(name, change)));
    var next = stores.withAll(edits);
    var affected = new HashSet<>(edits.keySet());
    touched.stream()
        .filter(it -> it.kind() == DocumentKind.DATASTORE || it.kind() == DocumentKind.DATASETS)
        .forEach(it -> affected.add(it.name()));
    var found = new HashMap<String, Optional<List<Located>>>();
    for (var store : affected) {
      var names = next.find(store);
      var inStore = names == null ? List.<Finding>of() : findings(linked, store, names);
      if (!inStore.isEmpty() || findings.containsKey(store)) {
        found.put(
            store, inStore.isEmpty() ? Optional.empty() : Optional.of(places.located(inStore)));
      }
    }
    return new DatasetNameCollisions(next, findings.withAll(found));
  }

  private Optional<Names> next(String name, StoreChange change) {
    var after = change.after();
    if (after == null) {
      return Optional.empty();
    }
    var was = change.before() == null ? null : stores.find(name);
    var names =
        (was == null ? Names.NONE : was)
            .next(after, change.before() == null ? all(after) : addedOrRemoved(change));
    return names.isEmpty() ? Optional.empty() : Optional.of(names);
  }

  /** Only names that are not all lower case matter for a store that is new. */
  private static Collection<String> all(Datastore store) {
    var names = new ArrayList<String>();
    store
        .datasets()
        .keySet()
        .forEach(it -> {
          if (!isFolded(it)) {
            names.add(it);
          }
        });
    return names;
  }

  /** Names consist of ASCII letters, digits and underscores. */
  private static boolean isFolded(String name) {
    for (var i = 0; i < name.length(); i++) {
      if (name.charAt(i) >= 'A' && name.charAt(i) <= 'Z') {
        return false;
      }
    }
    return true;
  }

  private static Collection<String> addedOrRemoved(StoreChange change) {
    var names = new ArrayList<String>();
    change
        .datasets()
        .forEach((name, it) -> {
          if (it.before() == null || it.after() == null) {
            names.add(name);
          }
        });
    return names;
  }

  private static List<Finding> findings(LinkedDocuments linked, String store, Names names) {
    var findings = new ArrayList<Finding>();
    var added = linked.placed(DocumentKey.datasets(store));
    if (added.isEmpty()) {
      return findings;
    }
    for (var folded : names.colliding()) {
      var byDocument = new TreeMap<Place, String>();
      for (var name : alike(linked, store, folded, names)) {
        var origin = linked.datasetOrigin(store, name);
        if (origin != null) {
          byDocument.putIfAbsent(new Place(origin), name);
        }
      }
      Map.@Nullable Entry<Place, String> first = null;
      for (var entry : byDocument.entrySet()) {
        if (first == null) {
          first = entry;
        } else {
          findings.add(alike(store, first, entry));
        }
      }
    }
    return List.copyOf(findings);
  }

  private static List<String> alike(
      LinkedDocuments linked, String store, String folded, Names names) {
    var alike = new ArrayList<>(names.byFolded().getOrDefault(folded, List.of()));
    var found = linked.ecosystem().stores().find(store);
    if (found != null && found.datasets().containsKey(folded)) {
      alike.add(folded);
    }
    return alike;
  }

  /** A document, in the order of path and place. */
  private record Place(Origin origin) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      var byPath = origin.path().compareTo(other.origin.path());
      return byPath != 0 ? byPath : Integer.compare(origin.index(), other.origin.index());
    }
  }

  private static Finding alike(
      String store, Map.Entry<Place, String> first, Map.Entry<Place, String> later) {
    var earlier = first.getKey().origin();
    return Finding.warning(
        "dataset.name-case",
        later.getKey().origin(),
        List.of("datasets", later.getValue()),
        "Datasets '%s', in the document at %s:%d:%d, and '%s' of store '%s' differ only in case"
            .formatted(
                first.getValue(),
                earlier.path(),
                earlier.line(),
                earlier.column(),
                later.getValue(),
                store),
        "Rename one of them");
  }
}
