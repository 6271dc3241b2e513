package io.trueup.model.verdict;

import io.trueup.model.document.ModelDocument.DatasetsDocument;
import io.trueup.model.document.binder.DatastoreChecker;
import io.trueup.model.document.binder.DatastoreChecker.Fault;
import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Team;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.verdict.Finding.Suggestion;
import io.trueup.model.verdict.PolicyCheck.Governed;
import io.trueup.model.verdict.PolicyCheck.Reached;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules for stores and for the documents that add datasets to them. */
final class StoreRules {

  private final Lookup lookup;
  private final RuleFindings findings;
  private final DocumentReferences references;

  StoreRules(Lookup lookup, RuleFindings findings) {
    this.lookup = lookup;
    this.findings = findings;
    this.references = new DocumentReferences(lookup, findings);
  }

  void check(Datastore store) {
    references.checkTeam(store.team());
    trigger(store);
    references.checkContainer(
        "store.container-unknown",
        List.of("capture", "container"),
        store.team(),
        store.capture().container());
    var container = lookup.captured(store);
    if (container != null) {
      capture(store, container);
      credential(store, container);
      var zone = Team.zoneOf(store.team());
      new PolicyCheck(lookup, findings)
          .checkLocations(
              new Governed(
                  zone, lookup.policies(zone), what(store), List.of("capture", "container")),
              new Reached(container, "its source"));
    }
    storage(store, List.of("capture", "container"));
    if (lookup.firstDataset(store.name()) == null) {
      findings.error(
          "store.no-dataset",
          List.of("datasets"),
          "Store '%s' has no dataset".formatted(store.name()),
          "Declare at least one under 'datasets', or in a document of kind 'Datasets'");
    }
    var known = new HashSet<KnownFault>();
    DatastoreChecker.check(store).forEach(it -> known.add(KnownFault.of(it)));
    faults(store, store.datasets(), known);
    new DatasetRules(lookup, findings).check(store, store.datasets().values(), List.of("datasets"));
  }

  private record KnownFault(String dataset, String rule) {
    static KnownFault of(Fault fault) {
      return new KnownFault(fault.dataset(), fault.rule());
    }
  }

  private static String what(Datastore store) {
    return "data of store '" + store.name() + "'";
  }

  private void capture(Datastore store, DataContainer container) {
    var fitting = ProductSupport.captures(container.type());
    var kind = store.capture().kind();
    if (!fitting.contains(kind)) {
      findings.error(
          "store.capture-kind",
          List.of("capture", "kind"),
          "Store '%s' is captured by '%s' from container '%s', which is of type '%s'"
              .formatted(
                  store.name(), kind.text(), container.qualifiedName(), container.type().text()),
          "Capture such a container by "
              + fitting.stream().map(it -> it.text()).collect(Collectors.joining(" or ")));
    }
  }

  private void credential(Datastore store, DataContainer container) {
    var credential = store.capture().credential();
    if (credential != null) {
      ProductSupport.mismatch(credential, container)
          .ifPresent(it ->
              findings.error(
                  "store.credential-kind",
                  List.of("capture", "credential"),
                  it.message(),
                  it.remedy()));
    }
  }

  /** Captures that do not follow a log or a topic need a trigger. */
  private void trigger(Datastore store) {
    var kind = store.capture().kind();
    if ((kind == Capture.Kind.SNAPSHOT || kind == Capture.Kind.WATERMARK)
        && store.capture().trigger() == null) {
      findings.warning(
          "store.trigger-missing",
          List.of("capture"),
          "Store '%s' is captured by '%s' and has no trigger".formatted(store.name(), kind.text()),
          "Add a 'trigger': a cron expression, or 'external' when something else starts its job");
    }
  }

  /**
   * Checks the container that a store is captured from against its zone's mandatory storage
   * policies.
   */
  void storage(Datastore store, List<String> path) {
    var container = lookup.captured(store);
    if (container == null) {
      return;
    }
    var zone = Team.zoneOf(store.team());
    var policies = lookup.policies(zone);
    var check = new PolicyCheck(lookup, findings);
    for (var policy : policies.storage().values()) {
      if (policy.isMandatory()) {
        check.checkStorage(
            new Governed(zone, policies, what(store), path),
            policy,
            new Reached(container, "its source"));
      }
    }
  }

  /**
   * Reports the faults of a document's datasets, compared with the first dataset of the whole
   * store.
   *
   * @param known the faults that the document alone has
   */
  private void faults(
      Datastore store, PersistentMap<String, Dataset> datasets, Set<KnownFault> known) {
    var first = lookup.firstDataset(store.name());
    if (first == null || datasets.isEmpty()) {
      return;
    }
    for (var fault : DatastoreChecker.check(store.with(datasets.with(first.name(), first)))) {
      if (known.contains(KnownFault.of(fault))) {
        continue;
      }
      if (datasets.containsKey(fault.dataset())) {
        report(fault, fault.dataset());
      } else if (fault.rule().equals(DatastoreChecker.SOURCE_MISSING)) {
        datasets.values().stream()
            .filter(it -> it.source() != null)
            .findFirst()
            .ifPresent(it -> report(fault, it.name()));
      }
    }
  }

  private void report(Fault fault, String at) {
    findings.error(fault.rule(), List.of("datasets", at), fault.message(), fault.remedy());
  }

  void check(DatasetsDocument datasets) {
    var store = lookup.store(datasets.store());
    if (store == null) {
      findings.unknownName(
          "datasets.store-unknown",
          List.of("store"),
          "Store '%s' does not exist".formatted(datasets.store()),
          new Suggestion(datasets.store(), KnownNames.STORES),
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
    } else {
      faults(store, datasets.datasets(), Set.of());
      new DatasetRules(lookup, findings)
          .check(store, datasets.datasets().values(), List.of("datasets"));
    }
  }
}
