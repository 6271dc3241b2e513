package io.trueup.listener.daemon.forge;

import io.trueup.listener.daemon.forge.ForgeEvent.Change;
import io.trueup.listener.daemon.forge.JsonFacts.Kind;
import io.trueup.platforms.spi.Secret;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Azure DevOps: service hooks that log in with a user and a password. Only the payload says what
 * the event is, so refusals have no name.
 */
final class AzureDevOpsReader implements ForgeReader {

  private static final String AUTHORIZATION = "Authorization";
  private static final String BASIC = "Basic ";
  private static final List<String> KEPT = List.of("User-Agent");

  private static final HeadRules RULES =
      new HeadRules(List.of(), false, List.of(), List.of(HeadRules.JSON));

  private static final String ID = "/id";
  private static final String EVENT = "/eventType";
  private static final String REFS = "/resource/refUpdates/*/name";
  private static final String STATUS = "/resource/status";
  private static final String TARGET = "/resource/targetRefName";
  private static final String REPOSITORY = "/resource/repository/id";

  private static final String NEW_COMMIT = "/resource/refUpdates/*/newObjectId";
  private static final String PUSHER = "/resource/pushedBy/displayName";
  private static final String MERGER = "/resource/closedBy/displayName";
  private static final String MERGE_COMMIT = "/resource/lastMergeCommit/commitId";
  private static final String NUMBER = "/resource/pullRequestId";
  private static final String TITLE = "/resource/title";
  private static final String URL = "/resource/_links/web/href";

  private static final JsonFacts.Wanted WANTED =
      JsonFacts.Wanted.of(
          Map.ofEntries(
              Map.entry(ID, Kind.TEXT),
              Map.entry(EVENT, Kind.TEXT),
              Map.entry(REFS, Kind.TEXT),
              Map.entry(STATUS, Kind.TEXT),
              Map.entry(TARGET, Kind.TEXT),
              Map.entry(REPOSITORY, Kind.TEXT),
              Map.entry(NEW_COMMIT, Kind.TEXT),
              Map.entry(PUSHER, Kind.TEXT),
              Map.entry(MERGER, Kind.TEXT),
              Map.entry(MERGE_COMMIT, Kind.TEXT),
              Map.entry(NUMBER, Kind.NUMBER),
              Map.entry(TITLE, Kind.TEXT),
              Map.entry(URL, Kind.TEXT)));

  private final String user;

  AzureDevOpsReader(String user) {
    this.user = user;
  }

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
    var logins = secrets.stream().map(it -> new Secret(user + ":" + it.value())).toList();
    return Authenticity.isOneOf(login(headers.only(AUTHORIZATION)), logins);
  }

  private static byte @Nullable [] login(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return null;
    }
    try {
      return Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  @Override
  public Proof proof() {
    return new Proof(
        "password", "Basic authentication is missing, or its user or password is not the hook's");
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
    try {
      var facts = JsonFacts.read(body, WANTED);
      var event = HeadRules.eventOr(facts.one(EVENT), "unknown");
      return new ForgeEvent.Understood(
          HeadRules.idOr(facts.one(ID), event, body),
          event,
          facts.one(REPOSITORY),
          change(event, facts),
          heads(event, facts));
    } catch (IOException _) {
      return new ForgeEvent.Unreadable(
          HeadRules.idOr(null, "", body), "unknown", JsonFacts.UNREADABLE);
    }
  }

  private static Change change(String event, JsonFacts facts) {
    return switch (event) {
      case "git.push" -> push(facts.values(REFS));
      case "git.pullrequest.merged", "git.pullrequest.updated" -> pullRequest(facts);
      default -> Changes.unknown(event);
    };
  }

  private static List<MovedHead> heads(String event, JsonFacts facts) {
    return switch (event) {
      case "git.push" -> MovedHead.pushed(facts, REFS, NEW_COMMIT, facts.one(PUSHER));
      case "git.pullrequest.merged", "git.pullrequest.updated" ->
          MovedHead.merged(
              facts.one(TARGET),
              facts.one(MERGE_COMMIT),
              facts.one(MERGER),
              MovedHead.pullRequest(facts.one(NUMBER), facts.one(TITLE), facts.one(URL)));
      default -> List.of();
    };
  }

  /** A subscription may be set to leave the refs out. */
  private static Change push(List<String> refs) {
    return refs.isEmpty() ? new Change.Unnamed() : new Change.Refs(refs);
  }

  /** An attempt to merge is an event too, and leaves the pull request active. */
  private static Change pullRequest(JsonFacts facts) {
    var status = facts.one(STATUS);
    return "completed".equals(status)
        ? Changes.mergedInto(facts.one(TARGET))
        : new Change.Nothing(
            "The pull request is '%s', and only a completed one changes the branch"
                .formatted(OutsideText.shown(status)));
  }
}
