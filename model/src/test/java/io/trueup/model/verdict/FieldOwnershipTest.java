package io.trueup.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.Mutations;
import io.trueup.model.document.DocumentKind;
import io.trueup.model.document.ModelDocument;
import io.trueup.model.document.fragment.Declarations;
import io.trueup.model.document.fragment.Fragment;
import io.trueup.model.document.fragment.Fragment.Declared;
import io.trueup.model.ecosystem.RepositoryBranch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Changes every component of every record of a document, one at a time: the change is rejected from
 * a stranger's repository and accepted from the owner's. Reflection finds components that are added
 * later.
 */
class FieldOwnershipTest {

  private static final List<Declared> DOCUMENTS = Declarations.ofEverything();

  private static final RepositoryBranch STRANGER =
      RepositoryBranch.parse("github.com/mallory/model@main");

  private static final Map<DocumentKind, RepositoryBranch> OWNERS =
      Map.of(
          DocumentKind.ECOSYSTEM, RepositoryBranch.parse("github.com/acme/model@ecosystem"),
          DocumentKind.ASSIGNMENTS, RepositoryBranch.parse("github.com/acme/model@ecosystem"),
          DocumentKind.GOVERNANCE_ZONE, RepositoryBranch.parse("github.com/acme/usa@main"));

  private static final RepositoryBranch TEAM = RepositoryBranch.parse("github.com/acme/sales@main");

  /** The changes that are rejected even from the owner, by the place in a document. */
  private static final Map<String, Set<String>> REFUSED =
      Map.of(
          "EcosystemDocument.ecosystem.zones",
          Set.of("ownership.still-defined"),
          "GovernanceZoneDocument.zone.name",
          Set.of("ownership.undeclared", "ownership.still-defined"),
          "GovernanceZoneDocument.zone.teams",
          Set.of("ownership.still-defined"),
          "TeamDocument.team.name",
          Set.of("ownership.undeclared"),
          "DatastoreDocument.store.team",
          Set.of("ownership.undeclared"),
          "DatasetsDocument.team",
          Set.of("ownership.undeclared"),
          "WorkspaceDocument.workspace.team",
          Set.of("ownership.undeclared"));

  @Test
  void refusesEveryChangeFromAStrangerAndAllowsItToTheOwner() {
    var base = linked(DOCUMENTS);
    var changed = new TreeSet<String>();
    var refused = new TreeMap<String, Set<String>>();
    for (var declared : DOCUMENTS) {
      Mutations.each(
          declared.document(),
          (place, other) -> {
            if (other.equals(declared.document())) {
              return;
            }
            changed.add(place.component());
            var head = linked(with(declared, (ModelDocument) other));
            assertThat(rules(base, head, STRANGER))
                .as("%s, from a stranger", place.path())
                .contains("ownership.source-unknown")
                .hasSizeGreaterThan(1);
            var owner = OWNERS.getOrDefault(declared.document().kind(), TEAM);
            for (var rule : rules(base, head, owner)) {
              refused.computeIfAbsent(place.path(), _ -> new TreeSet<>()).add(rule);
            }
          });
    }

    assertThat(refused).isEqualTo(REFUSED);
    assertThat(changed).containsAll(Mutations.components(ModelDocument.class));
  }

  private static List<Declared> with(Declared declared, ModelDocument other) {
    var documents = new ArrayList<>(DOCUMENTS);
    documents.set(documents.indexOf(declared), Declarations.with(declared, other));
    return documents;
  }

  private static LinkedDocuments linked(List<Declared> documents) {
    var file = new ModelFile("x.yaml", "", new Fragment(documents, List.of()));
    if (Linker.link(null, ModelFiles.of(List.of(file))) instanceof Linker.Result.Valid fits) {
      return fits.linked();
    }
    throw new AssertionError("Not linked: " + documents);
  }

  private static final ContentReader NOTHING = _ -> new byte[0];

  private static Set<String> rules(
      LinkedDocuments base, LinkedDocuments head, RepositoryBranch source) {
    var rules = new TreeSet<String>();
    for (var finding :
        Ownership.findings(
            DeclaredVersion.of(base, NOTHING), head, source, new ProblemLocator(NOTHING, null))) {
      rules.add(finding.rule());
    }
    return rules;
  }
}
