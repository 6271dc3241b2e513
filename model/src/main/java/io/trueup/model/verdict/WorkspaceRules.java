package io.trueup.model.verdict;

import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Workspace;
import java.util.List;

/** The rules for a workspace, its groups, and the store that its transformer makes. */
final class WorkspaceRules {

  private final Lookup lookup;
  private final RuleFindings findings;
  private final DocumentReferences references;

  WorkspaceRules(Lookup lookup, RuleFindings findings) {
    this.lookup = lookup;
    this.findings = findings;
    this.references = new DocumentReferences(lookup, findings);
  }

  void check(Workspace workspace) {
    references.checkTeam(workspace.team());
    references.checkContainer(
        "workspace.container-unknown",
        List.of("container"),
        workspace.team(),
        workspace.container());
    references.checkWritable(
        "workspace.container-read-only",
        List.of("container"),
        workspace.team(),
        workspace.container());
    var transformer = workspace.transformer();
    if (transformer != null) {
      output(workspace, transformer.output());
    }
    var groups = new GroupRules(lookup, findings, workspace);
    workspace.groups().forEach(groups::check);
    new DataRouteRules(lookup, findings, workspace).check();
  }

  private void output(Workspace workspace, Datastore output) {
    if (workspace.container() == null) {
      findings.error(
          "workspace.no-container",
          List.of("transformer"),
          "Workspace '%s' has a transformer and no container".formatted(workspace.name()),
          "Add 'container'");
    }
    new StoreRules(lookup, findings).storage(output, List.of("container"));
    new DatasetRules(lookup, findings)
        .check(output, output.datasets().values(), List.of("transformer", "output", "datasets"));
  }
}
