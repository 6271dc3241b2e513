package io.trueup.listener.daemon.subscription;

import io.trueup.statestore.Installation;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secrets of subscriptions, and signatures with them, as the specification Standard Webhooks
 * describes: an HMAC with SHA-256 of the id, the time and the body. A secret is made from the
 * installation's key, so that none is stored.
 */
final class SubscriptionSecrets {

  private static final String ALGORITHM = "HmacSHA256";
  private static final String PREFIX = "whsec_";

  private final Installation installation;

  SubscriptionSecrets(Installation installation) {
    this.installation = installation;
  }

  /** The secret as its subscriber gets it. */
  String text(long subscription, int number) {
    return PREFIX + Base64.getEncoder().encodeToString(bytes(subscription, number));
  }

  private byte[] bytes(long subscription, int number) {
    return digest(
        installation.key().getBytes(StandardCharsets.UTF_8),
        "subscription %d %d".formatted(subscription, number).getBytes(StandardCharsets.UTF_8));
  }

  /** The header {@code webhook-signature}. */
  String sign(long subscription, int number, String id, long seconds, byte[] body) {
    var signed = "%s.%d.".formatted(id, seconds).getBytes(StandardCharsets.UTF_8);
    var digest = digest(bytes(subscription, number), signed, body);
    return "v1," + Base64.getEncoder().encodeToString(digest);
  }

  private static byte[] digest(byte[] key, byte[]... parts) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      for (var part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has " + ALGORITHM, e);
    }
  }
}
