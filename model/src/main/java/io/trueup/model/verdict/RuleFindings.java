package io.trueup.model.verdict;

import java.util.ArrayList;
import java.util.List;

/** Collects what rules find in one document. Not thread-safe. */
final class RuleFindings {

  private final Origin origin;
  private final List<Finding> findings = new ArrayList<>();

  RuleFindings(Origin origin) {
    this.origin = origin;
  }

  List<Finding> all() {
    return findings;
  }

  /** Notes an error at a path within the document. */
  void error(String rule, List<String> path, String message, String remedy) {
    findings.add(Finding.error(rule, origin, path, message, remedy));
  }

  /** Notes a warning at a path within the document. */
  void warning(String rule, List<String> path, String message, String remedy) {
    findings.add(Finding.warning(rule, origin, path, message, remedy));
  }

  /** The path to a part of what another path leads to. */
  static List<String> below(List<String> path, String... names) {
    var longer = new ArrayList<>(path);
    longer.addAll(List.of(names));
    return List.copyOf(longer);
  }

  /** Notes a warning about a word that means nothing, or nothing yet. */
  void doubtful(
      String rule,
      List<String> path,
      String message,
      Finding.Suggestion suggestion,
      String otherwise) {
    findings.add(Finding.warning(rule, origin, path, message, otherwise).suggesting(suggestion));
  }

  /** Notes an error about a word that means nothing. */
  void unknown(
      String rule,
      List<String> path,
      String message,
      Finding.Suggestion suggestion,
      String otherwise) {
    findings.add(Finding.error(rule, origin, path, message, otherwise).suggesting(suggestion));
  }
}
