package io.trueup.model.verdict;

import io.trueup.model.document.tree.PlaceFinder;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Suggestions;
import io.trueup.model.verdict.Finding.Located;
import io.trueup.model.verdict.Finding.Suggestion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns findings into problems: looks up exact places, reading each file at fault once, and
 * suggestions for misspelt words. Not thread-safe, except that any thread may look up places.
 */
final class ProblemLocator {

  /** So that a million references to a removed store do not take hours. */
  private static final long MOST_COMPARED = 2_000_000;

  private final ContentReader contents;
  private final @Nullable Ecosystem ecosystem;
  private final @Nullable Ecosystem accepted;
  private final Map<String, PlaceFinder> finders = new HashMap<>();
  private long compared;

  ProblemLocator(ContentReader contents, @Nullable Ecosystem ecosystem) {
    this(contents, ecosystem, null);
  }

  /**
   * Creates a lookup for one version.
   *
   * @param ecosystem the source of suggestions; null for none
   * @param accepted the accepted version, to recognize removed things; null when there is none
   */
  ProblemLocator(
      ContentReader contents, @Nullable Ecosystem ecosystem, @Nullable Ecosystem accepted) {
    this.contents = contents;
    this.ecosystem = ecosystem;
    this.accepted = accepted;
  }

  /** The problems, in the order of the findings. */
  List<Problem> problems(List<Finding> findings) {
    return shown(located(findings));
  }

  /** The findings at their places. */
  synchronized List<Located> located(List<Finding> findings) {
    return findings.stream().map(it -> it.at(place(it))).toList();
  }

  /** The problems to show for findings whose places are known, with suggestions. */
  List<Problem> shown(List<Located> findings) {
    return findings.stream().map(this::shown).toList();
  }

  private Problem shown(Located finding) {
    var suggestion = finding.suggestion();
    var suggested = suggestion == null ? "" : suggested(suggestion);
    var problem = finding.problem();
    return suggested.isEmpty()
        ? problem
        : new Problem(
            problem.rule(), problem.severity(), problem.location(), problem.message(), suggested);
  }

  private Location place(Finding finding) {
    var origin = finding.origin();
    if (origin == null) {
      return Location.NOWHERE;
    }
    var finder = finder(origin);
    return finding.fallbackPath().equals(finding.path())
            || finder.hasPath(origin.index(), finding.path())
        ? finder.locate(origin.index(), finding.path())
        : finder.locate(origin.index(), finding.fallbackPath());
  }

  /** Finds places in the file of a document. */
  PlaceFinder finder(Origin origin) {
    return finders.computeIfAbsent(
        origin.path(), path -> new PlaceFinder(path, contents.read(origin.blob())));
  }

  /** The suggestion; empty when there is none, or after too many words were compared. */
  private String suggested(Suggestion suggestion) {
    if (ecosystem == null || compared > MOST_COMPARED) {
      return "";
    }
    if (accepted != null && suggestion.known().in(accepted).contains(suggestion.wrong())) {
      return "This change removes it: keep it, or remove what names it";
    }
    var known = suggestion.known().in(ecosystem);
    compared += known.size();
    return compared > MOST_COMPARED ? "" : Suggestions.remedy(suggestion.wrong(), known, "");
  }
}
