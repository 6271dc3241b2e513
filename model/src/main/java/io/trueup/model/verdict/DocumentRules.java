package io.trueup.model.verdict;

import io.trueup.model.document.ModelDocument.AssignmentsDocument;
import io.trueup.model.document.ModelDocument.DatasetsDocument;
import io.trueup.model.document.ModelDocument.DatastoreDocument;
import io.trueup.model.document.ModelDocument.EcosystemDocument;
import io.trueup.model.document.ModelDocument.GovernanceZoneDocument;
import io.trueup.model.document.ModelDocument.TeamDocument;
import io.trueup.model.document.ModelDocument.WorkspaceDocument;
import io.trueup.model.verdict.LinkedDocuments.Placed;
import java.util.List;

/**
 * The rules that need the whole model (domain §2), by the kind of document. A rule's findings
 * depend only on its document and on the facts that it asked the {@link Lookup} for.
 */
final class DocumentRules {

  private DocumentRules() {}

  static List<Finding> check(Placed placed, Lookup lookup) {
    var findings = new RuleFindings(placed.origin());
    switch (placed.declared().document()) {
      case EcosystemDocument(var ecosystem) ->
          new EcosystemRules(lookup, findings).check(ecosystem);
      case GovernanceZoneDocument(var zone) -> new ZoneRules(lookup, findings).check(zone);
      case TeamDocument(var team) -> new TeamRules(lookup, findings).check(team);
      case DatastoreDocument(var store) -> new StoreRules(lookup, findings).check(store);
      case DatasetsDocument datasets -> new StoreRules(lookup, findings).check(datasets);
      case WorkspaceDocument(var workspace) ->
          new WorkspaceRules(lookup, findings).check(workspace);
      case AssignmentsDocument assignments ->
          new AssignmentRules(lookup, findings).check(assignments);
    }
    return findings.all();
  }
}
