package io.trueup.platforms.relational.schema;

import io.trueup.model.fingerprint.FingerprintBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Short digests: in names of indexes and checks, and as ids of statements. */
final class ShortDigests {

  private static final int DIGITS = 8;
  private static final int MAXIMUM_BYTES = 63;
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{%d}".formatted(DIGITS));

  private ShortDigests() {}

  static String of(String kind, String... parts) {
    return FingerprintBuilder.of(kind)
        .add(List.of(parts))
        .fingerprint()
        .toString()
        .substring(0, DIGITS);
  }

  static boolean isDigest(String text) {
    return DIGEST.matcher(text).matches();
  }

  /** A name cut so that it fits before an ending, which is ASCII. */
  static String fit(String name, String ending) {
    var head = new StringBuilder();
    var room = MAXIMUM_BYTES - ending.length();
    for (var codePoint : name.codePoints().toArray()) {
      var text = Character.toString(codePoint);
      room -= text.getBytes(StandardCharsets.UTF_8).length;
      if (room < 0) {
        break;
      }
      head.append(text);
    }
    return head + ending;
  }
}
