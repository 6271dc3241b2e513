package io.trueup.listener.daemon.forge;

import io.trueup.listener.daemon.forge.ForgeEvent.Change;
import io.trueup.listener.daemon.forge.JsonFacts.Kind;
import io.trueup.platforms.spi.Secret;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Bitbucket Cloud. */
final class BitbucketCloudReader implements ForgeReader {

  private static final String SIGNATURE = "X-Hub-Signature";
  private static final List<String> KEPT =
      List.of("User-Agent", "X-Hook-UUID", "X-Attempt-Number", "X-Event-Time");

  private static final HeadRules RULES =
      new HeadRules(
          List.of("X-Request-UUID"), true, List.of("X-Event-Key"), List.of(HeadRules.JSON));

  private static final String REPOSITORY = "/repository/uuid";
  private static final String TARGET = "/pullrequest/destination/branch/name";
  private static final String NEW_TYPE = "/push/changes/*/new/type";
  private static final String NEW_NAME = "/push/changes/*/new/name";
  private static final String OLD_TYPE = "/push/changes/*/old/type";
  private static final String OLD_NAME = "/push/changes/*/old/name";

  private static final String NEW_HASH = "/push/changes/*/new/target/hash";
  private static final String ACTOR = "/actor/display_name";
  private static final String MERGE_COMMIT = "/pullrequest/merge_commit/hash";
  private static final String NUMBER = "/pullrequest/id";
  private static final String TITLE = "/pullrequest/title";
  private static final String URL = "/pullrequest/links/html/href";

  private static final JsonFacts.Wanted WANTED =
      JsonFacts.Wanted.of(
          Map.ofEntries(
              Map.entry(REPOSITORY, Kind.TEXT),
              Map.entry(TARGET, Kind.TEXT),
              Map.entry(NEW_TYPE, Kind.TEXT),
              Map.entry(NEW_NAME, Kind.TEXT),
              Map.entry(OLD_TYPE, Kind.TEXT),
              Map.entry(OLD_NAME, Kind.TEXT),
              Map.entry(NEW_HASH, Kind.TEXT),
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
    return false;
  }

  @Override
  public ForgeEvent read(DeliveryHeaders headers, byte[] body) {
    var claims = RULES.claims(headers);
    try {
      var facts = JsonFacts.read(body, WANTED);
      return new ForgeEvent.Understood(
          claims.deliveryId(),
          claims.event(),
          facts.one(REPOSITORY),
          change(claims.event(), facts),
          heads(claims.event(), facts));
    } catch (IOException _) {
      return new ForgeEvent.Unreadable(claims.deliveryId(), claims.event(), JsonFacts.UNREADABLE);
    }
  }

  private static Change change(String event, JsonFacts facts) {
    return switch (event) {
      case "repo:push" ->
          new Change.Refs(
              Stream.concat(refs(facts, NEW_TYPE, NEW_NAME), refs(facts, OLD_TYPE, OLD_NAME))
                  .distinct()
                  .toList());
      case "pullrequest:fulfilled" -> Changes.mergedInto(facts.one(TARGET));
      default -> Changes.unknown(event);
    };
  }

  private static List<MovedHead> heads(String event, JsonFacts facts) {
    var actor = facts.one(ACTOR);
    return switch (event) {
      case "repo:push" ->
          facts.all(NEW_NAME).stream()
              .filter(name -> "branch".equals(facts.at(NEW_TYPE, beside(name, "type"))))
              .flatMap(name ->
                  MovedHead.pushed(
                      Changes.inFull(name.value()),
                      facts.at(NEW_HASH, beside(name, "target/hash")),
                      actor)
                      .stream())
              .toList();
      case "pullrequest:fulfilled" ->
          MovedHead.merged(
              facts.one(TARGET),
              facts.one(MERGE_COMMIT),
              actor,
              MovedHead.pullRequest(facts.one(NUMBER), facts.one(TITLE), facts.one(URL)));
      default -> List.of();
    };
  }

  private static String beside(JsonFacts.Fact name, String other) {
    return name.path().replaceFirst("/name$", "/" + other);
  }

  /** The full names of refs of which Bitbucket tells the type and the bare name. */
  private static Stream<String> refs(JsonFacts facts, String types, String names) {
    return facts.all(names).stream()
        .flatMap(name -> {
          var type = facts.at(types, beside(name, "type"));
          return switch (type == null ? "" : type) {
            case "branch", "named_branch" -> Stream.of("refs/heads/" + name.value());
            case "tag", "annotated_tag" -> Stream.of("refs/tags/" + name.value());
            default -> Stream.empty();
          };
        });
  }
}
