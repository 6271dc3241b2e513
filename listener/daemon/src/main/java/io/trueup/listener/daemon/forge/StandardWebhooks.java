package io.trueup.listener.daemon.forge;

import io.trueup.platforms.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signatures as the specification Standard Webhooks describes them: an HMAC with SHA-256 of the id,
 * the time and the body. The time is signed and not compared with a clock: a delivery that is sent
 * again is recognized by its id and is no more than a poke, and a clock that is wrong must not turn
 * a hook off.
 */
final class StandardWebhooks {

  private static final String SECRET_PREFIX = "whsec_";
  private static final String VERSION = "v1,";
  private static final int MOST = 8;

  private StandardWebhooks() {}

  /** Whether a secret signs, instead of being sent. */
  static boolean isSigningSecret(Secret secret) {
    return secret.value().startsWith(SECRET_PREFIX);
  }

  /** Why a secret cannot sign although it should; empty when it can. */
  static Optional<String> flaw(Secret secret) {
    return isSigningSecret(secret) && key(secret).isEmpty()
        ? Optional.of(
            "it begins with %s, like a signing token, and is not Base64 after that"
                .formatted(SECRET_PREFIX))
        : Optional.empty();
  }

  /** Whether one of the signatures was made with one of the secrets that sign. */
  static boolean isSigned(DeliveryHeaders headers, byte[] body, List<Secret> secrets) {
    var signed = "%s.%s.".formatted(headers.only("webhook-id"), headers.only("webhook-timestamp"));
    return Authenticity.isSigned(
        claimed(headers.only("webhook-signature")),
        HmacAlgorithm.SHA256,
        secrets.stream()
            .filter(StandardWebhooks::isSigningSecret)
            .flatMap(it -> key(it).stream())
            .toList(),
        signed.getBytes(StandardCharsets.UTF_8),
        body);
  }

  /** A signature; empty when the secret cannot sign. */
  static Optional<String> signature(Secret secret, String head, String body) {
    return key(secret)
        .map(it ->
            VERSION
                + Base64.getEncoder()
                    .encodeToString(
                        Authenticity.sign(
                            it,
                            HmacAlgorithm.SHA256,
                            head.getBytes(StandardCharsets.UTF_8),
                            body.getBytes(StandardCharsets.UTF_8))));
  }

  private static List<byte[]> claimed(@Nullable String header) {
    var claimed = new ArrayList<byte[]>();
    for (var one : (header == null ? "" : header).split(" ", MOST)) {
      if (one.startsWith(VERSION)) {
        base64(one.substring(VERSION.length())).ifPresent(claimed::add);
      }
    }
    return claimed;
  }

  private static Optional<byte[]> key(Secret secret) {
    return base64(secret.value().substring(SECRET_PREFIX.length()));
  }

  private static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text)).filter(it -> it.length > 0);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
