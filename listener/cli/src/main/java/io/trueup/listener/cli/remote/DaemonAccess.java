package io.trueup.listener.cli.remote;

import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The address of a daemon and the token for it, as options. */
public final class DaemonAccess {

  private static final String DEFAULT_SERVER = "http://127.0.0.1:8080";
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?i)https?://([a-z0-9]([a-z0-9._-]*[a-z0-9_])?\\.?|\\[[0-9a-f:.]+])(:(?<port>[0-9]{1,5}))?(/[A-Za-z0-9._~/-]*)?");

  @Option(
      names = "--server",
      order = 100,
      paramLabel = "URL",
      description = "The address of the daemon; else TRUEUP_SERVER. Default: " + DEFAULT_SERVER)
  private @Nullable String server;

  @Option(
      names = "--token-file",
      order = 101,
      paramLabel = "FILE",
      description =
          "The file with the token; else TRUEUP_TOKEN_FILE, else the token itself in TRUEUP_TOKEN.")
  private @Nullable Path tokenFile;

  /** A client of the daemon. */
  public ApiClient client(Shell shell) {
    return client(shell, null);
  }

  /**
   * A client of the daemon.
   *
   * @param named its address by another option; null for none
   */
  public ApiClient client(Shell shell, @Nullable String named) {
    return new ApiClient(server(shell, named == null ? server : named), token(shell));
  }

  private static String server(Shell shell, @Nullable String named) {
    var chosen = named != null ? named : shell.environment().get("TRUEUP_SERVER");
    var address = chosen == null || chosen.isBlank() ? DEFAULT_SERVER : chosen.strip();
    if (!isAddress(address)) {
      throw new CommandException(
          ExitCode.USAGE,
          "'%s' is not the address of a daemon, such as %s or https://trueup.acme.example"
              .formatted(address, DEFAULT_SERVER));
    }
    return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
  }

  /** Allows an underscore in hosts, which {@link java.net.URI} does not but networks do. */
  private static boolean isAddress(String text) {
    var parts = ADDRESS.matcher(text);
    if (!parts.matches()) {
      return false;
    }
    var port = parts.group("port");
    return port == null || (Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65535);
  }

  private @Nullable String token(Shell shell) {
    var named = shell.environment().get("TRUEUP_TOKEN_FILE");
    var file =
        tokenFile != null ? tokenFile : named == null || named.isBlank() ? null : Path.of(named);
    var token = file == null ? shell.environment().get("TRUEUP_TOKEN") : read(file);
    if (token == null || token.isBlank()) {
      return null;
    }
    if (!token.strip().chars().allMatch(it -> it > ' ' && it < 127)) {
      throw new CommandException(
          ExitCode.USAGE, "The token has characters that no token has. Is it the right file?");
    }
    return token.strip();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException _) {
      throw new CommandException(
          ExitCode.USAGE, "The token file '%s' does not exist".formatted(file));
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.USAGE, "Cannot read the token file '%s': %s".formatted(file, e.getMessage()));
    }
  }
}
