package io.trueup.model.verdict;

import io.trueup.model.document.ModelDocument.DatasetsDocument;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.verdict.Finding.Suggestion;
import java.util.List;

/** A store, and what other documents add to it. */
final class StoreRules {

  private final Lookup lookup;
  private final RuleFindings findings;
  private final DocumentReferences references;

  StoreRules(Lookup lookup, RuleFindings findings) {
    this.lookup = lookup;
    this.findings = findings;
    this.references = new DocumentReferences(lookup, findings);
  }

  void judge(Datastore store) {
    references.team(store.team());
    references.container(
        "store.container-unknown",
        List.of("capture", "container"),
        store.team(),
        store.capture().container());
  }

  void judge(DatasetsDocument datasets) {
    var store = lookup.store(datasets.store());
    if (store == null) {
      findings.unknown(
          "datasets.store-unknown",
          List.of("store"),
          "Store '%s' does not exist".formatted(datasets.store()),
          new Suggestion(datasets.store(), it -> it.stores().keySet()),
          "Declare it with a Datastore document");
    } else if (lookup.producer(datasets.store()) != null) {
      findings.error(
          "datasets.of-transformer",
          List.of("store"),
          "Store '%s' is the output of a transformer".formatted(datasets.store()),
          "Add the datasets to the transformer's output");
    } else if (!store.team().equals(datasets.team())) {
      findings.error(
          "datasets.team",
          List.of("team"),
          "Store '%s' belongs to team '%s', not to '%s'"
              .formatted(datasets.store(), store.team(), datasets.team()),
          "Only the store's own team adds datasets to it");
    }
  }
}
