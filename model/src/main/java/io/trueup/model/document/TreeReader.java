package io.trueup.model.document;

import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Reads the documents of one file, YAML 1.2 or JSON by the file's name. Never throws for what a
 * file holds.
 */
public final class TreeReader {

  private TreeReader() {}

  /**
   * What was read.
   *
   * @param documents those that could be read, in their order
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
    if (content.length > limits.bytes()) {
      return Result.failed(
          "document.limit",
          0,
          0,
          "The file has %,d bytes, more than the %,d that are read"
              .formatted(content.length, limits.bytes()),
          "Split it into several files");
    }
    var text = decode(content);
    if (text.isEmpty()) {
      return Result.failed(
          "document.encoding", 0, 0, "The file is not valid UTF-8", "Save it as UTF-8");
    }
    return fileName.endsWith(".json")
        ? JsonTrees.read(text.get(), limits)
        : YamlTrees.read(text.get(), limits);
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
