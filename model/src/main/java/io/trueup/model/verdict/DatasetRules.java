package io.trueup.model.verdict;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Team;
import io.trueup.model.verdict.Finding.Suggestion;
import io.trueup.model.verdict.PolicyCheck.Governed;
import io.trueup.model.verdict.PolicyCheck.Reached;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules for the datasets that one document declares. */
final class DatasetRules {

  /** So that the findings of a large unclassified store do not hide all others. */
  private static final int MOST_UNCLASSIFIED = 50;

  private final Lookup lookup;
  private final RuleFindings findings;
  private final PolicyCheck check;

  DatasetRules(Lookup lookup, RuleFindings findings) {
    this.lookup = lookup;
    this.findings = findings;
    this.check = new PolicyCheck(lookup, findings);
  }

  /**
   * Checks datasets.
   *
   * @param store the store of the datasets
   * @param datasets of the document
   * @param path to the field with the datasets
   */
  void check(Datastore store, Collection<Dataset> datasets, List<String> path) {
    var zone = Team.zoneOf(store.team());
    var policies = lookup.policies(zone);
    var container = lookup.captured(store);
    var unclassified = 0;
    for (var dataset : datasets) {
      if (isUnclassified(store, dataset) && ++unclassified <= MOST_UNCLASSIFIED) {
        unclassified(store, dataset, RuleFindings.below(path, dataset.name()));
      }
      Classifications.violation(dataset, policies.classification())
          .ifPresent(offence ->
              findings.error(
                  "policy.classification",
                  RuleFindings.below(path, dataset.name()),
                  "Zone '%s' does not allow dataset '%s/%s', %s"
                      .formatted(zone, store.name(), dataset.name(), offence),
                  "Change its classification, or ask the owner of zone '%s' to allow it"
                      .formatted(zone)));
      for (var name : dataset.governance().storagePolicies()) {
        policy(
            new Governed(
                zone,
                policies,
                "dataset '%s/%s'".formatted(store.name(), dataset.name()),
                RuleFindings.below(path, dataset.name())),
            name,
            container);
      }
    }
  }

  private static boolean isUnclassified(Datastore store, Dataset dataset) {
    return store.isProduction()
        ? Classifications.areMissing(dataset) || !Classifications.unclassified(dataset).isEmpty()
        : Classifications.areMissing(dataset);
  }

  private void unclassified(Datastore store, Dataset dataset, List<String> path) {
    var name = store.name() + "/" + dataset.name();
    var columns = Classifications.unclassified(dataset);
    if (!store.isProduction()) {
      findings.warning(
          "dataset.unclassified",
          path,
          "Dataset '%s' is not classified".formatted(name),
          "Add 'classification' to it, or to its columns");
    } else if (Classifications.areMissing(dataset)) {
      findings.error(
          "dataset.production-unclassified",
          path,
          "Production dataset '%s' is not classified".formatted(name),
          "Add 'classification' to it, or to every column");
    } else {
      findings.error(
          "dataset.production-unclassified",
          RuleFindings.below(path, "columns", columns.getFirst()),
          "Column '%s' of production dataset '%s' is not classified%s"
              .formatted(
                  columns.getFirst(),
                  name,
                  columns.size() == 1 ? "" : ", nor are %d more".formatted(columns.size() - 1)),
          "Add 'classification' to every column");
    }
  }

  /** Checks a storage policy that a dataset names; mandatory policies apply to the whole store. */
  private void policy(Governed dataset, String name, @Nullable DataContainer container) {
    var policy = dataset.policies().storage().get(name);
    var path = RuleFindings.below(dataset.path(), "policies", name);
    if (policy == null) {
      findings.unknownName(
          "dataset.policy-unknown",
          path,
          "Zone '%s' has no storage policy '%s'".formatted(dataset.zone(), name),
          new Suggestion(name, KnownNames.storagePolicies(dataset.zone())),
          "Name one of the zone's own policies");
      return;
    }
    if (policy.isDeprecated()) {
      findings.warning(
          "dataset.policy-deprecated",
          path,
          "Storage policy '%s' of zone '%s' is deprecated".formatted(name, dataset.zone()),
          "Name another, or none");
    }
    if (container != null && !policy.isMandatory()) {
      check.checkStorage(dataset, policy, new Reached(container, "its source"));
    }
  }
}
