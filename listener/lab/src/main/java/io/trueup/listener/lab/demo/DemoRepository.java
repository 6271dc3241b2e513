package io.trueup.listener.lab.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A developer's clone of the model, driven by the installed git. Not thread-safe. */
final class DemoRepository {

  private final Path folder;

  private DemoRepository(Path folder) {
    this.folder = folder;
  }

  /** Creates a bare repository. */
  static void createBare(Path folder) {
    run(
        folder.toAbsolutePath().getRoot(),
        "init",
        "-q",
        "--bare",
        "--initial-branch=main",
        folder.toString());
    run(folder, "config", "http.receivepack", "true");
  }

  /** Creates a clone of an empty repository. */
  static DemoRepository initialize(Path folder, String origin) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new DemoException("Cannot create %s: %s".formatted(folder, e.getMessage()), e);
    }
    run(folder, "init", "-q", "--initial-branch=main");
    run(folder, "remote", "add", "origin", origin);
    return new DemoRepository(folder);
  }

  Path folder() {
    return folder;
  }

  /** Replaces a text that must occur in a file. */
  void edit(String file, String text, String replacement) {
    try {
      var path = folder.resolve(file);
      var before = Files.readString(path);
      if (!before.contains(text)) {
        throw new IllegalStateException(
            "Cannot edit %s: it does not contain '%s'".formatted(file, text));
      }
      Files.writeString(path, before.replace(text, replacement));
    } catch (IOException e) {
      throw new DemoException("Cannot change %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Commits all changes and pushes them, with git over HTTP; returns the commit. */
  String push(String author, String message) {
    run(folder, "add", "-A");
    run(
        folder,
        "-c",
        "user.name=" + author,
        "-c",
        "user.email=" + author.toLowerCase(Locale.ROOT) + "@northwind.example",
        "commit",
        "-q",
        "-m",
        message);
    run(folder, "push", "-q", "origin", "HEAD:refs/heads/main");
    return run(folder, "rev-parse", "HEAD");
  }

  private static String run(Path folder, String... arguments) {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      var builder =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
      builder.environment().keySet().retainAll(Set.of("PATH"));
      builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
      builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
      builder.environment().put("GIT_TERMINAL_PROMPT", "0");
      var process = builder.start();
      process.getOutputStream().close();
      var output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new DemoException(
            "'git %s' failed: %s".formatted(String.join(" ", arguments), output), null);
      }
      return output;
    } catch (IOException e) {
      throw new DemoException("Cannot run git: %s. Install git".formatted(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("Interrupted while running git", e);
    }
  }
}
