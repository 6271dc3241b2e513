package io.trueup.model.document.tree;

import com.fasterxml.jackson.core.JsonFactory;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;

/**
 * Reads the documents of one file, YAML 1.2 or JSON by the file's name. Never throws because of a
 * file's content. Files in the form that people and tools usually write are read several times
 * faster than others, with the same result.
 */
public final class TreeParser {

  /** The most problems reported for one file; a hostile one could have millions. */
  private static final int MOST_PROBLEMS = 1_000;

  private TreeParser() {}

  /** One class of each library that reads files. */
  public static List<Class<?>> libraries() {
    return List.of(JsonFactory.class, Load.class);
  }

  /**
   * The documents and problems of a file.
   *
   * @param documents the documents that could be read, in their order
   * @param problems with locations that lack the file's name
   */
  public record Result(List<Tree> documents, List<Problem> problems) {

    static Result failed(String rule, int line, int column, String message, String remedy) {
      return new Result(
          List.of(), List.of(Problem.error(rule, new Location("", line, column), message, remedy)));
    }
  }

  /** Whether a file of that name is a document, by its ending. */
  public static boolean isDocument(String fileName) {
    return fileName.endsWith(".yaml") || fileName.endsWith(".yml") || fileName.endsWith(".json");
  }

  /** Reads all documents of a file. */
  public static Result read(String fileName, byte[] content, ReadLimits limits) {
    return read(fileName, content, limits, null);
  }

  /**
   * Reads all documents of a file.
   *
   * @param known finds mappings that other files repeat, whose entries are then {@link
   *     RepeatedEntries}; null to read each
   */
  public static Result read(
      String fileName, byte[] content, ReadLimits limits, @Nullable RepeatedValues known) {
    if (content.length > limits.bytes()) {
      return Result.failed(
          "document.limit",
          0,
          0,
          "The file has %,d bytes, more than the limit of %,d"
              .formatted(content.length, limits.bytes()),
          "Split it into several files");
    }
    var json = fileName.endsWith(".json");
    var plain =
        json
            ? PlainJsonReader.read(content, limits, known)
            : PlainYamlReader.read(content, limits, known);
    return plain
        .map(documents -> new Result(documents, List.of()))
        .orElseGet(() -> readAny(json, content, limits));
  }

  /** Reads a file with the parser of the whole format, which also says what is wrong with it. */
  static Result readAny(boolean json, byte[] content, ReadLimits limits) {
    if (isUtf16(content)) {
      return Result.failed(
          "document.encoding", 1, 1, "The file is UTF-16, not UTF-8", "Save it as UTF-8");
    }
    var text = decode(content);
    if (text.isEmpty()) {
      return Result.failed(
          "document.encoding", 1, 1, "The file is not valid UTF-8", "Save it as UTF-8");
    }
    return json ? JsonTreeParser.read(text.get(), limits) : YamlTreeParser.read(text.get(), limits);
  }

  /** By its byte order mark, or by one byte of each of the first two characters being zero. */
  private static boolean isUtf16(byte[] content) {
    if (content.length < 2 || content.length % 2 != 0) {
      return false;
    }
    var mark = (content[0] & 0xFF) << 8 | (content[1] & 0xFF);
    if (mark == 0xFEFF || mark == 0xFFFE) {
      return true;
    }
    if (content.length < 4) {
      return false;
    }
    return isZeroAt(content, 0) || isZeroAt(content, 1);
  }

  private static boolean isZeroAt(byte[] content, int at) {
    return content[at] == 0 && content[at + 2] == 0 && content[1 - at] != 0 && content[3 - at] != 0;
  }

  /**
   * Whether a text can be stored and digested as it is: it has no control characters except tabs
   * and line breaks, and no half of a surrogate pair. The bytes of a file cannot hold these, but
   * escapes can.
   */
  static boolean isStorable(String text) {
    for (var at = 0; at < text.length(); at++) {
      var c = text.charAt(at);
      if (c < ' ' && c != '\t' && c != '\n' && c != '\r') {
        return false;
      }
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || at + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(at + 1))) {
          return false;
        }
        at++;
      }
    }
    return true;
  }

  /** Adds a problem, or ends the reading when there are too many. */
  static void add(List<Problem> problems, Problem problem) {
    if (problems.size() == MOST_PROBLEMS) {
      throw new ReadingEndedException(
          Problem.error(
              "document.limit",
              problem.location(),
              "The file has more than %,d problems; what follows is not read"
                  .formatted(MOST_PROBLEMS),
              "Correct those above first"));
    }
    problems.add(problem);
  }

  /** The problem of a text that fails {@link #isStorable}. */
  static Problem notStorable(int line, int column) {
    return Problem.error(
        "document.encoding",
        new Location("", line, column),
        "This text holds a control character or half a surrogate pair",
        "Remove it, or write it as a letter");
  }

  /** The problem of a file that holds too many values. */
  static Problem tooManyValues(ReadLimits limits, int line, int column) {
    return Problem.error(
        "document.limit",
        new Location("", line, column),
        "The file holds more than %,d values, with aliases expanded".formatted(limits.values()),
        "Split the file, or write less with aliases");
  }

  /** The problem of values that are nested too deep. */
  static Problem tooDeep(ReadLimits limits, int line, int column) {
    return Problem.error(
        "document.limit",
        new Location("", line, column),
        "Values are nested deeper than %d levels".formatted(limits.depth()),
        "Flatten the document");
  }

  private static Optional<String> decode(byte[] content) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
