package io.trueup.listener.daemon.forge;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ref that moved to a commit, and who moved it, as the payload says; none of it is checked.
 *
 * @param ref in full
 * @param commit as the payload writes it
 * @param pushedBy null when the payload does not say
 * @param mergedBy null when the payload does not say
 * @param pullRequest null when the payload names none
 */
public record MovedHead(
    String ref,
    String commit,
    @Nullable String pushedBy,
    @Nullable String mergedBy,
    @Nullable NamedPullRequest pullRequest) {

  /**
   * A pull request, as the payload names it.
   *
   * @param number in digits
   */
  public record NamedPullRequest(String number, @Nullable String title, @Nullable String url) {}

  /** The pull request of a payload; null when it has no number. */
  static @Nullable NamedPullRequest pullRequest(
      @Nullable String number, @Nullable String title, @Nullable String url) {
    return number == null ? null : new NamedPullRequest(number, title, url);
  }

  /** The head of a merged pull request; none when a part is missing. */
  static List<MovedHead> merged(
      @Nullable String branch,
      @Nullable String commit,
      @Nullable String mergedBy,
      @Nullable NamedPullRequest pullRequest) {
    return branch == null || commit == null
        ? List.of()
        : List.of(new MovedHead(Changes.inFull(branch), commit, null, mergedBy, pullRequest));
  }

  /** The head of a push of one ref; none when a part is missing. */
  static List<MovedHead> pushed(
      @Nullable String ref, @Nullable String commit, @Nullable String pushedBy) {
    return ref == null || commit == null
        ? List.of()
        : List.of(new MovedHead(ref, commit, pushedBy, null, null));
  }

  /**
   * The heads of a push of several refs, each in an object of its own.
   *
   * @param refs pointer to the refs
   * @param commits pointer to the commits, which have the same place up to their last names
   */
  static List<MovedHead> pushed(
      JsonFacts facts, String refs, String commits, @Nullable String pushedBy) {
    var heads = new ArrayList<MovedHead>();
    var common = refs.substring(0, refs.indexOf('*') + 1);
    for (var ref : facts.all(refs)) {
      var end = ref.path().length() - (refs.length() - common.length());
      var commit =
          facts.at(commits, ref.path().substring(0, end) + commits.substring(common.length()));
      heads.addAll(pushed(ref.value(), commit, pushedBy));
    }
    return List.copyOf(heads);
  }
}
