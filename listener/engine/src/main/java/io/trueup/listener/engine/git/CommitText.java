package io.trueup.listener.engine.git;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.util.RawParseUtils;

/**
 * The author, subject and date of a commit, for people. Any program can write a commit, with any
 * content: each gets an answer, and none fails. Nothing is decided by these texts.
 */
final class CommitText {

  private static final int MAX_TEXT = 500;
  private static final Pattern SECONDS = Pattern.compile("-?[0-9]{1,18}");

  /** The range that a database can store and people call a date. */
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private CommitText() {}

  /** The author's name; empty when the commit has none. */
  static String author(RevCommit commit) {
    var raw = commit.getRawBuffer();
    var begin = RawParseUtils.author(raw, 0);
    if (begin < 0) {
      return "";
    }
    var end = RawParseUtils.nextLF(raw, begin, '<') - 1;
    return oneLine(RawParseUtils.decode(charset(raw), raw, begin, Math.max(begin, end)));
  }

  /** The first line of the message. */
  static String subject(RevCommit commit) {
    return oneLine(commit.getShortMessage());
  }

  /**
   * When it was committed. A time before the year 1 or after the year 9999 becomes the nearest time
   * in that range; what is no number becomes the epoch.
   */
  static Instant committedAt(RevCommit commit) {
    var raw = commit.getRawBuffer();
    var begin = RawParseUtils.committer(raw, 0);
    if (begin < 0) {
      return Instant.EPOCH;
    }
    var line = new String(raw, begin, lineEnd(raw, begin) - begin, StandardCharsets.ISO_8859_1);
    var words = line.substring(line.lastIndexOf('>') + 1).strip().split(" ", 2);
    return instant(words[0]);
  }

  private static int lineEnd(byte[] raw, int begin) {
    var next = RawParseUtils.nextLF(raw, begin);
    return next > begin && raw[next - 1] == '\n' ? next - 1 : next;
  }

  private static Instant instant(String seconds) {
    if (SECONDS.matcher(seconds).matches()) {
      var value = Long.parseLong(seconds);
      return value < EARLIEST.getEpochSecond()
          ? EARLIEST
          : value > LATEST.getEpochSecond() ? LATEST : Instant.ofEpochSecond(value);
    }
    if (!seconds.matches("-?[0-9]+")) {
      return Instant.EPOCH;
    }
    return seconds.startsWith("-") ? EARLIEST : LATEST;
  }

  private static Charset charset(byte[] raw) {
    try {
      return RawParseUtils.parseEncoding(raw);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
      return StandardCharsets.UTF_8;
    }
  }

  private static String oneLine(String text) {
    var line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    if (line.length() <= MAX_TEXT) {
      return line;
    }
    var end = Character.isHighSurrogate(line.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
    return line.substring(0, end);
  }
}
