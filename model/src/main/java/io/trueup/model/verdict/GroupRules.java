package io.trueup.model.verdict;

import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetGroup;
import io.trueup.model.ecosystem.DatasetSink;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Team;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.verdict.Finding.Suggestion;
import java.util.List;

/** The rules for the groups of a workspace: their datasets exist and may be used. */
final class GroupRules {

  private final Lookup lookup;
  private final RuleFindings findings;
  private final Workspace workspace;
  private final String zone;

  GroupRules(Lookup lookup, RuleFindings findings, Workspace workspace) {
    this.lookup = lookup;
    this.findings = findings;
    this.workspace = workspace;
    this.zone = Team.zoneOf(workspace.team());
  }

  void check(DatasetGroup group) {
    if (workspace.transformer() != null && group.requires() != null) {
      findings.error(
          "group.requires-of-transformer",
          List.of("groups", group.name(), "requires"),
          "Group '%s' feeds the transformer of workspace '%s' and cannot require anything: what it gets depends on the consumers of the output"
              .formatted(group.name(), workspace.name()),
          "Remove 'requires'");
    }
    for (var sink : group.sinks()) {
      sink(group, sink);
    }
  }

  private void sink(DatasetGroup group, DatasetSink sink) {
    var path = List.of("groups", group.name(), "datasets", sink.toString());
    var store = lookup.store(sink.store());
    if (store == null) {
      findings.unknownName(
          "group.store-unknown",
          path,
          "Store '%s' does not exist".formatted(sink.store()),
          new Suggestion(sink.store(), KnownNames.STORES),
          "Declare it, or remove the sink");
      return;
    }
    var dataset = lookup.dataset(sink.store(), sink.dataset());
    if (dataset == null) {
      findings.unknownName(
          "group.dataset-unknown",
          path,
          "Store '%s' has no dataset '%s'".formatted(sink.store(), sink.dataset()),
          new Suggestion(sink.dataset(), KnownNames.datasets(sink.store())),
          "Declare it, or remove the sink");
      return;
    }
    approval(sink, store, dataset, path);
    deprecation(sink, store, dataset, path);
    classification(group, sink, store, dataset);
    if (workspace.isProduction() && !store.isProduction()) {
      findings.warning(
          "group.not-production",
          path,
          "Production workspace '%s' takes data of store '%s', which is not for production"
              .formatted(workspace.name(), store.name()),
          "Ask the store's team to declare it as 'production', or do without it");
    } else if (store.isProduction() && !workspace.isProduction()) {
      findings.warning(
          "group.production-store",
          path,
          "Production store '%s' feeds workspace '%s', which is not for production"
              .formatted(store.name(), workspace.name()),
          "Declare the workspace as 'production', or do without it");
    }
  }

  private void approval(DatasetSink sink, Datastore store, Dataset dataset, List<String> path) {
    var ofDataset = dataset.governance().approved();
    var approved = ofDataset == null ? store.governance().approved() : ofDataset;
    if (approved != null && !approved.contains(workspace.name())) {
      findings.error(
          "group.not-approved",
          path,
          "Workspace '%s' is not approved for dataset '%s'".formatted(workspace.name(), sink),
          "Ask team '%s' to add it to 'approved' of the %s"
              .formatted(store.team(), ofDataset == null ? "store" : "dataset"));
    }
  }

  private void deprecation(DatasetSink sink, Datastore store, Dataset dataset, List<String> path) {
    if (!store.governance().isDeprecated() && !dataset.governance().isDeprecated()) {
      return;
    }
    var message = "Dataset '%s' is deprecated".formatted(sink);
    if (sink.allowsDeprecated()) {
      findings.warning("group.deprecated-allowed", path, message, "Plan to replace it");
    } else {
      findings.error(
          "group.deprecated",
          path,
          message,
          "Choose another dataset, or write {dataset: %s, deprecated: allowed}".formatted(sink));
    }
  }

  /** DatasetRules checks a zone's policies for its own datasets. */
  private void classification(
      DatasetGroup group, DatasetSink sink, Datastore store, Dataset dataset) {
    var path = List.of("groups", group.name(), "datasets", sink.toString());
    Classifications.violation(dataset, workspace.classification())
        .ifPresent(offence ->
            findings.error(
                "workspace.classification",
                path,
                "Workspace '%s' does not take dataset '%s', %s"
                    .formatted(workspace.name(), sink, offence),
                "Do without it, or change the workspace's own 'classification'"));
    if (!Team.zoneOf(store.team()).equals(zone)) {
      Classifications.violation(dataset, lookup.policies(zone).classification())
          .ifPresent(offence ->
              findings.error(
                  "policy.classification",
                  path,
                  "Zone '%s' does not allow dataset '%s', %s; group '%s' of workspace '%s' would bring it there"
                      .formatted(zone, sink, offence, group.name(), workspace.name()),
                  "Do without it, or ask the owner of zone '%s' to allow it".formatted(zone)));
    }
  }
}
