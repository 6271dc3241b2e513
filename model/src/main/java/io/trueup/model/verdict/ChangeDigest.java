package io.trueup.model.verdict;

import io.trueup.model.fingerprint.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Identifies the change from one version's files to another's, which is all that compatibility
 * depends on, whichever commits hold the two versions.
 *
 * @param value SHA-256 of the paths and contents of both, 64 lower-case hex digits
 */
public record ChangeDigest(String value) {

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  /**
   * Reads a digest.
   *
   * @throws IllegalArgumentException when it is not 64 lower-case hex digits
   */
  public ChangeDigest {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "Cannot read the digest '%s' of a change: expected 64 lower-case hex digits"
              .formatted(value));
    }
  }

  /** The digest of the change from some files to others. */
  public static ChangeDigest between(ModelFiles before, ModelFiles after) {
    var digest = Sha256.start();
    digest.update(digest(before));
    digest.update(digest(after));
    return new ChangeDigest(HexFormat.of().formatHex(digest.digest()));
  }

  private static byte[] digest(ModelFiles files) {
    var digest = Sha256.start();
    var text = new ByteArrayOutputStream();
    for (var file : files.byPath().values()) {
      write(text, file.path());
      write(text, file.blob());
      digest.update(text.toByteArray());
      text.reset();
    }
    return digest.digest();
  }

  /** The length comes first, so that no two lists of files have the same encoding. */
  private static void write(ByteArrayOutputStream text, String part) {
    var bytes = part.getBytes(StandardCharsets.UTF_8);
    text.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    text.writeBytes(bytes);
  }

  /** The first eight digits, for people. */
  public String abbreviated() {
    return value.substring(0, 8);
  }

  @Override
  public String toString() {
    return value;
  }
}
