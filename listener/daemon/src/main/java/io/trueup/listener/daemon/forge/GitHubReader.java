package io.trueup.listener.daemon.forge;

import io.trueup.platforms.spi.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** GitHub and GitHub Enterprise: JSON, or a form whose raw bytes are signed. */
final class GitHubReader implements ForgeReader {

  private static final String SIGNATURE = "X-Hub-Signature-256";
  private static final List<String> KEPT =
      List.of("User-Agent", "X-GitHub-Hook-ID", "X-GitHub-Hook-Installation-Target-ID");

  private static final HeadRules RULES =
      new HeadRules(
          List.of("X-GitHub-Delivery"),
          true,
          List.of("X-GitHub-Event"),
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
    var isForm = headers.mediaType().equals(HeadRules.FORM);
    var json = isForm ? GitHubPayload.ofForm(body) : Optional.of(body);
    return GitHubPayload.read(claims, json);
  }
}
