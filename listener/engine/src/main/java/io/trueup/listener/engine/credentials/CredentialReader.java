package io.trueup.listener.engine.credentials;

import io.trueup.platforms.spi.ConnectionSecurity;
import io.trueup.platforms.spi.ConnectionSecurity.ChannelBinding;
import io.trueup.platforms.spi.ConnectionSecurity.Method;
import io.trueup.platforms.spi.ConnectionSecurity.Tls;
import io.trueup.platforms.spi.CredentialStore.UserPassword;
import io.trueup.platforms.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds credentials in a folder, which is laid out as Kubernetes mounts secrets of type basic-auth
 * ({@code name/username} and {@code name/password}), else in the environment ({@code
 * TRUEUP_CREDENTIAL_NAME_USERNAME} and {@code _PASSWORD}). Operators may add {@code hosts}, {@code
 * tls}, {@code ca.crt}, {@code authentication} and {@code channel-binding} beside them. Every call
 * reads everything again.
 */
public final class CredentialReader {

  private static final Pattern SEPARATORS = Pattern.compile("[\\s,]+");

  private final @Nullable Path folder;
  private final Function<String, @Nullable String> environment;

  /**
   * Reads from a folder, if there is one, and an environment.
   *
   * @param environment gives a variable's value; null when it is not set
   */
  public CredentialReader(@Nullable Path folder, Function<String, @Nullable String> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  /** Reads the texts of one credential; null for those that are missing. */
  private interface Texts {
    @Nullable String read(String name) throws IOException;

    @Nullable Path ca() throws IOException;
  }

  /** Reads the credential of a name. */
  public CredentialLookup find(String name) {
    if (!name.matches("[A-Za-z0-9_.-]{1,128}") || name.startsWith(".")) {
      return new CredentialLookup.Absent(); // never a path out of the folder
    }
    try {
      var found = inFolder(name);
      return found instanceof CredentialLookup.Absent ? inEnvironment(name) : found;
    } catch (IOException e) {
      return unusable(name, "one of its files cannot be read: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      return unusable(name, String.valueOf(e.getMessage()));
    }
  }

  private static CredentialLookup unusable(String name, String why) {
    return new CredentialLookup.Unusable(
        "Credential '%s' cannot be used, because %s. Correct it where the daemon runs"
            .formatted(name, why));
  }

  private CredentialLookup inFolder(String name) throws IOException {
    if (folder == null) {
      return new CredentialLookup.Absent();
    }
    try {
      // The folder's real name: where case does not count, many names find one secret.
      var credential = folder.resolve(name).toRealPath();
      return held(String.valueOf(credential.getFileName()), new InFolder(credential));
    } catch (NoSuchFileException _) {
      return new CredentialLookup.Absent();
    }
  }

  private record InFolder(Path credential) implements Texts {

    @Override
    public @Nullable String read(String name) throws IOException {
      try {
        return Files.readString(credential.resolve(name)).strip();
      } catch (NoSuchFileException | NotDirectoryException _) {
        return null;
      }
    }

    @Override
    public @Nullable Path ca() throws IOException {
      var file = credential.resolve("ca.crt");
      return read("ca.crt") == null ? null : file;
    }
  }

  private CredentialLookup inEnvironment(String name) throws IOException {
    var word = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    return held(word.toLowerCase(Locale.ROOT), new InEnvironment(environment, word));
  }

  private record InEnvironment(Function<String, @Nullable String> environment, String word)
      implements Texts {

    @Override
    public @Nullable String read(String name) {
      var suffix = name.toUpperCase(Locale.ROOT).replace('-', '_');
      return environment.apply("TRUEUP_CREDENTIAL_%s_%s".formatted(word, suffix));
    }

    @Override
    public @Nullable Path ca() throws IOException {
      var file = read("ca");
      if (file == null) {
        return null;
      }
      Files.readString(Path.of(file));
      return Path.of(file);
    }
  }

  private static CredentialLookup held(String identity, Texts texts) throws IOException {
    var user = texts.read("username");
    var password = texts.read("password");
    if (user == null || password == null) {
      return new CredentialLookup.Absent();
    }
    var hosts = texts.read("hosts");
    return new CredentialLookup.Found(
        identity,
        new UserPassword(user, new Secret(password)),
        hosts == null ? null : DeclaredHosts.parse(hosts),
        new ConnectionSecurity.Settings(
            parseSetting(Tls.class, "tls", texts.read("tls")),
            texts.ca(),
            parseMethods(texts.read("authentication")),
            parseSetting(ChannelBinding.class, "channel-binding", texts.read("channel-binding"))));
  }

  /**
   * Parses ways of logging in, separated by commas or blanks.
   *
   * @throws IllegalArgumentException with a sentence when one of them is unknown
   */
  public static @Nullable SortedSet<Method> parseMethods(@Nullable String text) {
    if (text == null) {
      return null;
    }
    var methods = new TreeSet<Method>();
    SEPARATORS
        .splitAsStream(text.strip())
        .map(it -> parseSetting(Method.class, "authentication", it))
        .filter(Objects::nonNull)
        .forEach(methods::add);
    return methods;
  }

  private static <E extends Enum<E>> @Nullable E parseSetting(
      Class<E> type, String setting, @Nullable String text) {
    if (text == null) {
      return null;
    }
    return ConnectionSecurity.parse(type, text)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "its '%s' is '%s' and not %s"
                    .formatted(
                        setting,
                        text,
                        Arrays.stream(type.getEnumConstants())
                            .map(ConnectionSecurity::spelling)
                            .collect(Collectors.joining(" or ")))));
  }
}
