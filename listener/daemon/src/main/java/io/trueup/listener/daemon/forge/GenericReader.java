package io.trueup.listener.daemon.forge;

import io.trueup.listener.daemon.forge.ForgeEvent.Change;
import io.trueup.listener.daemon.forge.JsonFacts.Kind;
import io.trueup.platforms.spi.Secret;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Any sender of JSON that signs its body, in a header and with a ref that the operator names. */
final class GenericReader implements ForgeReader {

  private static final String SIGNATURE = "X-Hub-Signature-256";
  private static final String REF = "/ref";
  private static final String REPOSITORY = "/repository/id";
  private static final String EVENT = "push";
  private static final List<String> KEPT = List.of("User-Agent");

  private final HeadRules rules;
  private final SignedBody signature;
  private final String ref;
  private final JsonFacts.Wanted wanted;

  GenericReader(ForgeSettings settings) {
    var delivery = settings.deliveryHeader();
    var ids = delivery == null ? List.<String>of() : List.of(delivery);
    this.rules = new HeadRules(ids, delivery != null, List.of(), List.of(HeadRules.JSON));
    this.signature =
        new SignedBody(
            HeadRules.orElse(settings.signatureHeader(), SIGNATURE), settings.algorithm());
    this.ref = HeadRules.orElse(settings.ref(), REF);
    this.wanted = JsonFacts.Wanted.of(Map.of(REPOSITORY, Kind.ID)).and(ref, Kind.TEXT);
  }

  @Override
  public ForgeHead head(DeliveryHeaders headers) {
    return rules.head(headers);
  }

  @Override
  public Claims claims(DeliveryHeaders headers) {
    return new Claims(rules.claims(headers).deliveryId(), EVENT);
  }

  @Override
  public boolean isGenuine(DeliveryHeaders headers, byte[] body, List<Secret> secrets) {
    return signature.isGood(headers, body, secrets);
  }

  @Override
  public Proof proof() {
    return Proofs.signature(signature.header());
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
    var id = HeadRules.idOr(rules.deliveryId(headers), EVENT, body);
    try {
      var facts = JsonFacts.read(body, wanted);
      var refs = facts.values(ref).stream().map(Changes::inFull).toList();
      return new ForgeEvent.Understood(id, EVENT, facts.one(REPOSITORY), new Change.Refs(refs));
    } catch (IOException _) {
      return new ForgeEvent.Unreadable(id, EVENT, JsonFacts.UNREADABLE);
    }
  }
}
