package io.trueup.model.verdict;

import io.trueup.model.verdict.Finding.Suggestion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules for references that several kinds of documents make. */
final class DocumentReferences {

  private final Lookup lookup;
  private final RuleFindings findings;

  DocumentReferences(Lookup lookup, RuleFindings findings) {
    this.lookup = lookup;
    this.findings = findings;
  }

  /** Checks that a document's team exists. */
  void checkTeam(String team) {
    if (!lookup.hasTeam(team)) {
      findings.unknownName(
          "team.unknown",
          List.of("team"),
          "Team '%s' does not exist".formatted(team),
          new Suggestion(team, KnownNames.TEAMS),
          "Define it with a Team document");
    }
  }

  /** Checks that a container exists, if the document names one. */
  void checkContainer(String rule, List<String> path, String team, @Nullable String reference) {
    if (reference == null || lookup.container(team, reference) != null) {
      return;
    }
    if (reference.indexOf('/') < 0 && !lookup.hasTeam(team)) {
      return; // The missing team is the one problem.
    }
    findings.unknownName(
        rule,
        path,
        "Container '%s' does not exist".formatted(reference),
        new Suggestion(reference, KnownNames.containers(team)),
        "Name one of this team, or zone/team/name of another");
  }

  /** Checks that a container to which data would be written is not read-only. */
  void checkWritable(
      String rule, List<String> path, @Nullable String team, @Nullable String reference) {
    var container = reference == null ? null : lookup.container(team, reference);
    if (container != null && container.isReadOnly()) {
      findings.error(
          rule,
          path,
          "Container '%s' is read-only and would be written to"
              .formatted(container.qualifiedName()),
          "Name another, or remove its 'readOnly'");
    }
  }
}
