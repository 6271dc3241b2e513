package io.trueup.listener.endtoend;

import io.trueup.listener.gitserver.GitHttpServer;
import io.trueup.listener.gitserver.testing.GitWorkTree;
import io.trueup.listener.lab.demo.DaemonClient;
import io.trueup.listener.lab.demo.SampleModel;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The environment of an end-to-end test: a git server with the sample's repository and a
 * developer's clone, a state database, a warehouse, and a folder whose logs stay under {@code
 * target/endtoend}.
 */
final class Site implements AutoCloseable {

  static final String SOURCE = "northwind";

  /** Must never appear in a log or an answer. */
  static final Secret HOOK_SECRET = new Secret("canary-hook-3b1f6c");

  private static final Pattern JDBC =
      Pattern.compile("jdbc:postgresql://([^:/]+):(\\d+)/([^?]+).*");

  final Path folder;
  final GitHttpServer git;
  final GitWorkTree clone;
  final TestDatabase state;
  final TestDatabase warehouse;
  private final List<DaemonProcess> daemons = new ArrayList<>();
  private @Nullable DaemonClient client;

  private Site(Path folder, TestDatabase state) {
    this.folder = folder;
    this.state = state;
    warehouse = TestPostgres.freshDatabase();
    write("database-password", state.password());
    write("hook-secret", HOOK_SECRET.value());
    write("credentials/warehouse/username", warehouse.user());
    write("credentials/warehouse/password", warehouse.password());
    write("git/README", "The repositories");
    git = GitHttpServer.serve(folder.resolve("git"));
    git.createRepository("model", "main");
    clone = GitWorkTree.create(folder.resolve("clone"), git.url("model"));
  }

  /** A test's course of events at a site. */
  interface Story {
    void happen(Site site) throws Exception;
  }

  /** Plays a story at a new site; a failure shows the daemons' last log lines. */
  static void play(String name, Story story) {
    play(name, TestPostgres.migratedDatabase(), story);
  }

  /** The same with a database in which no daemon has made anything yet. */
  static void playFromNothing(String name, Story story) {
    play(name, TestPostgres.freshDatabase(), story);
  }

  private static void play(String name, TestDatabase state, Story story) {
    try (var site = new Site(clean(name), state)) {
      try {
        story.happen(site);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("%s\n%s".formatted(e.getMessage(), site.tails()), e);
      }
    }
  }

  /** A test's course of events at a site, with choices that depend on a seed. */
  interface RandomStory {
    void happen(Site site, long seed) throws Exception;
  }

  /**
   * Plays a story of random choices at a new site; a failure says how to make the same choices
   * again.
   */
  static void playAtRandom(String name, RandomStory story) {
    var property = "trueup.%s.seed".formatted(name);
    var seed = Long.getLong(property, 1);
    try {
      playFromNothing(name, site -> story.happen(site, seed));
    } catch (AssertionError e) {
      throw new AssertionError("With -D%s=%d: %s".formatted(property, seed, e.getMessage()), e);
    }
  }

