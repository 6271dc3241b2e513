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

  private static final JsonFacts.Wanted WANTED =
      JsonFacts.Wanted.of(
          Map.of(
              KIND, Kind.TEXT,
              NAME, Kind.TEXT,
              REF, Kind.TEXT,
              REFS, Kind.TEXT,
              CHANGED, Kind.TEXT,
              ACTION, Kind.TEXT,
              TARGET, Kind.TEXT,
              PROJECT, Kind.NUMBER,
              PROJECT_ID, Kind.NUMBER));

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
          id, claims.event(), facts.firstOf(PROJECT, PROJECT_ID), change(claims.event(), facts));
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
