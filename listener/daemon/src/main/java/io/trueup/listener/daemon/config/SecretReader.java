package io.trueup.listener.daemon.config;

import io.trueup.platforms.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the secrets that references name. Every call reads again, so that a rotated secret needs no
 * restart.
 */
public final class SecretReader {

  private final Function<String, @Nullable String> environment;

  /**
   * Reads from files and an environment.
   *
   * @param environment gives a variable's value; null when it is not set
   */
  public SecretReader(Function<String, @Nullable String> environment) {
    this.environment = environment;
  }

  /** Reads a secret; empty when it is missing or blank. */
  public Optional<Secret> read(SecretReference reference) {
    var text =
        switch (reference) {
          case SecretReference.InEnvironment(var variable) -> environment.apply(variable);
          case SecretReference.InFile(var file) -> {
            try {
              yield Files.readString(file);
            } catch (IOException e) {
              yield null;
            }
          }
        };
    return Optional.ofNullable(text)
        .map(String::strip)
        .filter(it -> !it.isEmpty())
        .map(Secret::new);
  }

  /** Describes the place of a secret, for messages. */
  public static String describe(SecretReference reference) {
    return switch (reference) {
      case SecretReference.InEnvironment(var variable) -> "environment variable " + variable;
      case SecretReference.InFile(var file) -> "file " + file;
    };
  }
}
