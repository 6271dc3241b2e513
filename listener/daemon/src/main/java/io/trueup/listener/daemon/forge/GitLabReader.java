package io.trueup.listener.daemon.forge;

import io.trueup.listener.daemon.forge.ForgeEvent.Change;
import io.trueup.listener.daemon.forge.JsonFacts.Kind;
import io.trueup.platforms.spi.Secret;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * GitLab: webhooks of projects and groups, and system hooks. A secret that begins with {@code
 * whsec_} signs, any other is sent as it is.
 */
final class GitLabReader implements ForgeReader {

  private static final String TOKEN = "X-Gitlab-Token";
  private static final List<String> KEPT =
      List.of("User-Agent", "X-Gitlab-Instance", "X-Gitlab-Webhook-UUID", "webhook-timestamp");

  // The event's UUID is the best id that versions before 17.4 have: events that one event causes
  // share it, which makes a repetition of what is none, and so no more than a poke.
  private static final HeadRules RULES =
      new HeadRules(
          List.of("Idempotency-Key", "webhook-id", "X-Gitlab-Event-UUID"),
          false,
          List.of("X-Gitlab-Event"),
          List.of(HeadRules.JSON));

  private static final String KIND = "/object_kind";
  private static final String NAME = "/event_name";
  private static final String REF = "/ref";
  private static final String REFS = "/refs/*";
  private static final String CHANGED = "/changes/*/ref";
  private static final String ACTION = "/object_attributes/action";
  private static final String TARGET = "/object_attributes/target_branch";
  private static final String PROJECT = "/project/id";
  private static final String PROJECT_ID = "/project_id";

  private static final String AFTER = "/after";
  private static final String CHANGED_AFTER = "/changes/*/after";
  private static final String USER = "/user_username";
  private static final String USER_NAME = "/user_name";
  private static final String MERGER = "/user/username";
  private static final String MERGE_COMMIT = "/object_attributes/merge_commit_sha";
  private static final String SQUASH_COMMIT = "/object_attributes/squash_commit_sha";
  private static final String LAST_COMMIT = "/object_attributes/last_commit/id";
  private static final String NUMBER = "/object_attributes/iid";
  private static final String TITLE = "/object_attributes/title";
  private static final String URL = "/object_attributes/url";

  private static final JsonFacts.Wanted WANTED =
      JsonFacts.Wanted.of(
          Map.ofEntries(
              Map.entry(KIND, Kind.TEXT),
              Map.entry(NAME, Kind.TEXT),
              Map.entry(REF, Kind.TEXT),
              Map.entry(REFS, Kind.TEXT),
              Map.entry(CHANGED, Kind.TEXT),
              Map.entry(ACTION, Kind.TEXT),
              Map.entry(TARGET, Kind.TEXT),
              Map.entry(PROJECT, Kind.NUMBER),
              Map.entry(PROJECT_ID, Kind.NUMBER),
              Map.entry(AFTER, Kind.TEXT),
              Map.entry(CHANGED_AFTER, Kind.TEXT),
              Map.entry(USER, Kind.TEXT),
              Map.entry(USER_NAME, Kind.TEXT),
              Map.entry(MERGER, Kind.TEXT),
              Map.entry(MERGE_COMMIT, Kind.TEXT),
              Map.entry(SQUASH_COMMIT, Kind.TEXT),
              Map.entry(LAST_COMMIT, Kind.TEXT),
              Map.entry(NUMBER, Kind.NUMBER),
              Map.entry(TITLE, Kind.TEXT),
              Map.entry(URL, Kind.TEXT)));

  @Override
  public ForgeHead head(DeliveryHeaders headers) {
    return RULES.head(headers);
  }

  @Override
  public Claims claims(DeliveryHeaders headers) {
    return RULES.claims(headers);
  }

  @Override
  public boolean isGenuine(DeliveryHeaders headers, byte[] body, List<Secret> secrets) {
    var tokens = secrets.stream().filter(it -> !StandardWebhooks.isSigningSecret(it)).toList();
    // Both are computed, so that the time does not tell which one was right.
    var isToken = Authenticity.isOneOf(headers.only(TOKEN), tokens);
    var isSigned = StandardWebhooks.isSigned(headers, body, secrets);
    return isToken || isSigned;
  }

  @Override
  public Proof proof() {
    return new Proof(
        "token or signature",
        "Neither the token in X-Gitlab-Token nor the signature in webhook-signature is made with the"
            + " hook's secret");
  }

  @Override
  public Map<String, String> kept(DeliveryHeaders headers) {
    return headers.kept(KEPT);
  }

  @Override
  public boolean isTurnedOffByErrors() {
    return true;
  }

  @Override
  public ForgeEvent read(DeliveryHeaders headers, byte[] body) {
    var claims = RULES.claims(headers);
    var id = HeadRules.idOr(claims.deliveryId(), claims.event(), body);
    try {
      var facts = JsonFacts.read(body, WANTED);
      return new ForgeEvent.Understood(
          id,
          claims.event(),
          facts.firstOf(PROJECT, PROJECT_ID),
          change(claims.event(), facts),
          heads(facts));
    } catch (IOException _) {
      return new ForgeEvent.Unreadable(id, claims.event(), JsonFacts.UNREADABLE);
    }
  }

  /** The payload's own word decides: the header of a system hook names no kind. */
  private static Change change(String event, JsonFacts facts) {
    var kind = facts.firstOf(KIND, NAME);
    return switch (kind == null ? "" : kind) {
      case "push", "tag_push" -> new Change.Refs(facts.values(REF));
      case "repository_update" -> new Change.Refs(refs(facts));
      case "merge_request" -> mergeRequest(facts);
      default -> Changes.unknown(kind == null ? event : kind);
    };
  }

  private static List<MovedHead> heads(JsonFacts facts) {
    var kind = facts.firstOf(KIND, NAME);
    var user = facts.firstOf(USER, USER_NAME);
    return switch (kind == null ? "" : kind) {
      case "push", "tag_push" -> MovedHead.pushed(facts.one(REF), facts.one(AFTER), user);
      case "repository_update" -> MovedHead.pushed(facts, CHANGED, CHANGED_AFTER, user);
      // Without a merge commit the branch was moved to the last commit, squashed or not.
      case "merge_request" ->
          MovedHead.merged(
              facts.one(TARGET),
              facts.firstOf(MERGE_COMMIT, SQUASH_COMMIT, LAST_COMMIT),
              facts.one(MERGER),
              MovedHead.pullRequest(facts.one(NUMBER), facts.one(TITLE), facts.one(URL)));
      default -> List.of();
    };
  }

  private static List<String> refs(JsonFacts facts) {
    var listed = facts.values(REFS);
    return listed.isEmpty() ? facts.values(CHANGED).stream().distinct().toList() : listed;
  }

  private static Change mergeRequest(JsonFacts facts) {
    var action = facts.one(ACTION);
    return "merge".equals(action)
        ? Changes.mergedInto(facts.one(TARGET))
        : new Change.Nothing(
            "The action on the merge request was '%s', and only a merge changes the branch"
                .formatted(OutsideText.shown(action)));
  }
}
