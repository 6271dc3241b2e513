package io.trueup.listener.daemon.api;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that a request asks for.
 *
 * @param from the first byte
 * @param length at least 1
 */
record ByteRange(long from, long length) {

  private static final Pattern ONE = Pattern.compile("bytes=\\s*([0-9]{0,18})-([0-9]{0,18})\\s*");

  /** What a range means for a file. */
  sealed interface Meaning {

    /** The whole file: there is no range, or only one that may be ignored. */
    record Whole() implements Meaning {}

    /** A part that is there. */
    record Part(ByteRange range) implements Meaning {}

    /** A part that is not there. */
    record Outside() implements Meaning {}
  }

  /**
   * Reads the header {@code Range}. Several ranges at once are answered with the whole, as HTTP
   * allows.
   *
   * @param header null for none
   * @param size of the file
   */
  static Meaning of(@Nullable String header, long size) {
    return parts(header).map(it -> meaning(it[0], it[1], size)).orElse(new Meaning.Whole());
  }

  private static Optional<String[]> parts(@Nullable String header) {
    var range = ONE.matcher(header == null ? "" : header);
    return range.matches() && range.group(1).length() + range.group(2).length() > 0
        ? Optional.of(new String[] {range.group(1), range.group(2)})
        : Optional.empty();
  }

  private static Meaning meaning(String first, String last, long size) {
    if (first.isEmpty()) {
      var length = Math.min(Long.parseLong(last), size);
      return length == 0
          ? new Meaning.Outside()
          : new Meaning.Part(new ByteRange(size - length, length));
    }
    var from = Long.parseLong(first);
    var to = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
    if (to < from) {
      return new Meaning.Whole(); // not well-formed, and to be ignored
    }
    return from >= size
        ? new Meaning.Outside()
        : new Meaning.Part(new ByteRange(from, Math.min(to, size - 1) - from + 1));
  }

  /** The header {@code Content-Range} for a file of a size. */
  String header(long size) {
    return "bytes %d-%d/%d".formatted(from, from + length - 1, size);
  }
}
