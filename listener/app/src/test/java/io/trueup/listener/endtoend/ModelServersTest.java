package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.listener.testing.ProgramProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A daemon and model servers, whose database user has exactly the documented grants and whose
 * memory is so small that versions are closed and opened, while merges, flips and restarts of every
 * instance happen. One shares the daemon's folder, one has a mirror of its own, and the others
 * fetch versions from the daemon. Three of them by default; {@code -Dtrueup.model-servers=8} runs
 * eight.
 *
 * <p>A model server that answers each question from the version that it opened last makes it fail.
 */
class ModelServersTest {

  private static final int SERVERS = Integer.getInteger("trueup.model-servers", 3);
  private static final long SEED = Long.getLong("trueup.model-servers.seed", 1);
  private static final int QUESTIONS = 100;

  /** Less than the versions that are kept take together. */
  private static final String MEMORY = "64KB";

  private static final Pattern GRANTS = Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern EVICTED =
      Pattern.compile("(?m)^trueup_models_evicted_total\\S* (\\S+)$");

  private static final String GRAPHQL =
      "/graphql?query="
          + URLEncoder.encode(
              "{version {version commit} stores {items {name}}}", StandardCharsets.UTF_8);
  private static final List<String> ASKED =
      List.of("", "/stores", "/workspaces", "/platforms", GRAPHQL);

  @Test
  void aJobSeesOneVersionOrIsToldThatItIsGone() {
    System.out.printf(
        "seed: -Dtrueup.model-servers.seed=%d -Dtrueup.model-servers=%d%n", SEED, SERVERS);
    Site.play("model-servers", site -> new Fleet(site).live());
  }

  /** A model server. */
  private static final class Server {

    private static final Pattern LISTENING = Pattern.compile("listens on [^\\s:]+:(\\d+)");

    private final String name;
    private final Process process;
    private final Map<String, String> log = new ConcurrentSkipListMap<>();
    private volatile int port;

    Server(Site site, String name) {
      this.name = name;
      process = ProgramProcess.start(site.folder, "model-server", "--config", name + ".yaml");
      Thread.ofVirtual().start(this::read);
    }

