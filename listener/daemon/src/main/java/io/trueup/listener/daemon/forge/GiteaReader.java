package io.trueup.listener.daemon.forge;

import io.trueup.platforms.spi.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Gitea and Forgejo: JSON like GitHub's, or a form. Unlike GitHub they sign the payload within a
 * form, and not the form.
 */
final class GiteaReader implements ForgeReader {

  private static final List<String> SIGNATURES =
      List.of("X-Gitea-Signature", "X-Forgejo-Signature");
  private static final Pattern ANY = Pattern.compile(".*");
  private static final List<String> KEPT =
      List.of("User-Agent", "X-Gitea-Event-Type", "X-Forgejo-Event-Type");

  private static final HeadRules RULES =
      new HeadRules(
          List.of("X-Gitea-Delivery", "X-Forgejo-Delivery"),
          true,
          List.of("X-Gitea-Event", "X-Forgejo-Event"),
          List.of(HeadRules.JSON, HeadRules.FORM));

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
    var signed = payload(headers, body);
    var claimed = Authenticity.hex(headers.first(SIGNATURES, ANY), "");
    return Authenticity.isSigned(claimed, HmacAlgorithm.SHA256, signed.orElse(body), secrets)
        && signed.isPresent();
  }

  /** The signed bytes; empty when a form has none. */
  private static Optional<byte[]> payload(DeliveryHeaders headers, byte[] body) {
    return headers.mediaType().equals(HeadRules.FORM)
        ? GitHubPayload.ofForm(body)
        : Optional.of(body);
  }

  @Override
  public Proof proof() {
    return Proofs.signature(SIGNATURES.getFirst());
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
    return GitHubPayload.read(RULES.claims(headers), payload(headers, body));
  }
}
