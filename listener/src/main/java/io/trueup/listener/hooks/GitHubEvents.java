package io.trueup.listener.hooks;

import io.trueup.listener.hooks.Judgement.Foreign;
import io.trueup.listener.hooks.Judgement.Ignored;
import io.trueup.listener.hooks.Judgement.Malformed;
import io.trueup.listener.hooks.Judgement.Poke;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether an event of GitHub concerns a branch. Pure: nothing that the payload says is used
 * for anything else.
 */
final class GitHubEvents {

  private static final int SHOWN = 120;

  private GitHubEvents() {}

  /**
   * Judges an event.
   *
   * @param event as the header names it
   * @param branch that is followed
   * @param repositoryId that it must come from; null when any may
   */
  static Judgement judge(String event, byte[] body, String branch, @Nullable String repositoryId) {
    try {
      var payload = GitHubPayload.read(body);
      return switch (event) {
        case "push" -> ofRepository(payload, repositoryId, push(payload, branch));
        case "pull_request" -> ofRepository(payload, repositoryId, pullRequest(payload, branch));
        case "ping" -> new Ignored("A ping only shows that the hook is reached");
        default -> new Ignored("Events of kind '%s' ask for nothing".formatted(shown(event)));
      };
    } catch (IOException _) {
      // Jackson's text quotes the payload; the sender knows it already.
      return new Malformed(
          "The body is not a JSON object, or it is too deep or too long in one place");
    }
  }

  private static Judgement ofRepository(
      GitHubPayload payload, @Nullable String expected, Judgement judgement) {
    if (expected == null || expected.equals(payload.repositoryId())) {
      return judgement;
    }
    return payload.repositoryId() == null
        ? new Foreign("It names no repository, and it must come from number %s".formatted(expected))
        : new Foreign(
            "It comes from repository number %s, and not from number %s"
                .formatted(shown(payload.repositoryId()), expected));
  }

  private static Judgement push(GitHubPayload payload, String branch) {
    if (payload.ref() == null) {
      return new Ignored("The push names no ref");
    }
    return payload.ref().equals("refs/heads/" + branch)
        ? new Poke()
        : new Ignored(
            "The push is to '%s', and not to the followed branch '%s'"
                .formatted(shown(payload.ref()), branch));
  }

  private static Judgement pullRequest(GitHubPayload payload, String branch) {
    if (!"closed".equals(payload.action())) {
      return new Ignored(
          "The pull request was '%s', and only a merge changes the branch"
              .formatted(shown(String.valueOf(payload.action()))));
    }
    if (!payload.isMerged()) {
      return new Ignored("The pull request was closed without being merged");
    }
    return branch.equals(payload.baseRef())
        ? new Poke()
        : new Ignored(
            "The pull request was merged into '%s', and not into the followed branch '%s'"
                .formatted(shown(String.valueOf(payload.baseRef())), branch));
  }

  /** Somebody else's text, fit to be shown and stored. */
  private static String shown(String text) {
    var line = text.replaceAll("\\p{C}", "?");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
