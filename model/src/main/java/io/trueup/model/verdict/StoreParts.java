package io.trueup.model.verdict;

import io.trueup.model.document.ModelDocument.DatasetsDocument;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.verdict.LinkedDocuments.Placed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A store and the documents that add datasets to it; documents of other teams are ignored. Pure.
 *
 * @param origin of the store's document
 * @param parts the documents that add datasets, in their order
 */
record StoreParts(Datastore store, Origin origin, List<Placed> parts) {

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** The number of declared datasets, each counted as often as it is declared. */
  int size() {
    var size = store.datasets().size();
    for (var part : parts) {
      size += adds(part) ? datasets(part).size() : 0;
    }
    return size;
  }

  /** The datasets that are declared twice, at the later place. */
  List<Finding> duplicates() {
    var doubles = new ArrayList<Finding>();
    var seen = new HashMap<String, Origin>();
    store.datasets().keySet().forEach(it -> seen.put(it, origin));
    for (var part : parts) {
      for (var name : adds(part) ? datasets(part).keySet() : Set.<String>of()) {
        var earlier = seen.putIfAbsent(name, part.origin());
        if (earlier != null) {
          doubles.add(
              Finding.error(
                  "dataset.declared-twice",
                  part.origin(),
                  List.of("datasets", name),
                  "Dataset '%s' of store '%s' is declared here and in the document at %s:%d:%d"
                      .formatted(
                          name, store.name(), earlier.path(), earlier.line(), earlier.column()),
                  "Remove or rename one of the two"));
        }
      }
    }
    return doubles;
  }

  private boolean adds(Placed part) {
    return part.declared().document() instanceof DatasetsDocument datasets
        && datasets.team().equals(store.team());
  }

  private static PersistentMap<String, Dataset> datasets(Placed part) {
    return part.declared().document() instanceof DatasetsDocument datasets
        ? datasets.datasets()
        : PersistentMap.empty();
  }

  /** All datasets. */
  PersistentMap<String, Dataset> merged() {
    var merged = new TreeMap<>(store.datasets());
    parts.stream().filter(this::adds).forEach(it -> merged.putAll(datasets(it)));
    return PersistentMap.copyOf(merged);
  }

  /** All datasets, from those of the version before and the parts that differ. */
  PersistentMap<String, Dataset> changed(PersistentMap<String, Dataset> was, List<Placed> before) {
    var earlier = origins(before);
    var later = origins(parts);
    var changes = new HashMap<String, Optional<Dataset>>();
    before.stream()
        .filter(it -> !later.contains(it.origin()) && adds(it))
        .forEach(it -> datasets(it).keySet().forEach(name -> changes.put(name, Optional.empty())));
    parts.stream()
        .filter(it -> !earlier.contains(it.origin()) && adds(it))
        .forEach(
            it -> datasets(it).forEach((name, dataset) -> changes.put(name, Optional.of(dataset))));
    changes
        .entrySet()
        .removeIf(it -> it.getValue().equals(Optional.ofNullable(was.find(it.getKey()))));
    return was.withAll(changes);
  }

  /** Documents with one origin are the same, because it holds the id of their file's content. */
  private static Set<Origin> origins(List<Placed> parts) {
    var origins = new HashSet<Origin>();
    parts.forEach(it -> origins.add(it.origin()));
    return origins;
  }
}
