package io.trueup.listener.daemon.hooks;

import io.trueup.platforms.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The signature of a delivery: an HMAC with SHA-256 over the raw bytes of its body. */
final class Signature {

  private static final String ALGORITHM = "HmacSHA256";
  private static final Pattern FORM = Pattern.compile("sha256=([0-9a-fA-F]{64})");
  private static final byte[] NO_DIGEST = new byte[32];
  private static final Secret NO_SECRET = new Secret("no secret is live");

  private Signature() {}

  /**
   * Whether the signature was made with one of the secrets. Takes the same time for every answer.
   */
  static boolean isGood(@Nullable String header, byte[] body, List<Secret> secrets) {
    var form = FORM.matcher(header == null ? "" : header);
    var isWellFormed = form.matches();
    var claimed = isWellFormed ? HexFormat.of().parseHex(form.group(1)) : NO_DIGEST;
    var isMadeByOne = false;
    for (var secret : secrets.isEmpty() ? List.of(NO_SECRET) : secrets) {
      isMadeByOne |= MessageDigest.isEqual(hmac(secret, body), claimed);
    }
    return isWellFormed && isMadeByOne && !secrets.isEmpty();
  }

  private static byte[] hmac(Secret secret, byte[] body) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no " + ALGORITHM, e);
    }
  }
}
