package io.trueup.listener.daemon.hooks;

import io.trueup.listener.daemon.forge.ForgeEvent;
import io.trueup.listener.daemon.forge.ForgeEvent.Change;
import io.trueup.listener.daemon.forge.OutsideText;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a genuine delivery requests of one source. Pure. */
sealed interface EventRelevance {

  /** A refresh of the source. */
  record Poke() implements EventRelevance {}

  /** Nothing. */
  record Ignored(String reason) implements EventRelevance {}

  /** Nothing, and it should not have been sent: it is about another repository. */
  record Foreign(String reason) implements EventRelevance {}

  /** How many refs a reason names. */
  int NAMED = 3;

  /**
   * Evaluates an event.
   *
   * @param branch the followed branch
   * @param repositoryId the repository that it must come from; null when any may
   */
  static EventRelevance of(
      ForgeEvent.Understood event, String branch, @Nullable String repositoryId) {
    return switch (event.change()) {
      case Change.Nothing(var reason) -> new Ignored(reason);
      case Change.Refs(var refs) -> ofRepository(event, repositoryId, push(refs, branch));
      case Change.Merge(var target) -> ofRepository(event, repositoryId, merge(target, branch));
      case Change.Unnamed _ -> ofRepository(event, repositoryId, new Poke());
    };
  }

  private static EventRelevance ofRepository(
      ForgeEvent.Understood event, @Nullable String expected, EventRelevance relevance) {
    var actual = event.repository();
    if (expected == null) {
      return relevance;
    }
    if (actual == null) {
      return new Foreign("It names no repository; expected '%s'".formatted(expected));
    }
    return normal(expected).equals(normal(actual))
        ? relevance
        : new Foreign(
            "It comes from repository '%s'; expected '%s'"
                .formatted(OutsideText.shown(actual), expected));
  }

  /** Ids that are UUIDs are written in braces or not, and in either case. */
  private static String normal(String id) {
    var bare =
        id.startsWith("{") && id.endsWith("}") && id.length() > 1
            ? id.substring(1, id.length() - 1)
            : id;
    return bare.toLowerCase(Locale.ROOT);
  }

  private static EventRelevance push(List<String> refs, String branch) {
    if (refs.isEmpty()) {
      return new Ignored("The push names no ref");
    }
    if (refs.contains("refs/heads/" + branch)) {
      return new Poke();
    }
    var named =
        refs.stream()
            .limit(NAMED)
            .map(it -> "'%s'".formatted(OutsideText.shown(it)))
            .collect(Collectors.joining(", "));
    var others = refs.size() <= NAMED ? "" : " and %d more".formatted(refs.size() - NAMED);
    return new Ignored(
        "The push is to %s%s, not to the followed branch '%s'".formatted(named, others, branch));
  }

  private static EventRelevance merge(String target, String branch) {
    return target.equals(branch)
        ? new Poke()
        : new Ignored(
            "The pull request was merged into '%s', not into the followed branch '%s'"
                .formatted(OutsideText.shown(target), branch));
  }
}