  private static Path clean(String name) {
    var folder = Path.of("target", "endtoend", name).toAbsolutePath();
    try {
      if (Files.exists(folder)) {
        try (var files = Files.walk(folder)) {
          for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String tails() {
    return daemons.stream()
        .skip(Math.max(0, daemons.size() - 2))
        .map(DaemonProcess::tail)
        .collect(Collectors.joining("\n\n"));
  }

  /** Writes a file into the folder. */
  Path write(String name, String text) {
    try {
      var file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies the sample ecosystem into the clone, with the site's warehouse. */
  void copySample() {
    SampleModel.copyTo(clone.folder());
    var jdbc = JDBC.matcher(warehouse.jdbcUrl());
    if (!jdbc.matches()) {
      throw new IllegalStateException("Not a Postgres address: " + warehouse.jdbcUrl());
    }
    edit("usa/data-office.yaml", "host: 127.0.0.1", "host: " + jdbc.group(1));
    edit("usa/data-office.yaml", "port: 5432", "port: " + jdbc.group(2));
    edit("usa/data-office.yaml", "database: warehouse", "database: " + jdbc.group(3));
  }

  /** Replaces a text that must occur in a file of the clone. */
  void edit(String file, String text, String replacement) {
    try {
      var path = clone.folder().resolve(file);
      var before = Files.readString(path);
      if (!before.contains(text)) {
        throw new IllegalStateException("%s does not hold '%s'".formatted(file, text));
      }
      Files.writeString(path, before.replace(text, replacement));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The usual configuration, written to a file; only deliveries announce merges. */
  Path configuration() {
    return configuration("trueup.yaml", "data", state.jdbcUrl(), usualSource("poll-every: 1h"));
  }

  /** The usual configuration, written to a file; it also polls the branch every two seconds. */
  Path polling() {
    return configuration("trueup.yaml", "data", state.jdbcUrl(), usualSource("poll-every: 2s"));
  }

  /** The source of the sample's repository. */
  String usualSource(String more) {
    return source(SOURCE, git.url("model"), "main", more);
  }

  /**
   * A source.
   *
   * @param more keys of it, such as {@code model-root: x}; may be empty
   */
  static String source(String name, String repository, String branch, String more) {
    return """
      %s:
        repository: %s
        branch: %s
        webhook: {secrets: [{file: hook-secret}]}
        %s
    """
        .formatted(name, repository, branch, more);
  }

  /** A configuration, written to a file. */
  Path configuration(String file, String dataFolder, String jdbcUrl, String... sources) {
    var text =
        """
        data-folder: %s
        listen: {host: 127.0.0.1, port: 0}
        database:
          url: "%s"
          user: "%s"
          password: {file: database-password}
          pool-size: 6
        credentials: credentials
        timing: {lease: 2s, reconcile: 3s, sweep: 1s, run: 5s, git-timeout: 20s}
        sources:
        %s\
        """
            .formatted(dataFolder, jdbcUrl, state.user(), String.join("", sources));
    return write(file, text);
  }

  /** Starts a daemon. */
  DaemonProcess start(Path configuration) {
    return start(configuration, Map.of());
  }

  /** Starts a daemon with environment variables. */
  DaemonProcess start(Path configuration, Map<String, String> environment) {
    var log = folder.resolve("daemon-%d.log".formatted(daemons.size() + 1));
    var daemon = DaemonProcess.start(configuration, log, environment);
    daemons.add(daemon);
    return daemon;
  }

  /** Starts a daemon, waits until it is ready, and connects {@link #client} to it. */
  DaemonProcess serve(Path configuration) {
    return serve(configuration, Map.of());
  }

  /** The same with environment variables. */
  DaemonProcess serve(Path configuration, Map<String, String> environment) {
    var daemon = start(configuration, environment);
    Await.until("the daemon to be ready", () -> daemon.isReady() || !daemon.isAlive());
    talkTo(daemon);
    return daemon;
  }

  /** Waits until a daemon listens, and connects {@link #client} to it. */
  void talkTo(DaemonProcess daemon) {
    if (client != null) {
      client.close();
    }
    client = clientOf(daemon);
  }

  /** A client of a daemon, once one daemon has written the first token. */
  DaemonClient clientOf(DaemonProcess daemon) {
    var token = folder.resolve("data").resolve("operator.token");
    var isThere = Files.exists(token);
    return new DaemonClient(daemon.address(), new Secret(isThere ? read(token).strip() : "none"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address of the daemon that was started last. */
  String address() {
    return daemons.getLast().address().toString();
  }

  /** A client of the daemon that was started last. */
  DaemonClient client() {
    return Objects.requireNonNull(client, "No daemon was started");
  }

  /** The logs of all daemons. */
  String logs() {
    return daemons.stream().map(DaemonProcess::log).collect(Collectors.joining());
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
    daemons.forEach(DaemonProcess::close);
    git.close();
    state.close();
    warehouse.close();
  }
}
