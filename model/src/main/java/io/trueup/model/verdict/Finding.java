package io.trueup.model.verdict;

import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem whose exact place and suggestion are not looked up yet.
 *
 * @param origin the document at fault; null for the model as a whole
 * @param path names of fields from the document down to the place
 * @param fallbackPath the path to use when the document does not contain {@code path}
 * @param remedy what to do, if there is no suggestion
 * @param suggestion null for none
 */
record Finding(
    String rule,
    Severity severity,
    @Nullable Origin origin,
    List<String> path,
    List<String> fallbackPath,
    String message,
    String remedy,
    @Nullable Suggestion suggestion) {

  /**
   * A word that the author probably misspelt. The intended word is looked up only when the problem
   * is shown, because it depends on all declarations.
   *
   * @param known the words that the author could have meant
   */
  record Suggestion(String wrong, KnownNames known) {}

  /**
   * A finding with its place, which never changes, because the document at fault does not: a
   * document that changes or moves is checked again.
   *
   * @param problem without the suggestion
   * @param suggestion null for none
   */
  record Located(Problem problem, @Nullable Suggestion suggestion) {}

  static Finding error(
      String rule, @Nullable Origin origin, List<String> path, String message, String remedy) {
    return of(rule, Severity.ERROR, origin, path, message, remedy);
  }

  static Finding warning(
      String rule, @Nullable Origin origin, List<String> path, String message, String remedy) {
    return of(rule, Severity.WARNING, origin, path, message, remedy);
  }

  /** A finding without a suggestion. */
  static Finding of(
      String rule,
      Severity severity,
      @Nullable Origin origin,
      List<String> path,
      String message,
      String remedy) {
    return new Finding(rule, severity, origin, path, path, message, remedy, null);
  }

  /** The same finding with a suggestion. */
  Finding suggesting(Suggestion wanted) {
    return new Finding(rule, severity, origin, path, fallbackPath, message, remedy, wanted);
  }

  /** The same finding with another path, for documents that do not contain the first one. */
  Finding withFallback(List<String> another) {
    return new Finding(rule, severity, origin, path, another, message, remedy, suggestion);
  }

  /** The finding at its place. */
  Located at(Location location) {
    return new Located(new Problem(rule, severity, location, message, remedy), suggestion);
  }
}
