package io.trueup.model.verdict;

import io.trueup.model.document.ModelDocument.AssignmentsDocument;
import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.GroupKey;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.verdict.LinkedDocuments.Assigned;
import io.trueup.model.verdict.LinkedDocuments.Placed;
import io.trueup.model.verdict.LinkedDocuments.Primary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Merges the assignments of all documents, given the documents that were added and removed. */
final class AssignmentLink {

  private static final Comparator<Origin> BY_PLACE =
      Comparator.comparing(Origin::path).thenComparingInt(Origin::index);

  private static final Comparator<Assigned> BY_PLATFORM =
      Comparator.<Assigned, String>comparing(it -> it.assignment().platform())
          .thenComparing(it -> it.assignment().status())
          .thenComparing(Assigned::origin, BY_PLACE);

  private final Set<Origin> gone = new HashSet<>();
  private final Map<GroupKey, List<Assigned>> newAssigned = new HashMap<>();
  private final Map<String, List<Primary>> newPrimaries = new HashMap<>();

  AssignmentLink(List<Placed> before, List<Placed> now) {
    var added = new LinkedHashMap<Origin, Placed>();
    now.forEach(it -> added.put(it.origin(), it));
    for (var placed : before) {
      if (added.remove(placed.origin()) == null
          && placed.declared().document() instanceof AssignmentsDocument document) {
        gone.add(placed.origin());
        document
            .assignments()
            .forEach(it -> newAssigned.computeIfAbsent(it.groupKey(), _ -> new ArrayList<>()));
        document
            .primaryIngestion()
            .keySet()
            .forEach(it -> newPrimaries.computeIfAbsent(it, _ -> new ArrayList<>()));
      }
    }
    for (var placed : added.values()) {
      if (placed.declared().document() instanceof AssignmentsDocument document) {
        add(document, placed.origin());
      }
    }
  }

  private void add(AssignmentsDocument document, Origin origin) {
    document
        .assignments()
        .forEach(it ->
            newAssigned
                .computeIfAbsent(it.groupKey(), _ -> new ArrayList<>())
                .add(new Assigned(it, origin)));
    document
        .primaryIngestion()
        .forEach((store, platforms) ->
            newPrimaries
                .computeIfAbsent(store, _ -> new ArrayList<>())
                .add(new Primary(platforms, origin)));
  }

  PersistentMap<GroupKey, List<Assigned>> assigned(PersistentMap<GroupKey, List<Assigned>> before) {
    var edits = new HashMap<GroupKey, Optional<List<Assigned>>>();
    newAssigned.forEach((group, added) -> {
      var all = new ArrayList<>(added);
      before.getOrDefault(group, List.of()).stream()
          .filter(it -> !gone.contains(it.origin()))
          .forEach(all::add);
      all.sort(BY_PLATFORM);
      edits.put(group, all.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(all)));
    });
    return before.withAll(edits);
  }

  PersistentMap<String, List<Primary>> primaries(PersistentMap<String, List<Primary>> before) {
    var edits = new HashMap<String, Optional<List<Primary>>>();
    newPrimaries.forEach((store, added) -> {
      var all = new ArrayList<>(added);
      before.getOrDefault(store, List.of()).stream()
          .filter(it -> !gone.contains(it.origin()))
          .forEach(all::add);
      all.sort(Comparator.comparing(Primary::origin, BY_PLACE));
      edits.put(store, all.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(all)));
    });
    return before.withAll(edits);
  }

  /** The assignments as an ecosystem holds them; unchanged lists stay the same objects. */
  PersistentMap<GroupKey, List<Assignment>> assignments(
      PersistentMap<GroupKey, List<Assignment>> before,
      PersistentMap<GroupKey, List<Assigned>> assigned) {
    var edits = new HashMap<GroupKey, Optional<List<Assignment>>>();
    for (var group : newAssigned.keySet()) {
      var now = assigned.getOrDefault(group, List.of()).stream().map(Assigned::assignment).toList();
      if (!now.equals(before.getOrDefault(group, List.of()))) {
        edits.put(group, now.isEmpty() ? Optional.empty() : Optional.of(now));
      }
    }
    return before.withAll(edits);
  }

  PersistentMap<String, SortedSet<String>> primaryIngestion(
      PersistentMap<String, SortedSet<String>> before,
      PersistentMap<String, List<Primary>> primaries) {
    var edits = new HashMap<String, Optional<SortedSet<String>>>();
    for (var store : newPrimaries.keySet()) {
      var entries = primaries.getOrDefault(store, List.of());
      SortedSet<String> now = new TreeSet<>();
      entries.forEach(it -> now.addAll(it.platforms()));
      if (entries.isEmpty()) {
        edits.put(store, Optional.empty());
      } else if (!now.equals(before.get(store))) {
        edits.put(store, Optional.of(Collections.unmodifiableSortedSet(now)));
      }
    }
    return before.withAll(edits);
  }
}
