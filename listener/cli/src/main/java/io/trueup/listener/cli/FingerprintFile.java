package io.trueup.listener.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.engine.text.JsonMappers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/** A file with the fingerprint of each node's last run, as a JSON object. */
final class FingerprintFile {

  private FingerprintFile() {}

  /**
   * The fingerprints by node; none when there is no such file yet.
   *
   * @throws CommandException when it cannot be read
   */
  static Map<String, String> read(Path file) {
    try {
      return Files.exists(file)
          ? JsonMappers.STRICT.readValue(file.toFile(), new TypeReference<>() {})
          : Map.of();
    } catch (JsonProcessingException e) {
      throw new CommandException(
          ExitCode.USAGE,
          "Cannot read '%s': it must be a JSON object of fingerprints by node: %s"
              .formatted(file, e.getOriginalMessage()));
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.USAGE, "Cannot read '%s': %s".formatted(file, e.getMessage()));
    }
  }

  /**
   * Replaces the file, whole or not at all.
   *
   * @throws CommandException when it cannot be written
   */
  static void write(Path file, Map<String, String> fingerprints) {
    var part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.writeString(
          part,
          JsonMappers.STRICT
                  .writerWithDefaultPrettyPrinter()
                  .writeValueAsString(new TreeMap<>(fingerprints))
              + "\n");
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED,
          "The run has ended, but its fingerprints cannot be written to '%s', so that its next run adapts again: %s"
              .formatted(file, e.getMessage()));
    }
  }
}
