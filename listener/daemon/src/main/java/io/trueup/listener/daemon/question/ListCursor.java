package io.trueup.listener.daemon.question;

import io.trueup.listener.engine.snapshot.ModelVersion;
import io.trueup.model.fingerprint.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The end of a page as text that is opaque to callers. It names its version and its list, so that a
 * walk through pages never mixes two of them, and every process can read those of every other. Its
 * digest finds what was damaged or put together by hand; it keeps no secret, because a caller who
 * may ask for a list may begin anywhere in it. Stateless.
 */
final class ListCursor {

  private static final int DIGEST = 8;
  private static final int LONGEST = 8192;
  private static final String SEPARATOR = "\0";

  private ListCursor() {}

  /** The cursor of what comes after a position. */
  static String write(ModelVersion version, String list, String position) {
    var parts =
        String.join(
            SEPARATOR,
            version.source().value(),
            Long.toString(version.sequence()),
            version.commit().value(),
            list,
            position);
    var text = parts.getBytes(StandardCharsets.UTF_8);
    var bytes = ByteBuffer.allocate(text.length + DIGEST).put(text).put(digest(text)).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * The position of a cursor; empty for none.
   *
   * @throws QuestionException when it is none of this list of this version
   */
  static String position(ModelVersion version, String list, @Nullable String cursor) {
    if (cursor == null || cursor.isEmpty()) {
      return "";
    }
    var parts = parts(cursor);
    var isOfSource =
        parts[0].equals(version.source().value())
            && parts[1].equals(Long.toString(version.sequence()));
    if (!isOfSource || !parts[2].equals(version.commit().value())) {
      throw QuestionException.invalid(
          "after",
          "The cursor 'after' is of version %s of source '%s', and the question is about version %d of source '%s'. Ask for the first page again"
              .formatted(parts[1], parts[0], version.sequence(), version.source()));
    }
    if (!parts[3].equals(list)) {
      throw QuestionException.invalid(
          "after",
          "The cursor 'after' is of the list '%s', and the question is about '%s'. Ask for the first page again"
              .formatted(parts[3], list));
    }
    return parts[4];
  }

  private static String[] parts(String cursor) {
    if (cursor.length() <= LONGEST) {
      try {
        var bytes = Base64.getUrlDecoder().decode(cursor);
        var length = Math.max(0, bytes.length - DIGEST);
        var text = Arrays.copyOf(bytes, length);
        if (Arrays.equals(digest(text), 0, DIGEST, bytes, length, bytes.length)) {
          var parts =
              StandardCharsets.UTF_8
                  .newDecoder()
                  .decode(ByteBuffer.wrap(text))
                  .toString()
                  .split(SEPARATOR, 5);
          if (parts.length == 5 && !parts[4].isEmpty()) {
            return parts;
          }
        }
      } catch (IllegalArgumentException | CharacterCodingException _) {
        // Reported below, with the expected form.
      }
    }
    throw damaged();
  }

  /** A cursor that no page ended with. */
  static QuestionException damaged() {
    return QuestionException.invalid(
        "after",
        "'after' must be the 'next' of an earlier page, unchanged. Ask for the first page again");
  }

  private static byte[] digest(byte[] text) {
    var digest = Sha256.start();
    digest.update(text);
    return Arrays.copyOf(digest.digest(), DIGEST);
  }
}
