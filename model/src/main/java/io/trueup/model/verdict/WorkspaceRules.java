package io.trueup.model.verdict;

import io.trueup.model.ecosystem.DatasetSink;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.verdict.Finding.Suggestion;
import java.util.Collection;
import java.util.List;

/** A workspace, its groups and what they want. */
final class WorkspaceRules {

  private final Lookup lookup;
  private final RuleFindings findings;
  private final DocumentReferences references;

  WorkspaceRules(Lookup lookup, RuleFindings findings) {
    this.lookup = lookup;
    this.findings = findings;
    this.references = new DocumentReferences(lookup, findings);
  }

  void judge(Workspace workspace) {
    references.team(workspace.team());
    references.container(
        "workspace.container-unknown",
        List.of("container"),
        workspace.team(),
        workspace.container());
    if (workspace.transformer() != null && workspace.container() == null) {
      findings.error(
          "workspace.no-container",
          List.of("transformer"),
          "Workspace '%s' has a transformer and no container".formatted(workspace.name()),
          "Add 'container'");
    }
    for (var group : workspace.groups()) {
      for (var sink : group.sinks()) {
        sink(sink, List.of("groups", group.name(), "datasets", sink.toString()));
      }
    }
  }

  private void sink(DatasetSink sink, List<String> path) {
    if (lookup.store(sink.store()) == null) {
      findings.unknown(
          "group.store-unknown",
          path,
          "Store '%s' does not exist".formatted(sink.store()),
          new Suggestion(sink.store(), it -> it.stores().keySet()),
          "Declare it, or remove the sink");
    } else if (lookup.dataset(sink.store(), sink.dataset()) == null) {
      findings.unknown(
          "group.dataset-unknown",
          path,
          "Store '%s' has no dataset '%s'".formatted(sink.store(), sink.dataset()),
          new Suggestion(sink.dataset(), it -> datasets(it, sink.store())),
          "Declare it, or remove the sink");
    }
  }

  private static Collection<String> datasets(Ecosystem ecosystem, String store) {
    var found = ecosystem.stores().find(store);
    return found == null ? List.of() : found.datasets().keySet();
  }
}
