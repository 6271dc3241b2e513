package io.trueup.listener.daemon.forge;

import java.util.Locale;

/** The digest of an HMAC; SHA-1 is none of them. */
public enum HmacAlgorithm {
  SHA256(32),
  SHA384(48),
  SHA512(64);

  private final int bytes;

  HmacAlgorithm(int bytes) {
    this.bytes = bytes;
  }

  /** The word for it in the configuration, and before signatures. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  int bytes() {
    return bytes;
  }

  String javaName() {
    return "Hmac" + name();
  }
}
