package io.trueup.model.verdict;

import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.persistent.PersistentSet;
import io.trueup.model.verdict.Linked.Placed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the rules found in each document of a version, and what each document was judged by.
 *
 * @param asked by document, what rules asked for when they judged it
 * @param askers by what was asked for, the documents
 * @param findings by document; only of those that anything was found in
 */
record RuleResults(
    PersistentMap<String, PersistentSet<String>> asked,
    PersistentMap<String, PersistentSet<String>> askers,
    PersistentMap<String, List<Finding>> findings) {

  static final RuleResults NONE =
      new RuleResults(PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty());

  /**
   * Judges what changed, and what was judged by what changed.
   *
   * @param before what was linked before; null when nothing was
   * @param touched keys of documents that came, went, changed or moved
   * @param changed what rules would be answered otherwise than before
   */
  RuleResults next(
      @Nullable Linked before,
      Linked linked,
      IntentionGraph graph,
      Set<String> touched,
      Set<String> changed) {
    var units = new HashMap<String, Optional<Placed>>();
    if (before != null) {
      touched.forEach(
          key -> before.placed(key).forEach(it -> units.put(unit(key, it), Optional.empty())));
    }
    touched.forEach(
        key -> linked.placed(key).forEach(it -> units.put(unit(key, it), Optional.of(it))));
    for (var answer : changed) {
      var documents = askers.find(answer);
      if (documents != null) {
        for (var unit : documents) {
          units.computeIfAbsent(unit, it -> placed(linked, it));
        }
      }
    }
    return judged(units, new Lookup(linked.ecosystem(), graph));
  }

  /** A document's name among all: its key, and its place where there may be several. */
  private static String unit(String key, Placed placed) {
    return isSeveral(key)
        ? key + '\n' + placed.origin().path() + '\n' + placed.origin().index()
        : key;
  }

  private static boolean isSeveral(String key) {
    return key.equals(Linked.ASSIGNMENTS) || key.startsWith("Datasets ");
  }

  private static Optional<Placed> placed(Linked linked, String unit) {
    var end = unit.indexOf('\n');
    var key = end < 0 ? unit : unit.substring(0, end);
    return linked.placed(key).stream().filter(it -> unit(key, it).equals(unit)).findFirst();
  }

  private RuleResults judged(Map<String, Optional<Placed>> units, Lookup lookup) {
    var newAsked = new HashMap<String, Optional<PersistentSet<String>>>();
    var newFindings = new HashMap<String, Optional<List<Finding>>>();
    var more = new HashMap<String, List<String>>();
    var fewer = new HashMap<String, List<String>>();
    units.forEach((unit, placed) -> {
      var found =
          placed
              .filter(it -> isUnit(unit, it))
              .map(it -> Rules.judge(it, lookup))
              .orElseGet(List::of);
      newFindings.put(unit, found.isEmpty() ? Optional.empty() : Optional.of(found));
      var nowAsked = lookup.takeAsked();
      var wasAsked = asked.find(unit);
      var was = wasAsked == null ? PersistentSet.<String>empty() : wasAsked;
      for (var answer : nowAsked) {
        if (!was.contains(answer)) {
          more.computeIfAbsent(answer, _ -> new ArrayList<>()).add(unit);
        }
      }
      for (var answer : was) {
        if (!nowAsked.contains(answer)) {
          fewer.computeIfAbsent(answer, _ -> new ArrayList<>()).add(unit);
        }
      }
      newAsked.put(
          unit, nowAsked.isEmpty() ? Optional.empty() : Optional.of(PersistentSet.of(nowAsked)));
    });
    return new RuleResults(
        asked.withAll(newAsked), askers(more, fewer), findings.withAll(newFindings));
  }

  /** A workspace's document is judged as such, and not again as its transformer's output store. */
  private static boolean isUnit(String unit, Placed placed) {
    return !unit.startsWith("Datastore ")
        || placed.declared().document().kind().equals("Datastore");
  }

  private PersistentMap<String, PersistentSet<String>> askers(
      Map<String, List<String>> more, Map<String, List<String>> fewer) {
    var edits = new HashMap<String, Optional<PersistentSet<String>>>();
    var answers = new HashSet<>(more.keySet());
    answers.addAll(fewer.keySet());
    for (var answer : answers) {
      var was = askers.find(answer);
      var added = more.getOrDefault(answer, List.of());
      var now = was == null ? PersistentSet.of(added) : was;
      if (was != null) {
        for (var unit : added) {
          now = now.with(unit);
        }
      }
      for (var unit : fewer.getOrDefault(answer, List.of())) {
        now = now.without(unit);
      }
      edits.put(answer, now.isEmpty() ? Optional.empty() : Optional.of(now));
    }
    return askers.withAll(edits);
  }
}
