package io.trueup.listener;

import io.trueup.listener.config.Configuration;
import io.trueup.listener.config.ConfigurationReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** The configuration that a command names. */
final class ConfigurationFile {

  private ConfigurationFile() {}

  /** Reads it; empty when it cannot be used, and then it was said why. */
  static Optional<Configuration> read(Path named, PrintWriter err) {
    var file = named.toAbsolutePath().normalize();
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (IOException _) {
      err.println(
          "trueup: Cannot read the configuration %s. Does it exist, and may this user read it?"
              .formatted(file));
      return Optional.empty();
    }
    var folder = Objects.requireNonNull(file.getParent());
    var read = ConfigurationReader.read(named.toString(), folder, content);
    read.problems().forEach(problem -> err.println(problem));
    return Optional.ofNullable(read.configuration());
  }
}
