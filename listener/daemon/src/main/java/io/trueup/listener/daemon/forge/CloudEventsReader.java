package io.trueup.listener.daemon.forge;

import io.trueup.listener.daemon.forge.ForgeEvent.Change;
import io.trueup.listener.daemon.forge.JsonFacts.Kind;
import io.trueup.platforms.spi.Secret;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents 1.0 over HTTP, in headers (binary) or in the body (structured). CDEvents' {@code
 * change.merged} is a merge, on a branch that it does not name; of other types the ref counts to
 * which the operator points.
 */
final class CloudEventsReader implements ForgeReader {

  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String MERGED = "dev.cdevents.change.merged.";
  private static final String VERSION = "1.0";
  private static final String AUTHORIZATION = "Authorization";
  private static final String BEARER = "Bearer ";
  private static final List<String> KEPT =
      List.of("User-Agent", "ce-id", "ce-source", "ce-type", "ce-specversion", "ce-time");

  private static final HeadRules BINARY_RULES =
      new HeadRules(
          List.of("ce-id"), false, List.of("ce-type"), List.of(HeadRules.JSON, STRUCTURED));
  private static final HeadRules STRUCTURED_RULES =
      new HeadRules(List.of(), false, List.of(), List.of(STRUCTURED));

  private static final String REPOSITORY = "/subject/content/repository/id";
  private static final String DATA = "/data";
  private static final JsonFacts.Wanted ENVELOPE =
      JsonFacts.Wanted.of(
          Map.of(
              "/id",
              Kind.TEXT,
              "/type",
              Kind.TEXT,
              "/source",
              Kind.TEXT,
              "/specversion",
              Kind.TEXT,
              DATA + REPOSITORY,
              Kind.TEXT));

  private final @Nullable SignedBody signature;
  private final @Nullable String ref;
  private final JsonFacts.Wanted inData;
  private final JsonFacts.Wanted inEnvelope;

  CloudEventsReader(ForgeSettings settings) {
    var header = settings.signatureHeader();
    this.signature = header == null ? null : new SignedBody(header, settings.algorithm());
    this.ref = settings.ref();
    var data = JsonFacts.Wanted.of(Map.of(REPOSITORY, Kind.TEXT));
    this.inData = ref == null ? data : data.and(ref, Kind.TEXT);
    this.inEnvelope = ref == null ? ENVELOPE : ENVELOPE.and(DATA + ref, Kind.TEXT);
  }

  private record Attributes(
      @Nullable String version,
      @Nullable String id,
      @Nullable String type,
      @Nullable String source) {}

  private static boolean isStructured(DeliveryHeaders headers) {
    return headers.mediaType().equals(STRUCTURED);
  }

  @Override
  public ForgeHead head(DeliveryHeaders headers) {
    return (isStructured(headers) ? STRUCTURED_RULES : BINARY_RULES).head(headers);
  }

  @Override
  public Claims claims(DeliveryHeaders headers) {
    return BINARY_RULES.claims(headers);
  }

  @Override
  public boolean isGenuine(DeliveryHeaders headers, byte[] body, List<Secret> secrets) {
    if (signature != null) {
      return signature.isGood(headers, body, secrets);
    }
    var header = headers.only(AUTHORIZATION);
    var token =
        header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? header.substring(BEARER.length()).strip()
            : null;
    return Authenticity.isOneOf(token, secrets);
  }

  @Override
  public Proof proof() {
    return signature == null
        ? new Proof("token", "The bearer token is missing or not the hook's secret")
        : Proofs.signature(signature.header());
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
    try {
      if (isStructured(headers)) {
        var facts = JsonFacts.read(body, inEnvelope);
        var attributes =
            new Attributes(
                facts.one("/specversion"),
                facts.one("/id"),
                facts.one("/type"),
                facts.one("/source"));
        return event(attributes, body, facts, DATA);
      }
      return event(ofHeaders(headers), body, JsonFacts.read(body, inData), "");
    } catch (IOException _) {
      var claims = claims(headers);
      return new ForgeEvent.Unreadable(
          HeadRules.idOr(claims.deliveryId(), "", body), claims.event(), JsonFacts.UNREADABLE);
    }
  }

  private static Attributes ofHeaders(DeliveryHeaders headers) {
    return new Attributes(
        headers.only("ce-specversion"),
        headers.only("ce-id"),
        headers.only("ce-type"),
        headers.only("ce-source"));
  }

  private ForgeEvent event(Attributes it, byte[] body, JsonFacts facts, String data) {
    var type = HeadRules.eventOr(it.type(), "unknown");
    var id = HeadRules.idOr(it.id(), "%s %s %s".formatted(type, it.source(), it.id()), body);
    if (!VERSION.equals(it.version())) {
      return new ForgeEvent.Unreadable(
          id,
          type,
          "The event has specversion '%s'; only '%s' is understood"
              .formatted(OutsideText.shown(it.version()), VERSION));
    }
    if (it.id() == null || it.type() == null || it.source() == null) {
      return new ForgeEvent.Unreadable(id, type, "The event has no id, no type or no source");
    }
    var refs =
        ref == null
            ? List.<String>of()
            : facts.values(data + ref).stream().map(Changes::inFull).toList();
    return new ForgeEvent.Understood(id, type, facts.one(data + REPOSITORY), change(type, refs));
  }

  private static Change change(String type, List<String> refs) {
    if (!refs.isEmpty()) {
      return new Change.Refs(refs);
    }
    return type.startsWith(MERGED) ? new Change.Unnamed() : Changes.unknown(type);
  }
}
