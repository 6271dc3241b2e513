package io.trueup.statestore.batch;

import java.nio.charset.StandardCharsets;

/** Texts as every store keeps them. Pure. */
public final class StorableText {

  private StorableText() {}

  /** The text with NULs and unpaired surrogates replaced, which Postgres does not store. */
  public static String of(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
        .replace('\0', '\uFFFD');
  }
}
