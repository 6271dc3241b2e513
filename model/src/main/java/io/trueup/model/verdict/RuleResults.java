package io.trueup.model.verdict;

import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.parallel.Parallel;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.persistent.PersistentSet;
import io.trueup.model.verdict.Linked.Placed;
import java.util.ArrayList;
import java.util.Collections;
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
 * @param asked by document, what rules asked for when they judged it; sorted
 * @param askers by what was asked for, the documents
 * @param findings by document; only of those that anything was found in
 */
record RuleResults(
    PersistentMap<String, List<String>> asked,
    PersistentMap<String, PersistentSet<String>> askers,
    PersistentMap<String, List<Finding>> findings) {

  static final RuleResults NONE =
      new RuleResults(PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty());

  /** What was found in one document. */
  private record Judged(String unit, List<Finding> findings, List<String> asked) {}

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
    return judged(units, linked.ecosystem(), graph);
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

  private RuleResults judged(
      Map<String, Optional<Placed>> units, Ecosystem ecosystem, IntentionGraph graph) {
    var judgements =
        Parallel.map(
            List.copyOf(units.entrySet()),
            it -> judged(it.getKey(), it.getValue(), new Lookup(ecosystem, graph)));
    var newAsked = new HashMap<String, Optional<List<String>>>();
    var newFindings = new HashMap<String, Optional<List<Finding>>>();
    var more = new HashMap<String, List<String>>();
    var fewer = new HashMap<String, List<String>>();
    var shared = new HashMap<String, String>();
    for (var judgement : judgements) {
      var unit = judgement.unit();
      var found = judgement.findings();
      newFindings.put(unit, found.isEmpty() ? Optional.empty() : Optional.of(found));
      var wasAsked = asked.find(unit);
      var was = wasAsked == null ? List.<String>of() : wasAsked;
      var now =
          judgement.asked().stream().map(it -> shared.computeIfAbsent(it, this::known)).toList();
      for (var answer : now) {
        if (Collections.binarySearch(was, answer) < 0) {
          more.computeIfAbsent(answer, _ -> new ArrayList<>(1)).add(unit);
        }
      }
      for (var answer : was) {
        if (Collections.binarySearch(now, answer) < 0) {
          fewer.computeIfAbsent(answer, _ -> new ArrayList<>(1)).add(unit);
        }
      }
      newAsked.put(unit, now.isEmpty() ? Optional.empty() : Optional.of(now));
    }
    return new RuleResults(
        asked.withAll(newAsked), askers(more, fewer), findings.withAll(newFindings));
  }

  /** The text under which others asked for the same. */
  private String known(String answer) {
    var found = askers.ceiling(answer);
    return found != null && found.getKey().equals(answer) ? found.getKey() : answer;
  }

  private static Judged judged(String unit, Optional<Placed> placed, Lookup lookup) {
    var found =
        placed
            .filter(it -> isUnit(unit, it))
            .map(it -> Rules.judge(it, lookup))
            .orElseGet(List::of);
    return new Judged(unit, found, lookup.asked());
  }

  /** A workspace's document is judged as such, and not again as its transformer's output store. */
  private static boolean isUnit(String unit, Placed placed) {
    return !unit.startsWith("Datastore ")
        || placed.declared().document().kind().equals("Datastore");
  }

  /** Most answers are asked for by one document, which asks for several such. */
  private static PersistentSet<String> setOf(
      List<String> units, Map<String, PersistentSet<String>> alone) {
    return units.size() == 1
        ? alone.computeIfAbsent(units.getFirst(), _ -> PersistentSet.of(units))
        : PersistentSet.of(units);
  }

  private PersistentMap<String, PersistentSet<String>> askers(
      Map<String, List<String>> more, Map<String, List<String>> fewer) {
    var edits = new HashMap<String, Optional<PersistentSet<String>>>();
    var answers = new HashSet<>(more.keySet());
    answers.addAll(fewer.keySet());
    var alone = new HashMap<String, PersistentSet<String>>();
    for (var answer : answers) {
      var was = askers.find(answer);
      var added = more.getOrDefault(answer, List.of());
      var now = was == null ? setOf(added, alone) : was;
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
