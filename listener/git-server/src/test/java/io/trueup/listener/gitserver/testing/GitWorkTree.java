package io.trueup.listener.gitserver.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A developer's clone, driven by the machine's git. */
public final class GitWorkTree {

  private final Path folder;

  private GitWorkTree(Path folder) {
    this.folder = folder;
  }

  /** Starts a repository of one's own whose origin is a url; nothing is fetched. */
  public static GitWorkTree create(Path folder, String origin) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var tree = new GitWorkTree(folder);
    tree.git("init", "-q", "--initial-branch=main");
    tree.git("remote", "add", "origin", origin);
    return tree;
  }

  /** Whatever repository a folder is, or may become. */
  public static GitWorkTree in(Path folder) {
    return new GitWorkTree(folder);
  }

  /** Where the files lie. */
  public Path folder() {
    return folder;
  }

  /** Writes a file. */
  public GitWorkTree write(String path, String content) {
    try {
      var file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Commits everything and returns the commit's id. */
  public String commit(String message) {
    git("add", "-A");
    git("commit", "-q", "--allow-empty", "-m", message);
    return git("rev-parse", "HEAD");
  }

  /** Commits everything, pushes it to a branch, and returns the commit's id. */
  public String publish(String message) {
    var commit = commit(message);
    git("push", "-q", "--force", "origin", "HEAD:refs/heads/main");
    return commit;
  }

  /** Runs git and returns what it printed, without the last line's end. */
  public String git(String... arguments) {
    var run = run(arguments);
    if (run.status() != 0) {
      throw new IllegalStateException(
          "git %s: %s".formatted(String.join(" ", arguments), run.output()));
    }
    return run.output();
  }

  /** What a git command printed, errors included, and its exit status. */
  public record Run(int status, String output) {}

  /** Runs git. */
  public Run run(String... arguments) {
    var command = new ArrayList<>(List.of("git", "-c", "user.name=Ada", "-c"));
    command.add("user.email=ada@example.org");
    command.addAll(List.of("-c", "protocol.file.allow=always", "-c", "advice.detachedHead=false"));
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
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Run(process.waitFor(), output.stripTrailing());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
