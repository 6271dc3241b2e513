package io.trueup.listener.daemon.edge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The address in a request's first line. It is admitted only when every correct decoder finds the
 * same path, because a proxy in front may filter paths by prefix.
 */
final class RequestTarget {

  private RequestTarget() {}

  /** The fault of an address, in one sentence; empty when there is none. */
  static Optional<String> fault(String target) {
    return Optional.ofNullable(findFault(target));
  }

  private static @Nullable String findFault(String target) {
    if (!target.startsWith("/")) {
      return "The address does not begin with '/'";
    }
    for (var i = 0; i < target.length(); i++) {
      if (!isAllowed(target.charAt(i))) {
        return "The address holds a character that must be percent-encoded";
      }
    }
    var query = target.indexOf('?');
    var path = decoded(query < 0 ? target : target.substring(0, query));
    if (path == null || decoded(query < 0 ? "" : target.substring(query + 1)) == null) {
      return "The address holds a '%' that is not followed by two hex digits, or bytes that are not"
          + " UTF-8";
    }
    if (path.chars().anyMatch(Character::isISOControl)) {
      return "The path holds a control character";
    }
    if (path.indexOf("/.") >= 0 || path.indexOf('\\') >= 0) {
      for (var segment : path.split("[/\\\\]", -1)) {
        if (segment.equals(".") || segment.equals("..")) {
          return "The path holds a '.' or '..' segment";
        }
      }
    }
    return null;
  }

  private static boolean isAllowed(int character) {
    return character > ' ' && character < 0x7f && character != '#' && character != '\\';
  }

  /** The decoded text; null when it is not encoded correctly. */
  private static @Nullable String decoded(String encoded) {
    if (encoded.indexOf('%') < 0) {
      return encoded;
    }
    var bytes = new ByteArrayOutputStream(encoded.length());
    for (var i = 0; i < encoded.length(); i++) {
      if (encoded.charAt(i) != '%') {
        bytes.write(encoded.charAt(i));
        continue;
      }
      if (i + 2 >= encoded.length()) {
        return null;
      }
      var high = Character.digit(encoded.charAt(i + 1), 16);
      var low = Character.digit(encoded.charAt(i + 2), 16);
      if (high < 0 || low < 0) {
        return null;
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }
}
