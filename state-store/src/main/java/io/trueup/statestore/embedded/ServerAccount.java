package io.trueup.statestore.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The user that the server runs as: the daemon's own, or, when that is root, which Postgres
 * refuses, a numeric user that needs no account.
 *
 * @param isDedicated whether it is another user than the daemon's own
 */
record ServerAccount(boolean isDedicated) {

  /** No account of a distribution or of a person has this number. */
  private static final int DEDICATED_USER = 64117;

  /**
   * initdb, unlike the server, insists on a user that has an account; this one exists everywhere.
   */
  private static final int NOBODY = 65534;

  static ServerAccount current() {
    try {
      return new ServerAccount(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0));
    } catch (IOException e) {
      throw EmbeddedPostgresException.unsupported("/proc cannot be read", e);
    }
  }

  /** A command that runs a program to its end. */
  ProcessBuilder command(List<String> program) {
    return command(DEDICATED_USER, List.of(), program);
  }

  /** A command that creates a cluster. */
  ProcessBuilder creator(List<String> program) {
    return command(NOBODY, List.of(), program);
  }

  /** A command whose process ends cleanly when the thread that started it does. */
  ProcessBuilder companion(List<String> program) {
    return command(DEDICATED_USER, List.of("--pdeathsig", "INT"), program);
  }

  private ProcessBuilder command(int user, List<String> options, List<String> program) {
    var words = new ArrayList<>(List.of("setpriv", "--no-new-privs"));
    words.addAll(options);
    if (isDedicated) {
      var id = Integer.toString(user);
      words.addAll(List.of("--reuid", id, "--regid", id, "--clear-groups"));
    }
    words.add("--");
    words.addAll(program);
    var builder = new ProcessBuilder(words).redirectErrorStream(true);
    var path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
    // Variables of the daemon's environment, such as PGDATA or LD_LIBRARY_PATH, must not reach it.
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", path, "LC_ALL", "C", "TZ", "UTC"));
    return builder;
  }

  /** Gives a file, or a folder with everything in it, to the server. */
  void give(Path path) throws IOException {
    give(path, DEDICATED_USER);
  }

  /** Gives a file or folder to the creator of a cluster. */
  void giveToCreator(Path path) throws IOException {
    give(path, NOBODY);
  }

  private void give(Path path, int user) throws IOException {
    if (!isDedicated) {
      return;
    }
    try (var paths = Files.walk(path)) {
      for (var each : paths.toList()) {
        Files.setAttribute(each, "unix:uid", user);
        Files.setAttribute(each, "unix:gid", user);
      }
    }
  }

  /** Refuses a folder that the server could not enter. */
  void requireReachable(Path folder) throws IOException {
    if (!isDedicated) {
      return;
    }
    for (var each = folder; each != null; each = each.getParent()) {
      if (!Files.getPosixFilePermissions(each).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        throw EmbeddedPostgresException.unreachable(folder, each);
      }
    }
  }
}
