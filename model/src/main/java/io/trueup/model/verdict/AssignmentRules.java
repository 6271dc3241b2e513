package io.trueup.model.verdict;

import io.trueup.model.document.ModelDocument.AssignmentsDocument;
import io.trueup.model.document.tree.PlaceFinder;
import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.DatasetGroup;
import io.trueup.model.ecosystem.GroupKey;
import io.trueup.model.ecosystem.History;
import io.trueup.model.verdict.Finding.Suggestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules for assignments and primary ingestion. */
final class AssignmentRules {

  private final Lookup lookup;
  private final RuleFindings findings;

  AssignmentRules(Lookup lookup, RuleFindings findings) {
    this.lookup = lookup;
    this.findings = findings;
  }

  void check(AssignmentsDocument document) {
    var seen = new HashMap<GroupKey, List<String>>();
    for (var assignment : document.assignments()) {
      assignment(assignment, seen, document);
    }
    document
        .primaryIngestion()
        .forEach((store, platforms) -> {
          if (lookup.store(store) == null) {
            findings.unknownName(
                "primary-ingestion.store-unknown",
                List.of("primaryIngestion", store),
                "Store '%s' does not exist".formatted(store),
                new Suggestion(store, KnownNames.STORES),
                "Declare it, or remove the entry");
          }
          for (var platform : platforms) {
            platform(
                "primary-ingestion.platform-unknown",
                List.of("primaryIngestion", store, platform),
                platform);
            need(store, platform);
          }
        });
  }

  /** A primary platform ingests a store only when some group needs it. */
  private void need(String store, String platform) {
    if (lookup.store(store) != null
        && lookup.platform(platform) != null
        && !lookup.isIngested(platform, store)) {
      findings.warning(
          "primary-ingestion.unneeded",
          List.of("primaryIngestion", store, platform),
          "No assigned group needs store '%s', which platform '%s' would ingest"
              .formatted(store, platform),
          "Remove the entry, or assign a group that wants the store");
    }
  }

  /**
   * Checks an assignment.
   *
   * @param seen by group, the platforms of the document's assignments before it
   */
  private void assignment(
      Assignment assignment, Map<GroupKey, List<String>> seen, AssignmentsDocument document) {
    var group = assignment.groupKey();
    var name = group.toString();
    var path = List.of("assign", name);
    var before = seen.computeIfAbsent(group, _ -> new ArrayList<>());
    var all = count(assignment, lookup.assignments(assignment.workspace(), assignment.group()));
    var isElsewhere = all > count(assignment, document.assignments());
    var item = PlaceFinder.itemStep(before.size());
    if (before.contains(assignment.platform()) || (isElsewhere && all > 1)) {
      findings.error(
          "assignment.twice",
          RuleFindings.below(path, item),
          "'%s' is assigned to platform '%s' twice".formatted(name, assignment.platform()),
          "Remove one of the two");
    }
    before.add(assignment.platform());
    platform(
        "assignment.platform-unknown",
        List.of("assign", name, item, "platform"),
        assignment.platform());
    assignedGroup(assignment, path, item);
  }

  private static long count(Assignment assignment, List<Assignment> among) {
    return among.stream()
        .filter(it ->
            it.platform().equals(assignment.platform())
                && it.workspace().equals(assignment.workspace())
                && it.group().equals(assignment.group()))
        .count();
  }

  private void platform(String rule, List<String> path, String platform) {
    if (lookup.platform(platform) == null) {
      findings.unknownName(
          rule,
          path,
          "Platform '%s' does not exist".formatted(platform),
          new Suggestion(platform, KnownNames.PLATFORMS),
          "Declare it under 'platforms' of the ecosystem");
    }
  }

  private void assignedGroup(Assignment assignment, List<String> path, String item) {
    var workspace = lookup.workspace(assignment.workspace());
    if (workspace == null) {
      findings.unknownName(
          "assignment.workspace-unknown",
          path,
          "Workspace '%s' does not exist".formatted(assignment.workspace()),
          new Suggestion(assignment.workspace(), KnownNames.WORKSPACES),
          "Declare it, or remove the assignment");
      return;
    }
    var group =
        workspace.groups().stream().filter(it -> it.name().equals(assignment.group())).findFirst();
    if (group.isEmpty()) {
      findings.unknownName(
          "assignment.group-unknown",
          path,
          "Workspace '%s' has no group '%s'".formatted(workspace.name(), assignment.group()),
          new Suggestion(assignment.group(), KnownNames.groups(assignment.workspace())),
          "Declare it, or remove the assignment");
    }
    if (workspace.transformer() != null) {
      findings.error(
          "assignment.of-transformer",
          path,
          "Workspace '%s' has a transformer: it runs where its output is needed and is never assigned itself"
              .formatted(workspace.name()),
          "Remove the assignment");
    } else if (workspace.container() == null) {
      findings.error(
          "workspace.no-container",
          path,
          "Workspace '%s' is assigned and has no container".formatted(workspace.name()),
          "Add 'container' to the workspace");
    }
    if (workspace.transformer() == null
        && assignment.status() != Assignment.Status.DECOMMISSIONED) {
      group.ifPresent(it -> requirements(assignment, it, path, item));
    }
  }

  private void requirements(
      Assignment assignment, DatasetGroup group, List<String> path, String item) {
    if (group.requires() == null) {
      findings.error(
          "assignment.no-requirements",
          path,
          "Group '%s' of workspace '%s' is assigned and has no 'requires'"
              .formatted(group.name(), assignment.workspace()),
          "Add 'requires' to the group: what it needs from the platform");
    }
    var platform = lookup.platform(assignment.platform());
    var history = group.history();
    if (platform != null && history != null && !platform.history().satisfies(history)) {
      findings.error(
          "assignment.history",
          RuleFindings.below(path, item, "platform"),
          "Group '%s' of workspace '%s' requires history '%s', and platform '%s' %s"
              .formatted(
                  group.name(),
                  assignment.workspace(),
                  history.text(),
                  assignment.platform(),
                  platform.history() == History.LIVE_ONLY
                      ? "keeps only the newest state"
                      : "keeps every state of a row without marking the live one"),
          platform.history() == History.LIVE_ONLY
              ? "Assign it to a platform that keeps the past"
              : "Assign it to a platform of history 'live-only' or 'live-with-history', or require"
                  + " 'forensic'");
    }
  }
}
