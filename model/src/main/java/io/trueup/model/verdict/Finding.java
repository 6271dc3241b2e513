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
 * A problem whose exact place and suggestion are looked up only when it is shown. Immutable, except
 * that it caches its place.
 */
final class Finding {

  private final String rule;
  private final Severity severity;
  private final @Nullable Origin origin;
  private final List<String> path;
  private final String message;
  private final String remedy;
  private final @Nullable Suggestion suggestion;
  private final List<String> fallbackPath;

  /** The cached place; it never changes, because the origin never does. */
  private volatile @Nullable Location location;

  /**
   * A word that the author probably misspelt. The intended word is looked up only when the problem
   * is shown, because it depends on all declarations.
   *
   * @param known the words that the author could have meant
   */
  record Suggestion(String wrong, Function<Ecosystem, Collection<String>> known) {}

  /**
   * Creates a finding.
   *
   * @param origin the document at fault; null for the model as a whole
   * @param path names of fields from the document down to the place
   * @param remedy what to do, if there is no suggestion
   * @param suggestion null for none
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
    this.fallbackPath = otherwise;
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

  /** The same finding with a suggestion. */
  Finding suggesting(Suggestion wanted) {
    return new Finding(rule, severity, origin, path, message, remedy, wanted, fallbackPath);
  }

  /** The same finding with another path, for documents that do not contain the first one. */
  Finding withFallback(List<String> another) {
    return new Finding(rule, severity, origin, path, message, remedy, suggestion, another);
  }

  /** The path to use when the document does not contain {@link #path()}. */
  List<String> fallbackPath() {
    return fallbackPath;
  }

  /** The problem, with its place looked up. */
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
