package io.trueup.listener.daemon.forge;

import io.trueup.platforms.spi.Secret;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HMAC of the body in a header that the operator names: in hex or Base64, alone or after the
 * name of the algorithm and {@code =}.
 */
record SignedBody(String header, HmacAlgorithm algorithm) {

  boolean isGood(DeliveryHeaders headers, byte[] body, List<Secret> secrets) {
    return Authenticity.isSigned(claimed(headers.only(header)), algorithm, body, secrets);
  }

  private byte @Nullable [] claimed(@Nullable String value) {
    if (value == null) {
      return null;
    }
    var prefix = algorithm.key() + "=";
    var text = value.startsWith(prefix) ? value.substring(prefix.length()) : value;
    if (text.length() == 2 * algorithm.bytes()) {
      return Authenticity.hex(text, "");
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }
}
