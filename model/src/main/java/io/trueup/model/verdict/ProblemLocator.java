package io.trueup.model.verdict;

import io.trueup.model.document.tree.PlaceFinder;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Suggestions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns findings into problems: looks up exact places, reading each file at fault once, and
 * suggestions for misspelt words. Not thread-safe.
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
    return findings.stream().map(it -> it.problem(this::place, this::suggested)).toList();
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
  private String suggested(Finding.Suggestion suggestion) {
    if (ecosystem == null || compared > MOST_COMPARED) {
      return "";
    }
    if (accepted != null && suggestion.known().apply(accepted).contains(suggestion.wrong())) {
      return "This change removes it: keep it, or remove what names it";
    }
    var known = suggestion.known().apply(ecosystem);
    compared += known.size();
    return compared > MOST_COMPARED ? "" : Suggestions.remedy(suggestion.wrong(), known, "");
  }
}
