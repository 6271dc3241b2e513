package io.trueup.model.verdict;

import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A problem before it is shown: its exact place is looked up, and what was probably meant looked
 * for, only then. A value but for that it remembers its place.
 */
final class Finding {

  private final String rule;
  private final Severity severity;
  private final @Nullable Origin origin;
  private final List<String> path;
  private final String message;
  private final String remedy;
  private final @Nullable Suggestion suggestion;
  private final List<String> otherwise;

  /** Of the origin's file as it was read; an origin never changes. */
  private volatile @Nullable Location location;

  /**
   * A word that was probably meant to be another; which one is only looked for when the problem is
   * shown, for it depends on all that is declared.
   *
   * @param known the words that could have been meant
   */
  record Suggestion(String wrong, Function<Ecosystem, Collection<String>> known) {}

  /**
   * A finding.
   *
   * @param origin the document at fault; null for the model as a whole
   * @param path names of fields from the document down to the place
   * @param remedy what to do, if nothing can be suggested
   * @param suggestion null when none is wanted
   */
  Finding(
      String rule,
      Severity severity,
      @Nullable Origin origin,
      List<String> path,
      String message,
      String remedy,
      @Nullable Suggestion suggestion) {
    this(rule, severity, origin, path, message, remedy, suggestion, path);
  }

  private Finding(
      String rule,
      Severity severity,
      @Nullable Origin origin,
      List<String> path,
      String message,
      String remedy,
      @Nullable Suggestion suggestion,
      List<String> otherwise) {
    this.otherwise = otherwise;
    this.rule = rule;
    this.severity = severity;
    this.origin = origin;
    this.path = path;
    this.message = message;
    this.remedy = remedy;
    this.suggestion = suggestion;
  }

  static Finding error(
      String rule, @Nullable Origin origin, List<String> path, String message, String remedy) {
    return new Finding(rule, Severity.ERROR, origin, path, message, remedy, null);
  }

  static Finding warning(
      String rule, @Nullable Origin origin, List<String> path, String message, String remedy) {
    return new Finding(rule, Severity.WARNING, origin, path, message, remedy, null);
  }

  /** The same with a suggestion. */
  Finding suggesting(Suggestion wanted) {
    return new Finding(rule, severity, origin, path, message, remedy, wanted, otherwise);
  }

  /** The same at another place, where the document does not write what the path leads to. */
  Finding or(List<String> another) {
    return new Finding(rule, severity, origin, path, message, remedy, suggestion, another);
  }

  /** Where it is when the path leads nowhere. */
  List<String> otherwise() {
    return otherwise;
  }

  /** The problem, where its place was looked up. */
  Problem problem(Function<Finding, Location> places, Function<Suggestion, String> suggestions) {
    var known = location;
    if (known == null) {
      known = places.apply(this);
      location = known;
    }
    var suggested = suggestion == null ? "" : suggestions.apply(suggestion);
    return new Problem(rule, severity, known, message, suggested.isEmpty() ? remedy : suggested);
  }

  @Nullable Origin origin() {
    return origin;
  }

  List<String> path() {
    return path;
  }
}
