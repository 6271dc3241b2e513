package io.trueup.listener.daemon.hooks;

import io.trueup.listener.daemon.hooks.EventRelevance.Foreign;
import io.trueup.listener.daemon.hooks.EventRelevance.Ignored;
import io.trueup.listener.daemon.hooks.EventRelevance.Malformed;
import io.trueup.listener.daemon.hooks.EventRelevance.Poke;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Decides whether a GitHub event concerns a branch. Pure: the payload is used for nothing else. */
final class GitHubEvents {

  private static final int SHOWN = 120;

  private GitHubEvents() {}

  /**
   * * Evaluates an event.
   *
   * @param event as the header names it
   * @param branch the followed branch
   * @param repositoryId the repository that it must come from; null when any may
   */
  static EventRelevance evaluate(
      String event, byte[] body, String branch, @Nullable String repositoryId) {
    try {
      var payload = GitHubPayload.read(body);
      return switch (event) {
        case "push" -> ofRepository(payload, repositoryId, push(payload, branch));
        case "pull_request" -> ofRepository(payload, repositoryId, pullRequest(payload, branch));
        case "ping" -> new Ignored("A ping only tests the hook");
        default -> new Ignored("Events of kind '%s' request nothing".formatted(shown(event)));
      };
    } catch (IOException _) {
      // Jackson's message quotes the payload, which the sender already knows.
      return new Malformed(
          "The body is not a JSON object, or it is nested too deeply or has too long a value");
    }
  }

  private static EventRelevance ofRepository(
      GitHubPayload payload, @Nullable String expected, EventRelevance relevance) {
    if (expected == null || expected.equals(payload.repositoryId())) {
      return relevance;
    }
    return payload.repositoryId() == null
        ? new Foreign("It names no repository; expected number %s".formatted(expected))
        : new Foreign(
            "It comes from repository number %s; expected number %s"
                .formatted(shown(payload.repositoryId()), expected));
  }

  private static EventRelevance push(GitHubPayload payload, String branch) {
    if (payload.ref() == null) {
      return new Ignored("The push names no ref");
    }
    return payload.ref().equals("refs/heads/" + branch)
        ? new Poke()
        : new Ignored(
            "The push is to '%s', not to the followed branch '%s'"
                .formatted(shown(payload.ref()), branch));
  }

  private static EventRelevance pullRequest(GitHubPayload payload, String branch) {
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
            "The pull request was merged into '%s', not into the followed branch '%s'"
                .formatted(shown(String.valueOf(payload.baseRef())), branch));
  }

  /** Text from outside, made safe to show and store. */
  private static String shown(String text) {
    var line = text.replaceAll("\\p{C}", "?");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
