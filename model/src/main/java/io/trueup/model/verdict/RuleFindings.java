package io.trueup.model.verdict;

import io.trueup.model.verdict.Finding.Suggestion;
import java.util.ArrayList;
import java.util.List;

/** Collects the findings of rules in one document. Not thread-safe. */
final class RuleFindings {

  private final Origin origin;
  private final List<Finding> findings = new ArrayList<>();

  RuleFindings(Origin origin) {
    this.origin = origin;
  }

  List<Finding> all() {
    return findings;
  }

  /** Adds an error at a path within the document. */
  void error(String rule, List<String> path, String message, String remedy) {
    findings.add(Finding.error(rule, origin, path, message, remedy));
  }

  /** Adds a warning at a path within the document. */
  void warning(String rule, List<String> path, String message, String remedy) {
    findings.add(Finding.warning(rule, origin, path, message, remedy));
  }

  /** A path with more steps. */
  static List<String> below(List<String> path, String... names) {
    var longer = new ArrayList<>(path);
    longer.addAll(List.of(names));
    return List.copyOf(longer);
  }

  /** Adds a warning about a name that does not exist, perhaps not yet. */
  void unknownNameWarning(
      String rule, List<String> path, String message, Suggestion suggestion, String otherwise) {
    findings.add(Finding.warning(rule, origin, path, message, otherwise).suggesting(suggestion));
  }

  /** Adds an error about a name that does not exist. */
  void unknownName(
      String rule, List<String> path, String message, Suggestion suggestion, String otherwise) {
    findings.add(Finding.error(rule, origin, path, message, otherwise).suggesting(suggestion));
  }
}
