package io.trueup.model.verdict;

import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.verdict.Finding.Suggestion;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The references that several kinds of documents make. */
final class DocumentReferences {

  private final Lookup lookup;
  private final RuleFindings findings;

  DocumentReferences(Lookup lookup, RuleFindings findings) {
    this.lookup = lookup;
    this.findings = findings;
  }

  /** That a team exists which a document says it belongs to. */
  void team(String team) {
    if (lookup.team(team) == null) {
      findings.unknown(
          "team.unknown",
          List.of("team"),
          "Team '%s' does not exist".formatted(team),
          new Suggestion(team, it -> it.teams().keySet()),
          "Define it with a Team document");
    }
  }

  /** That a container exists, if one is named. */
  void container(String rule, List<String> path, String team, @Nullable String reference) {
    if (reference == null || lookup.container(team, reference) != null) {
      return;
    }
    if (reference.indexOf('/') < 0 && lookup.team(team) == null) {
      return; // That the team does not exist is the one problem.
    }
    findings.unknown(
        rule,
        path,
        "Container '%s' does not exist".formatted(reference),
        new Suggestion(reference, it -> containers(it, team)),
        "Name one of this team, or zone/team/name of another");
  }

  private static Collection<String> containers(Ecosystem ecosystem, String team) {
    var known = new TreeSet<>(ecosystem.containers().keySet());
    var own = ecosystem.teams().find(team);
    if (own != null) {
      known.addAll(own.containers().keySet());
    }
    return known;
  }
}
