package io.trueup.listener.daemon;

import io.trueup.platforms.spi.CredentialStore;
import io.trueup.platforms.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds credentials in a folder, laid out as Kubernetes mounts secrets of type basic-auth ({@code
 * name/username} and {@code name/password}), else in the environment ({@code
 * TRUEUP_CREDENTIAL_NAME_USERNAME} and {@code _PASSWORD}). Reads them afresh each time.
 */
final class Credentials implements CredentialStore {

  private final @Nullable Path folder;
  private final Function<String, @Nullable String> environment;

  Credentials(@Nullable Path folder, Function<String, @Nullable String> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  @Override
  public Optional<UserPassword> find(String name) {
    if (!name.matches("[A-Za-z0-9_.-]{1,128}") || name.startsWith(".")) {
      return Optional.empty(); // never a path out of the folder
    }
    return inFolder(name).or(() -> inEnvironment(name));
  }

  private Optional<UserPassword> inFolder(String name) {
    if (folder == null) {
      return Optional.empty();
    }
    try {
      var user = Files.readString(folder.resolve(name).resolve("username")).strip();
      var password = Files.readString(folder.resolve(name).resolve("password")).strip();
      return Optional.of(new UserPassword(user, new Secret(password)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<UserPassword> inEnvironment(String name) {
    var prefix = "TRUEUP_CREDENTIAL_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    var user = environment.apply(prefix + "_USERNAME");
    var password = environment.apply(prefix + "_PASSWORD");
    return user == null || password == null
        ? Optional.empty()
        : Optional.of(new UserPassword(user, new Secret(password)));
  }
}
