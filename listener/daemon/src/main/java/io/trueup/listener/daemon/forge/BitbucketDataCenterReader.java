package io.trueup.listener.daemon.forge;

import io.trueup.listener.daemon.forge.ForgeEvent.Change;
import io.trueup.listener.daemon.forge.JsonFacts.Kind;
import io.trueup.platforms.spi.Secret;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Bitbucket Data Center, which was Bitbucket Server. */
final class BitbucketDataCenterReader implements ForgeReader {

  private static final String SIGNATURE = "X-Hub-Signature";
  private static final List<String> KEPT = List.of("User-Agent");

  private static final HeadRules RULES =
      new HeadRules(List.of("X-Request-Id"), true, List.of("X-Event-Key"), List.of(HeadRules.JSON));

  private static final String REPOSITORY = "/repository/id";
  private static final String TARGET = "/pullRequest/toRef/id";
  private static final String TARGET_REPOSITORY = "/pullRequest/toRef/repository/id";
  private static final String REF = "/changes/*/ref/id";
  private static final String REF_ID = "/changes/*/refId";
  private static final String IS_CUT = "/refLimitExceeded";

  private static final String TO_HASH = "/changes/*/toHash";
  private static final String ACTOR = "/actor/name";
  private static final String MERGE_COMMIT = "/pullRequest/properties/mergeCommit/id";
  private static final String NUMBER = "/pullRequest/id";
  private static final String TITLE = "/pullRequest/title";
  private static final String URL = "/pullRequest/links/self/*/href";

  private static final JsonFacts.Wanted WANTED =
      JsonFacts.Wanted.of(
          Map.ofEntries(
              Map.entry(REPOSITORY, Kind.NUMBER),
              Map.entry(TARGET, Kind.TEXT),
              Map.entry(TARGET_REPOSITORY, Kind.NUMBER),
              Map.entry(REF, Kind.TEXT),
              Map.entry(REF_ID, Kind.TEXT),
              Map.entry(IS_CUT, Kind.FLAG),
              Map.entry(TO_HASH, Kind.TEXT),
              Map.entry(ACTOR, Kind.TEXT),
              Map.entry(MERGE_COMMIT, Kind.TEXT),
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
    var claimed = Authenticity.hex(headers.only(SIGNATURE), "sha256=");
    return Authenticity.isSigned(claimed, HmacAlgorithm.SHA256, body, secrets);
  }

  @Override
  public Proof proof() {
    return Proofs.signature(SIGNATURE);
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
    try {
      var facts = JsonFacts.read(body, WANTED);
      return new ForgeEvent.Understood(
          claims.deliveryId(),
          claims.event(),
          facts.firstOf(REPOSITORY, TARGET_REPOSITORY),
          change(claims.event(), facts),
          heads(claims.event(), facts));
    } catch (IOException _) {
      return new ForgeEvent.Unreadable(claims.deliveryId(), claims.event(), JsonFacts.UNREADABLE);
    }
  }

  private static Change change(String event, JsonFacts facts) {
    return switch (event) {
      case "repo:refs_changed", "mirror:repo_synchronized" ->
          facts.isTrue(IS_CUT) ? new Change.Unnamed() : new Change.Refs(refs(facts));
      case "pr:merged" -> Changes.mergedInto(facts.one(TARGET));
      case "diagnostics:ping" -> new Change.Nothing("A ping only tests the hook");
      default -> Changes.unknown(event);
    };
  }

  private static List<MovedHead> heads(String event, JsonFacts facts) {
    var actor = facts.one(ACTOR);
    return switch (event) {
      case "repo:refs_changed" ->
          MovedHead.pushed(facts, facts.all(REF).isEmpty() ? REF_ID : REF, TO_HASH, actor);
      case "pr:merged" ->
          MovedHead.merged(
              facts.one(TARGET),
              facts.one(MERGE_COMMIT),
              actor,
              MovedHead.pullRequest(facts.one(NUMBER), facts.one(TITLE), facts.one(URL)));
      default -> List.of();
    };
  }

  private static List<String> refs(JsonFacts facts) {
    var full = facts.values(REF);
    return full.isEmpty() ? facts.values(REF_ID) : full;
  }
}
