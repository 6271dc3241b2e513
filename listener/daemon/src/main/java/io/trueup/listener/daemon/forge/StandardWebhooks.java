package io.trueup.listener.daemon.forge;

import io.trueup.platforms.spi.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
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

  /** Whether one of the signatures was made with one of the secrets that sign. */
  static boolean isSigned(DeliveryHeaders headers, byte[] body, List<Secret> secrets) {
    var signed = signed(headers.only("webhook-id"), headers.only("webhook-timestamp"), body);
    var keys = new ArrayList<byte[]>();
    for (var secret : secrets) {
      var key =
          isSigningSecret(secret) ? base64(secret.value().substring(SECRET_PREFIX.length())) : null;
      if (key != null && key.length > 0) {
        keys.add(key);
      }
    }
    var isGood = false;
    var header = headers.only("webhook-signature");
    for (var one : (header == null ? "" : header).split(" ", MOST)) {
      var claimed = one.startsWith(VERSION) ? base64(one.substring(VERSION.length())) : null;
      isGood |= Authenticity.isSignedByKey(claimed, HmacAlgorithm.SHA256, signed, keys);
    }
    return isGood;
  }

  private static byte[] signed(@Nullable String id, @Nullable String time, byte[] body) {
    var signed = new ByteArrayOutputStream(body.length + 100);
    signed.writeBytes("%s.%s.".formatted(id, time).getBytes(StandardCharsets.UTF_8));
    signed.writeBytes(body);
    return signed.toByteArray();
  }

  private static byte @Nullable [] base64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }
}
