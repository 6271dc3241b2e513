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
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

  /** The documents whose rules ask for a fact now or no longer, in the order of documents. */
  private record AskerChanges(Fact fact, List<DocumentId> added, List<DocumentId> removed) {

    AskerChanges(Fact fact) {
      this(fact, new ArrayList<>(1), new ArrayList<>(0));
    }
  }

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
    var documents = new LinkedHashMap<DocumentId, Optional<Placed>>();
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
    var changes = new HashMap<Fact, AskerChanges>();
    for (var result : results) {
      var document = result.document();
      var found = result.findings();
      newFindings.put(
          document, found.isEmpty() ? Optional.empty() : Optional.of(places.located(found)));
      var was = asked.getOrDefault(document, List.of());
      var now = asked(document, was, result.asked(), changes);
      newAsked.put(document, now.isEmpty() ? Optional.empty() : Optional.of(now));
    }
    return new RuleResults(
        asked.withAll(newAsked), askers(changes.values()), findings.withAll(newFindings));
  }

  /**
   * The facts that a document's rules ask for now, each by the object that is kept for it. Notes
   * the document at each fact that it asks for and did not, or no longer.
   */
  private List<Fact> asked(
      DocumentId document, List<Fact> was, List<Fact> now, Map<Fact, AskerChanges> changes) {
    var kept = new Fact[now.size()];
    for (var i = 0; i < kept.length; i++) {
      var fact = now.get(i);
      var known = Collections.binarySearch(was, fact);
      if (known >= 0) {
        kept[i] = was.get(known);
      } else {
        var change = changes.computeIfAbsent(fact, it -> new AskerChanges(known(it)));
        change.added().add(document);
        kept[i] = change.fact();
      }
    }
    for (var fact : was) {
      if (Collections.binarySearch(now, fact) < 0) {
        changes.computeIfAbsent(fact, AskerChanges::new).removed().add(document);
      }
    }
    return List.of(kept);
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

  private PersistentMap<Fact, PersistentSet<DocumentId>> askers(Collection<AskerChanges> changes) {
    var edits = new HashMap<Fact, Optional<PersistentSet<DocumentId>>>(2 * changes.size());
    var single = new HashMap<DocumentId, PersistentSet<DocumentId>>();
    for (var change : changes) {
      var was = askers.find(change.fact());
      var now = was == null ? setOf(change.added(), single) : was;
      if (was != null) {
        for (var document : change.added()) {
          now = now.with(document);
        }
      }
      for (var document : change.removed()) {
        now = now.without(document);
      }
      edits.put(change.fact(), now.isEmpty() ? Optional.empty() : Optional.of(now));
    }
    return askers.withAll(edits);
  }
}
