package io.trueup.listener.daemon.api;

import io.trueup.listener.engine.versions.moving.ContentCoding;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Chooses how content is compressed by the header {@code Accept-Encoding}. Pure. */
final class AcceptedCoding {

  private static final Pattern MEMBER =
      Pattern.compile(
          "\\s*([A-Za-z0-9*_-]+)\\s*(?:;\\s*[qQ]\\s*=\\s*([01](?:\\.[0-9]{0,3})?)\\s*)?");

  private AcceptedCoding() {}

  /**
   * The coding that a client names with the highest weight, and of several the one that compresses
   * best. It is identity when the client names no other: compression costs the daemon time.
   *
   * @param header null for none
   */
  static ContentCoding of(@Nullable String header) {
    var best = ContentCoding.IDENTITY;
    var weight = 0.0;
    for (var member : (header == null ? "" : header).split(",", 20)) {
      var named = MEMBER.matcher(member);
      var coding =
          named.matches() ? ContentCoding.of(named.group(1)) : Optional.<ContentCoding>empty();
      if (coding.isPresent()) {
        var q = named.group(2) == null ? 1 : Double.parseDouble(named.group(2));
        if (q > weight || (q == weight && q > 0 && coding.get().compareTo(best) > 0)) {
          best = coding.get();
          weight = q;
        }
      }
    }
    return best;
  }
}
