package io.trueup.listener.lab.bench;

import io.trueup.listener.lab.bench.ModelServersBenchmark.VersionOrigin;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A model server in a process of its own. Not thread-safe. */
final class ServedInstance implements AutoCloseable {

  private static final String HEAP = "-Xmx512m";
  private static final String RESTRICTED = "rw-------";

  private final String name;
  private final Path configuration;
  private final ChildProcess process;

  private ServedInstance(String name, Path configuration, ChildProcess process) {
    this.name = name;
    this.configuration = configuration;
    this.process = process;
  }

  /** Starts a model server, and does not wait for it. */
  static ServedInstance start(
      String name, Path folder, ServedDaemon daemon, ModelServersBenchmark.Options options) {
    try {
      write(folder.resolve("token"), daemon.token().value());
      write(folder.resolve("password"), daemon.postgres().password());
      var configuration =
          Files.writeString(
              folder.resolve(name + ".yaml"),
              configuration(name, folder, daemon, options.origin()));
      var launcher = new ArrayList<>(options.launcher());
      launcher.add(HEAP);
      return new ServedInstance(
          name,
          configuration,
          ChildProcess.start(
              launcher, ServedInstanceProcess.class, List.of(configuration.toString())));
    } catch (IOException e) {
      throw new BenchException("Cannot write into %s: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static String configuration(
      String name, Path folder, ServedDaemon daemon, VersionOrigin origin) {
    return """
    instance: %s
    sources: {%s: {}}
    listen: {host: 127.0.0.1, port: 0}
    database: {url: "%s", user: %s, password: {file: password}}
    daemon: {url: "%s", token: {file: token}}
    versions: {folder: %s, from: %s}
    """
        .formatted(
            name,
            DaemonUnderTest.SOURCE,
            daemon.postgres().jdbcUrl("trueup"),
            daemon.postgres().superuser(),
            daemon.address(),
            origin == VersionOrigin.FOLDER
                ? folder.resolve("data").resolve("versions")
                : folder.resolve(name + "-versions"),
            origin == VersionOrigin.FOLDER ? "folder" : "daemon");
  }

  private static void write(Path file, String secret) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(RESTRICTED)));
      Files.writeString(file, secret);
    }
  }

  String name() {
    return name;
  }

  /** Waits until it listens. */
  void awaitListening() {
    process.awaitReady();
  }

  /** Where it listens. */
  URI address() {
    try {
      return URI.create(
          "http://127.0.0.1:" + Files.readString(ServedInstanceProcess.port(configuration)));
    } catch (IOException e) {
      throw new BenchException("Cannot find the port of %s: %s".formatted(name, e), e);
    }
  }

  /** Whether it says that it is ready. */
  boolean isReady() {
    try {
      var connection = (HttpURLConnection) address().resolve("/readyz").toURL().openConnection();
      return connection.getResponseCode() == 200;
    } catch (IOException _) {
      return false;
    }
  }

  /** Its resident memory, and the part of it that no other process shares, in megabytes. */
  Memory memory() {
    return new Memory(
        ResourceUsage.residentBytes(process.pid()) / 1e6,
        ResourceUsage.privateBytes(process.pid()) / 1e6);
  }

  /** Memory of a process in megabytes. */
  record Memory(double resident, double unshared) {}

  /** Ends it, and returns its heap after a collection in megabytes. */
  double end() {
    return process.figures().getFirst().value();
  }

  @Override
  public void close() {
    process.close();
  }
}
