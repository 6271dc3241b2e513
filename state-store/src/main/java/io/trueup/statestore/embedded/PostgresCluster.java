package io.trueup.statestore.embedded;

import io.trueup.statestore.RandomSecrets;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The files of a cluster: its data, the superuser's password and the server's log.
 *
 * @param folder holds them all; its subfolder {@code cluster} belongs to the server alone
 */
record PostgresCluster(
    Path folder, PostgresBinaries binaries, ServerAccount account, boolean durable) {

  static final String SUPERUSER = "postgres";

  private static final int LOG_TAIL = 4_000;

  Path data() {
    return folder.resolve("cluster");
  }

  Path log() {
    return folder.resolve("server.log");
  }

  /** The server that runs in a folder; its pid file has the port in the fourth line. */
  static Optional<EmbeddedPostgres.Running> running(Path folder) throws IOException {
    var pidFile = folder.resolve("cluster").resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    var lines = Files.readAllLines(pidFile);
    if (lines.size() < 4) {
      return Optional.empty();
    }
    var password = Files.readString(folder.resolve("password"), StandardCharsets.US_ASCII).strip();
    return Optional.of(
        new EmbeddedPostgres.Running(Integer.parseInt(lines.get(3).strip()), password));
  }

  String password() throws IOException {
    return Files.readString(folder.resolve("password"), StandardCharsets.US_ASCII).strip();
  }

  /** Creates the cluster unless it exists; one that was half created is created again. */
  void createIfAbsent() throws IOException {
    if (Files.isDirectory(data())) {
      return;
    }
    var password = RandomSecrets.hex(24);
    writePrivately(folder.resolve("password"), password);
    var unfinished = folder.resolve("cluster.unfinished");
    PostgresBinaries.delete(unfinished);
    Files.createDirectory(
        unfinished,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    var passwordForCreator = folder.resolve("password.unfinished");
    writePrivately(passwordForCreator, password);
    account.giveToCreator(unfinished);
    account.giveToCreator(passwordForCreator);
    try {
      create(unfinished, passwordForCreator);
    } finally {
      Files.deleteIfExists(passwordForCreator);
    }
    account.give(unfinished);
    Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private void create(Path unfinished, Path passwordFile) throws IOException {
    var words =
        new ArrayList<>(
            List.of(
                binaries.program("initdb").toString(),
                "--pgdata=" + unfinished,
                "--username=" + SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--data-checksums",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8"));
    if (!durable) {
      words.add("--no-sync");
    }
    var output = Files.createTempFile(folder, "initdb", ".log");
    try {
      var process = run(account.creator(words).redirectOutput(output.toFile()));
      if (process.exitValue() != 0) {
        throw EmbeddedPostgresException.failed(
            "create the embedded Postgres", folder, Files.readString(output));
      }
    } finally {
      Files.delete(output);
    }
  }

  /** Stops a server at once but cleanly, and waits until it has stopped. */
  void stop() throws IOException {
    var command =
        List.of(
            binaries.program("pg_ctl").toString(),
            "stop",
            "--mode=fast",
            "--silent",
            "--timeout=60",
            "--pgdata=" + data());
    run(account.command(command).redirectOutput(ProcessBuilder.Redirect.DISCARD));
  }

  /**
   * Stops the server that an earlier process left behind. It cannot be taken over, because a server
   * without its parent may already be stopping.
   */
  void stopOrphan() throws IOException {
    try {
      var pid = Files.readAllLines(data().resolve("postmaster.pid")).getFirst().strip();
      var commandLine =
          Files.readString(Path.of("/proc", pid, "cmdline"), StandardCharsets.ISO_8859_1);
      // The process id may have passed to a process that is not ours.
      if (commandLine.contains(data().toString())) {
        stop();
      }
    } catch (NoSuchFileException _) {
      // There is none, or it ended meanwhile.
    } catch (java.nio.file.FileSystemException e) {
      // Reading /proc of a process that just ended fails in its own way.
      if (!String.valueOf(e.getFile()).startsWith("/proc")) {
        throw e;
      }
    }
  }

  /** The end of the server's log. */
  String logTail() throws IOException {
    if (!Files.exists(log())) {
      return "nothing";
    }
    try (var file = new RandomAccessFile(log().toFile(), "r")) {
      file.seek(Math.max(0, file.length() - LOG_TAIL));
      var bytes = new byte[LOG_TAIL];
      var length = file.read(bytes);
      return length <= 0 ? "nothing" : new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
  }

  private static Process run(ProcessBuilder command) throws IOException {
    Process process;
    try {
      process = command.start();
    } catch (IOException e) {
      throw EmbeddedPostgresException.unsupported(
          "it needs the program 'setpriv' of util-linux, which cannot be run", e);
    }
    try {
      process.getOutputStream().close();
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException("'%s' did not end".formatted(command.command().getFirst()));
      }
      return process;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Replaces a file by one that only this user may read. */
  static void writePrivately(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text, StandardCharsets.US_ASCII);
  }
}
