package io.trueup.listener;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.ConfigurationReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Reads the configuration file of a command. */
final class ConfigurationFile {

  private ConfigurationFile() {}

  /** The configuration; empty when it is unusable, after writing the reasons to {@code err}. */
  static Optional<Configuration> read(Path named, PrintWriter err) {
    var file = named.toAbsolutePath().normalize();
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (IOException _) {
      err.println(
          "trueup: Cannot read the configuration %s. Check that it exists and that this user may read it"
              .formatted(file));
      return Optional.empty();
    }
    var folder = Objects.requireNonNull(file.getParent());
    var read = ConfigurationReader.read(named.toString(), folder, content);
    read.problems().forEach(problem -> err.println(problem));
    return Optional.ofNullable(read.configuration());
  }
}
