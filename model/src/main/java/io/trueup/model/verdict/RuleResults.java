package io.trueup.model.verdict;

import io.trueup.model.document.DocumentKind;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.parallel.Parallel;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.persistent.PersistentSet;
import io.trueup.model.progress.LoadObserver;
import io.trueup.model.progress.LoadPhase;
import io.trueup.model.verdict.Finding.Located;
import io.trueup.model.verdict.LinkedDocuments.Placed;
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
 * The findings of the rules in each document of a version, and the facts that they depend on.
 *
 * @param asked by document, the facts that its rules asked for; sorted
 * @param askers by fact, the documents whose rules asked for it
 * @param findings by document; without documents that have none
 */
record RuleResults(
    PersistentMap<DocumentId, List<Fact>> asked,
    PersistentMap<Fact, PersistentSet<DocumentId>> askers,
    PersistentMap<DocumentId, List<Located>> findings) {

  static final RuleResults NONE =
      new RuleResults(PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty());

  /** The findings in one document, and the facts that its rules asked for. */
  private record Checked(DocumentId document, List<Finding> findings, List<Fact> asked) {}

  /**
   * Checks the documents that changed, and those whose rules asked for a fact that changed.
   *
   * @param before the version that these results are of; null when there is none
   * @param touched keys of documents that were added, removed, changed or moved
   * @param changed facts whose answers differ from the version before
   * @param places finds the places of new findings
   * @param progress is told of each checked document
   */
  RuleResults next(
      @Nullable LinkedDocuments before,
      LinkedDocuments linked,
      IntentionGraph graph,
      Set<DocumentKey> touched,
      Set<Fact> changed,
      ProblemLocator places,
      LoadObserver progress) {
    var documents = new HashMap<DocumentId, Optional<Placed>>();
    if (before != null) {
      touched.forEach(key ->
          before
              .placed(key)
              .forEach(it -> documents.put(DocumentId.of(key, it.origin()), Optional.empty())));
    }
    touched.forEach(key ->
        linked
            .placed(key)
            .forEach(it -> documents.put(DocumentId.of(key, it.origin()), Optional.of(it))));
    for (var fact : changed) {
      var dependent = askers.find(fact);
      if (dependent != null) {
        for (var document : dependent) {
          documents.computeIfAbsent(document, it -> placed(linked, it));
        }
      }
    }
    return checked(documents, linked.ecosystem(), graph, places, progress);
  }

  private static Optional<Placed> placed(LinkedDocuments linked, DocumentId document) {
    var key = document.key();
    return linked.placed(key).stream()
        .filter(it -> DocumentId.of(key, it.origin()).equals(document))
        .findFirst();
  }

  private RuleResults checked(
      Map<DocumentId, Optional<Placed>> documents,
      Ecosystem ecosystem,
      IntentionGraph graph,
      ProblemLocator places,
      LoadObserver progress) {
    progress.begin(LoadPhase.CHECKING, documents.size());
    var results =
        Parallel.map(
            List.copyOf(documents.entrySet()),
            it -> {
              var found = check(it.getKey(), it.getValue(), new Lookup(ecosystem, graph));
              progress.advance(LoadPhase.CHECKING, 1);
              return found;
            });
    var newAsked = new HashMap<DocumentId, Optional<List<Fact>>>();
    var newFindings = new HashMap<DocumentId, Optional<List<Located>>>();
    var more = new HashMap<Fact, List<DocumentId>>();
    var fewer = new HashMap<Fact, List<DocumentId>>();
    var shared = new HashMap<Fact, Fact>();
    for (var result : results) {
      var document = result.document();
      var found = result.findings();
      newFindings.put(
          document, found.isEmpty() ? Optional.empty() : Optional.of(places.located(found)));
      var was = asked.getOrDefault(document, List.of());
      var now = result.asked().stream().map(it -> shared.computeIfAbsent(it, this::known)).toList();
      addMissing(document, now, was, more);
      addMissing(document, was, now, fewer);
      newAsked.put(document, now.isEmpty() ? Optional.empty() : Optional.of(now));
    }
    return new RuleResults(
        asked.withAll(newAsked), askers(more, fewer), findings.withAll(newFindings));
  }

  /** Notes a document at each fact that is in one sorted list and not in another. */
  private static void addMissing(
      DocumentId document, List<Fact> facts, List<Fact> others, Map<Fact, List<DocumentId>> to) {
    for (var fact : facts) {
      if (Collections.binarySearch(others, fact) < 0) {
        to.computeIfAbsent(fact, _ -> new ArrayList<>(1)).add(document);
      }
    }
  }

  /** The object that stands for an equal fact already, so that each fact is kept once. */
  private Fact known(Fact fact) {
    var found = askers.ceiling(fact);
    return found != null && found.getKey().equals(fact) ? found.getKey() : fact;
  }

  private static Checked check(DocumentId document, Optional<Placed> placed, Lookup lookup) {
    var found =
        placed
            .filter(it -> hasOwnRules(document, it))
            .map(it -> DocumentRules.check(it, lookup))
            .orElseGet(List::of);
    return new Checked(document, found, lookup.asked());
  }

  /** A workspace's document is checked under its own key, and not again as its output store. */
  private static boolean hasOwnRules(DocumentId document, Placed placed) {
    return document.key().kind() != DocumentKind.DATASTORE
        || placed.declared().document().kind() == DocumentKind.DATASTORE;
  }

  /** Most facts are asked for by one document, and one document asks for many of them. */
  private static PersistentSet<DocumentId> setOf(
      List<DocumentId> documents, Map<DocumentId, PersistentSet<DocumentId>> single) {
    return documents.size() == 1
        ? single.computeIfAbsent(documents.getFirst(), _ -> PersistentSet.of(documents))
        : PersistentSet.of(documents);
  }

  private PersistentMap<Fact, PersistentSet<DocumentId>> askers(
      Map<Fact, List<DocumentId>> more, Map<Fact, List<DocumentId>> fewer) {
    var edits = new HashMap<Fact, Optional<PersistentSet<DocumentId>>>();
    var facts = new HashSet<>(more.keySet());
    facts.addAll(fewer.keySet());
    var single = new HashMap<DocumentId, PersistentSet<DocumentId>>();
    for (var fact : facts) {
      var was = askers.find(fact);
      var added = more.getOrDefault(fact, List.of());
      var now = was == null ? setOf(added, single) : was;
      if (was != null) {
        for (var document : added) {
          now = now.with(document);
        }
      }
      for (var document : fewer.getOrDefault(fact, List.of())) {
        now = now.without(document);
      }
      edits.put(fact, now.isEmpty() ? Optional.empty() : Optional.of(now));
    }
    return askers.withAll(edits);
  }
}