    private void read() {
      try (var lines =
          new BufferedReader(
              new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
        var number = 0;
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
          log.put("%08d".formatted(number++), line);
          var found = LISTENING.matcher(line);
          if (found.find()) {
            port = Integer.parseInt(found.group(1));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The end of its log, for people who look into a failure. */
    String tail() {
      return name
          + ":\n"
          + log.values().stream()
              .filter(it -> !it.contains("Opened the compiled version"))
              .skip(Math.max(0, log.size() - 10_000))
              .collect(Collectors.joining("\n"));
    }

    String address() {
      return "http://127.0.0.1:" + port;
    }

    /** Stops it with SIGTERM; {@link Process#destroy} would close its log as well. */
    void stop() throws InterruptedException {
      process.toHandle().destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s stops", name).isTrue();
    }
  }

  private static final class Fleet {

    private final Site site;
    private final EvolvingModel model;
    private final String token;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, Server> servers = new ConcurrentHashMap<>();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private double evictions;

    Fleet(Site site) throws Exception {
      this.site = site;
      model = new EvolvingModel(site, SEED);
      site.serve(site.polling());
      model.begin();
      token = Files.readString(site.folder.resolve("data/operator.token")).strip();
      site.write("token", token);
      allowReading();
    }

    private void allowReading() throws SQLException, IOException {
      var page = Files.readString(Path.of("../../docs/model-servers.md"));
      var fence = GRANTS.matcher(page);
      assertThat(fence.find()).isTrue();
      var grants =
          fence
              .group(1)
              .replace("model_reader", "model_reader_" + site.state.name())
              .replace("'...'", "'canary-reader'");
      try (var connection = site.state.connect();
          var statement = connection.createStatement()) {
        statement.execute(grants);
      }
      site.write("reader-password", "canary-reader");
    }

    /** Where the versions of a model server come from: each way is taken by one. */
    private static String versions(String name) {
      return switch (name) {
        case "model-1" -> "data/versions";
        case "model-2" -> name + "-versions, from: git, mirrors: " + name + "-mirrors";
        default -> name + "-versions, from: daemon";
      };
    }

    private String source(String name) {
      return name.equals("model-2")
          ? "{repository: \"%s\", branch: main}".formatted(site.git.url("model"))
          : "{}";
    }

    private void start(String name) {
      begin(name);
      awaitReady(name);
    }

    private void begin(String name) {
      site.write(
          name + ".yaml",
          """
          instance: %s
          sources: {%s: %s}
          listen: {host: 127.0.0.1, port: 0}
          database:
            url: "%s"
            user: model_reader_%s
            password: {file: reader-password}
          daemon: {url: "%s", token: {file: token}}
          versions: {folder: %s}
          memory: %s
          refresh: 200ms
          drain: {delay: 2s, longest: 10s}
          """
              .formatted(
                  name,
                  Site.SOURCE,
                  source(name),
                  site.state.jdbcUrl(),
                  site.state.name(),
                  site.address(),
                  versions(name),
                  MEMORY));
      servers.put(name, new Server(site, name));
    }

    private void awaitReady(String name) {
      Await.until(name + " to listen", () -> server(name).port != 0, () -> log(name));
      Await.until(name + " to be ready", () -> isReady(server(name)), () -> log(name));
    }

    private Server server(String name) {
      return Objects.requireNonNull(servers.get(name));
    }

    private String log(String name) {
      return server(name).log.values().toString();
    }

    private HttpResponse<String> get(String address) throws IOException {
      try {
        return http.send(
            HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(60))
                .build(),
            BodyHandlers.ofString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    private boolean isReady(Server server) {
      try {
        return get(server.address() + "/readyz").statusCode() == 200;
      } catch (IOException _) {
        return false;
      }
    }

    /** As a load balancer does: any instance that says that it is ready. */
    private Server any(Random random) {
      while (true) {
        var all = List.copyOf(servers.values());
        var server = all.get(random.nextInt(all.size()));
        if (isReady(server)) {
          return server;
        }
        Await.pause();
      }
    }

    void live() throws Exception {
      try {
        for (var i = 1; i <= SERVERS; i++) {
          begin("model-" + i);
        }
        for (var i = 1; i <= SERVERS; i++) {
          awaitReady("model-" + i);
        }
        ask();
      } catch (Exception | AssertionError e) {
        servers.values().forEach(it -> System.out.println(it.tail()));
        throw e;
      } finally {
        servers.values().forEach(it -> it.process.destroyForcibly());
      }
    }

    private void ask() throws Exception {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var jobs =
            List.of(
                threads.submit(() -> jobs(new Random(SEED), true)),
                threads.submit(() -> jobs(new Random(SEED + 1), false)));
        try {
          for (var i = 1; i <= SERVERS; i++) {
            model.pushGood();
            evictions += evicted("model-" + i);
            restart("model-" + i);
            settle();
          }
        } finally {
          isOver.set(true);
        }
        var finished = 0;
        for (Future<Integer> job : jobs) {
          finished += job.get();
        }
        assertThat(finished).as("jobs that ran to their end").isPositive();
        assertThat(evictions).as("versions that were closed for want of memory").isPositive();
      }
    }

    /** How many versions a model server has closed since it started. */
    private double evicted(String name) throws IOException {
      var metrics = get(Objects.requireNonNull(servers.get(name)).address() + "/metrics").body();
      return EVICTED
          .matcher(metrics)
          .results()
          .mapToDouble(it -> Double.parseDouble(it.group(1)))
          .sum();
    }

    private void restart(String name) throws InterruptedException {
      Objects.requireNonNull(servers.get(name)).stop();
      start(name);
    }

    /** Waits until the newest accepted version is served by all. */
    private void settle() {
      var commit = model.merges().getLast().commit();
      Await.until("the newest version to be served", () -> served().equals(commit));
      Await.until(
          "all instances to serve it", () -> servers.values().stream().allMatch(this::isReady));
    }

    private String served() {
      return QueryRows.one(
          site.state,
          "SELECT coalesce(max(v.commit), 'none') FROM trueup.served_version s JOIN trueup.version"
              + " v ON v.source = s.source AND v.sequence = s.served");
    }

    private int jobs(Random random, boolean isLeased) throws IOException {
      var ended = 0;
      while (!isOver.get()) {
        ended += run(random, isLeased);
      }
      return ended;
    }

    /** A job that asks many questions; returns 0 when its version was gone. */
    private int run(Random random, boolean isLeased) throws IOException {
      var root = "/api/v1/models/%s/".formatted(Site.SOURCE);
      var named = get(any(random).address() + root + "merged");
      assertThat(named.statusCode()).as(named.body()).isEqualTo(307);
      var path = named.headers().firstValue("Location").orElseThrow();
      var version = path.substring(path.lastIndexOf('/') + 1);
      if (isLeased && !lease(root + version)) {
        return 0;
      }
      var first = new HashMap<String, String>();
      for (var i = 0; i < QUESTIONS; i++) {
        var question = ASKED.get(random.nextInt(ASKED.size()));
        var answer = answered(random, path + question);
        if (answer.statusCode() == 410) {
          assertThat(isLeased).as("a leased version is gone: %s", answer.body()).isFalse();
          return 0;
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(first.computeIfAbsent(question, _ -> answer.body())).isEqualTo(answer.body());
        if (question.isEmpty()) {
          assertThat(json(answer).path("version").asText()).isEqualTo(version);
        }
        if (question.equals(GRAPHQL)) {
          assertThat(json(answer).path("data").path("version").path("version").asText())
              .isEqualTo(version);
        }
      }
      return 1;
    }

    private boolean lease(String version) throws IOException {
      try {
        var taken =
            http.send(
                HttpRequest.newBuilder(URI.create(site.address() + version + "/leases"))
                    .header("Authorization", "Bearer " + token)
                    .POST(HttpRequest.BodyPublishers.ofString("{\"purpose\": \"a job\"}"))
                    .build(),
                BodyHandlers.ofString());
        assertThat(taken.statusCode()).as(taken.body()).isIn(201, 410);
        return taken.statusCode() == 201;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /** The only answer that is tried again is one that says so. */
    private HttpResponse<String> answered(Random random, String path) throws IOException {
      while (true) {
        var answer = get(any(random).address() + path);
        if (answer.statusCode() != 503) {
          return answer;
        }
        assertThat(answer.headers().firstValue("Retry-After")).as(answer.body()).isPresent();
        Await.pause();
      }
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
      return JsonMappers.STRICT.readTree(answer.body());
    }
  }
}
