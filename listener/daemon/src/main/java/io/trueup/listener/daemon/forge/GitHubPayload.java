package io.trueup.listener.daemon.forge;

import io.trueup.listener.daemon.edge.UrlEncodedForm;
import io.trueup.listener.daemon.forge.ForgeEvent.Change;
import io.trueup.listener.daemon.forge.ForgeReader.Claims;
import io.trueup.listener.daemon.forge.JsonFacts.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the payloads of GitHub, whose form Gitea and Forgejo share. */
final class GitHubPayload {

  private static final String NO_PAYLOAD =
      "The form does not have exactly one decodable field 'payload'";

  private static final String REF = "/ref";
  private static final String ACTION = "/action";
  private static final String MERGED = "/pull_request/merged";
  private static final String BASE_REF = "/pull_request/base/ref";
  private static final String REPOSITORY_ID = "/repository/id";

  private static final String AFTER = "/after";
  private static final String PUSHER_NAME = "/pusher/name";
  private static final String PUSHER_LOGIN = "/pusher/login";
  private static final String MERGE_COMMIT = "/pull_request/merge_commit_sha";
  private static final String MERGED_BY = "/pull_request/merged_by/login";
  private static final String NUMBER = "/pull_request/number";
  private static final String TITLE = "/pull_request/title";
  private static final String URL = "/pull_request/html_url";

  private static final JsonFacts.Wanted WANTED =
      JsonFacts.Wanted.of(
          Map.ofEntries(
              Map.entry(REF, Kind.TEXT),
              Map.entry(ACTION, Kind.TEXT),
              Map.entry(MERGED, Kind.FLAG),
              Map.entry(BASE_REF, Kind.TEXT),
              Map.entry(REPOSITORY_ID, Kind.NUMBER),
              Map.entry(AFTER, Kind.TEXT),
              Map.entry(PUSHER_NAME, Kind.TEXT),
              Map.entry(PUSHER_LOGIN, Kind.TEXT),
              Map.entry(MERGE_COMMIT, Kind.TEXT),
              Map.entry(MERGED_BY, Kind.TEXT),
              Map.entry(NUMBER, Kind.NUMBER),
              Map.entry(TITLE, Kind.TEXT),
              Map.entry(URL, Kind.TEXT)));

  private GitHubPayload() {}

  /** The payload of a form; empty when it has none. */
  static Optional<byte[]> ofForm(byte[] form) {
    return UrlEncodedForm.field(form, "payload");
  }

  /**
   * Reads a payload.
   *
   * @param json empty when a form has none
   */
  static ForgeEvent read(Claims claims, Optional<byte[]> json) {
    return json.map(it -> read(claims, it))
        .orElseGet(
            () -> new ForgeEvent.Unreadable(claims.deliveryId(), claims.event(), NO_PAYLOAD));
  }

  private static ForgeEvent read(Claims claims, byte[] json) {
    try {
      var facts = JsonFacts.read(json, WANTED);
      return new ForgeEvent.Understood(
          claims.deliveryId(),
          claims.event(),
          facts.one(REPOSITORY_ID),
          change(claims.event(), facts),
          heads(claims.event(), facts));
    } catch (IOException _) {
      return new ForgeEvent.Unreadable(claims.deliveryId(), claims.event(), JsonFacts.UNREADABLE);
    }
  }

  private static Change change(String event, JsonFacts facts) {
    return switch (event) {
      case "push" -> new Change.Refs(facts.values(REF));
      case "pull_request" -> pullRequest(facts);
      case "ping" -> new Change.Nothing("A ping only tests the hook");
      default -> Changes.unknown(event);
    };
  }

  private static List<MovedHead> heads(String event, JsonFacts facts) {
    return switch (event) {
      case "push" ->
          MovedHead.pushed(
              facts.one(REF), facts.one(AFTER), facts.firstOf(PUSHER_NAME, PUSHER_LOGIN));
      case "pull_request" ->
          MovedHead.merged(
              facts.one(BASE_REF),
              facts.one(MERGE_COMMIT),
              facts.one(MERGED_BY),
              MovedHead.pullRequest(facts.one(NUMBER), facts.one(TITLE), facts.one(URL)));
      default -> List.of();
    };
  }

  private static Change pullRequest(JsonFacts facts) {
    if (!"closed".equals(facts.one(ACTION))) {
      return new Change.Nothing(
          "The pull request was '%s', and only a merge changes the branch"
              .formatted(OutsideText.shown(facts.one(ACTION))));
    }
    return facts.isTrue(MERGED)
        ? Changes.mergedInto(facts.one(BASE_REF))
        : new Change.Nothing("The pull request was closed without being merged");
  }
}
