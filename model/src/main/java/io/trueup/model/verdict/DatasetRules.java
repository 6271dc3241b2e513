package io.trueup.model.verdict;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.GovernanceZone;
import io.trueup.model.ecosystem.Team;
import io.trueup.model.ecosystem.ZonePolicies;
import io.trueup.model.verdict.Finding.Suggestion;
import io.trueup.model.verdict.PolicyCheck.Governed;
import io.trueup.model.verdict.PolicyCheck.Reached;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The datasets of a store that one document declares: what they are, and what holds for them. */
final class DatasetRules {

  /** So that a large store that nobody has classified yet does not drown all else. */
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
   * Judges datasets.
   *
   * @param store that they belong to
   * @param datasets those of the document
   * @param path to the field that holds them
   */
  void judge(Datastore store, Collection<Dataset> datasets, List<String> path) {
    var zone = Team.zoneOf(store.team());
    var policies = lookup.policies(zone);
    var container = lookup.captured(store);
    var unclassified = 0;
    for (var dataset : datasets) {
      if (isUnclassified(store, dataset) && ++unclassified <= MOST_UNCLASSIFIED) {
        unclassified(store, dataset, RuleFindings.below(path, dataset.name()));
      }
      Classifications.offence(dataset, policies.classification())
          .ifPresent(offence ->
              findings.error(
                  "policy.classification",
                  RuleFindings.below(path, dataset.name()),
                  "Zone '%s' does not allow dataset '%s/%s', %s"
                      .formatted(zone, store.name(), dataset.name(), offence),
                  "Classify it otherwise, or have the owner of zone '%s' allow it"
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
          "Dataset '%s' is production's and is not classified".formatted(name),
          "Add 'classification' to it, or to every column");
    } else {
      findings.error(
          "dataset.production-unclassified",
          RuleFindings.below(path, "columns", columns.getFirst()),
          "Column '%s' of dataset '%s' is production's and is not classified%s"
              .formatted(
                  columns.getFirst(),
                  name,
                  columns.size() == 1 ? "" : ", nor are %d more".formatted(columns.size() - 1)),
          "Add 'classification' to every column");
    }
  }

  /** A storage policy that a dataset names; mandatory ones are held against the whole store. */
  private void policy(Governed dataset, String name, @Nullable DataContainer container) {
    var policy = dataset.policies().storage().get(name);
    var path = RuleFindings.below(dataset.path(), "policies", name);
    if (policy == null) {
      findings.unknown(
          "dataset.policy-unknown",
          path,
          "Zone '%s' has no storage policy '%s'".formatted(dataset.zone(), name),
          new Suggestion(name, it -> names(it.zones().find(dataset.zone()))),
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
      check.storage(dataset, policy, new Reached(container, "where it comes from"));
    }
  }

  private static Collection<String> names(@Nullable GovernanceZone zone) {
    return (zone == null ? ZonePolicies.NONE : zone.policies()).storage().keySet();
  }
}
