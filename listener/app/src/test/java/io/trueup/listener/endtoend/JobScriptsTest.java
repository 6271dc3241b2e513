package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * The jobs of {@code deploy/jobs} against a real daemon: the same life in shell, Python and Java.
 * Needs {@code sh}, {@code curl} and {@code python3}.
 */
class JobScriptsTest {

  private static final String PLATFORM = "northwind/Forensic";
  private static final String ORDERS = "Ingest/Forensic/NW_Data";
  private static final String SUPPLIERS = "Ingest/Forensic/Depot/suppliers";
  private static final String FILE = "usa/sales.yaml";
  private static final String COLUMN = "      contact_name: varchar(30)\n";

  /** Writes what it reads into a file of its node, and waits while there is a file 'hold'. */
  private static final String COMMAND =
      """
      #!/bin/sh
      cat > "$OUT/$(echo "$1" | tr / _)"
      echo "$1 $2 $3" >> "$OUT/calls"
      while [ -e "$OUT/hold" ]; do sleep 0.1; done
      [ ! -e "$OUT/broken" ]
      """;

  @Test
  void liveTheSameLifeInShellPythonAndJava() {
    Site.play(
        "job-scripts",
        site -> {
          site.copySample();
          var daemon = site.serve(site.configuration());
          var operator = new ApiCaller(daemon.address(), operatorToken(site));
          var jobs = ApiCaller.withToken(operator, "jobs", "RUN");
          site.write("run.token", jobs.token() + "\n");
          try (operator;
              jobs;
              var story = new Story(site, daemon, jobs)) {
            story.tell();
          }
        });
  }

  private static String operatorToken(Site site) throws IOException {
    return Files.readString(site.folder.resolve("data").resolve("operator.token")).strip();
  }

  /** A language and how a job in it starts. */
  private record Language(String name, List<String> command) {

    static List<Language> all() {
      var jobs = deploy().resolve("jobs");
      var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      return List.of(
          new Language(
              "python", List.of("python3", "-B", jobs.resolve("trueup_job.py").toString())),
          new Language(
              "java",
              List.of(java, "-XX:TieredStopAtLevel=1", jobs.resolve("TrueupJob.java").toString())),
          new Language("shell", List.of("sh", jobs.resolve("trueup-job.sh").toString())));
    }

    /**
     * Those that meet failures: one of them in each build, all with {@code
     * -Dtrueup.job-scripts=all}.
     */
    static List<Language> inTrouble() {
      var all = all();
      if (System.getProperty("trueup.job-scripts", "").equals("all")) {
        return all;
      }
      var one = all.get((int) Math.floorMod(System.nanoTime(), (long) all.size()));
      System.out.println("-Dtrueup.job-scripts=all, or in trouble only " + one.name());
      return List.of(one);
    }

    private static Path deploy() {
      var folder = Path.of("").toAbsolutePath();
      while (!Files.exists(folder.resolve("mvnw"))) {
        folder = Objects.requireNonNull(folder.getParent());
      }
      return folder.resolve("deploy");
    }
  }

  /** A job that has been started. */
  private record Started(Process process, Path log) {

    String output() {
      try {
        return Files.readString(log);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Started endsWith(int code) throws InterruptedException {
      assertThat(process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as(output())
          .isTrue();
      assertThat(process.exitValue()).as(output()).isEqualTo(code);
      return this;
    }
  }

  private static final class Story implements AutoCloseable {

    private final Site site;
    private final DaemonProcess process;
    private final URI daemon;
    private final ApiCaller jobs;
    private final Path command;
    private final List<Process> started = new ArrayList<>();
    private int version;

    Story(Site site, DaemonProcess process, ApiCaller jobs) {
      this.site = site;
      this.process = process;
      this.daemon = process.address();
      this.jobs = jobs;
      command = site.write("work.sh", COMMAND);
      assertThat(command.toFile().setExecutable(true)).isTrue();
    }

    void tell() throws Exception {
      var inTrouble = Language.inTrouble();
      merge("Declare the Northwind ecosystem");
      new Jobs().settle(site, site.clone.git("rev-parse", "HEAD"));
      for (var language : Language.all()) {
        firstRun(language);
        pinned(language);
        if (inTrouble.contains(language)) {
          broken(language);
          waits(language);
          beginsAgain(language);
          stopsWhenItsRunHasExpired(language);
          wrongly(language);
        } else {
          run(language, ORDERS, SUPPLIERS).endsWith(0); // adapts to the newest version
        }
        reports(language);
      }
      site.edit("workspaces/supply-chain.yaml", "Depot/suppliers, ", "");
      merge("Supply chain no longer looks at suppliers");
      for (var language : Language.all()) {
        retires(language);
      }
      outlivesARestart();
      assertThat(
              QueryRows.of(
                  site.state,
                  "SELECT DISTINCT state FROM trueup.run WHERE state IN ('OPEN', 'RECONCILING')"))
          .as("runs that were left open")
          .isEmpty();
      AuditStory.assertCleanLogs(site);
    }

    /** Publishes the clone, and waits until the platform's target is there. */
    private void merge(String message) {
      var commit = site.clone.publish(message);
      var reply = site.client().deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
      assertThat(reply.status()).isEqualTo(202);
      version++;
      Await.until(
          "version %d to be the target of %s".formatted(version, PLATFORM),
          () ->
              jobs.get("/api/v1/platforms/Forensic")
                      .json()
                      .findPath("target")
                      .path("version")
                      .asLong()
                  == version);
      // A job asks from the daemon's memory, which may be a second old.
      var moved = currencyAsOf();
      Await.until("currency to be read again", () -> currencyAsOf().isAfter(moved.plusSeconds(1)));
    }

    private Instant currencyAsOf() {
      var node = URLEncoder.encode(ORDERS, StandardCharsets.UTF_8);
      var answer = jobs.get("/api/v1/platforms/Forensic/nodes/%s/currency".formatted(node));
      return Instant.parse(answer.json().path("asOf").asText());
    }

    private void addColumn(String name) {
      site.edit(FILE, COLUMN, COLUMN + "      " + name + ": varchar(24)\n");
      merge("Add the customers' " + name);
    }

    private Path out(Language language) {
      return site.folder.resolve(language.name());
    }

    private Path fingerprint(Language language, String node) {
      return out(language).resolve(node.replace("/", "%2F"));
    }

    private Started start(Language language, URI url, String... arguments) throws IOException {
      Files.createDirectories(out(language));
      var log = out(language).resolve("log-%d".formatted(started.size()));
      var words = new ArrayList<>(language.command());
      words.addAll(List.of(arguments));
      var builder =
          new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().put("TRUEUP_URL", url.toString());
      builder.environment().put("TRUEUP_TOKEN_FILE", site.folder.resolve("run.token").toString());
      builder.environment().put("TRUEUP_STATE", out(language).toString());
      builder.environment().put("TRUEUP_HEARTBEAT", "0.3");
      builder.environment().put("OUT", out(language).toString());
      var process = builder.start();
      started.add(process);
      return new Started(process, log);
    }

    private Started run(Language language, String... nodes) throws IOException {
      return run(language, daemon, nodes);
    }

    private Started run(Language language, URI url, String... nodes) throws IOException {
      var arguments =
          new ArrayList<>(List.of("run", language.name(), PLATFORM, command.toString()));
      arguments.addAll(List.of(nodes));
      return start(language, url, arguments.toArray(String[]::new));
    }

    private void firstRun(Language language) throws Exception {
      var output = run(language, ORDERS, SUPPLIERS).endsWith(0).output();

      assertThat(output)
          .as(language.name())
          .contains("CURRENT " + ORDERS, "CURRENT " + SUPPLIERS)
          .doesNotContain("WAIT");
      assertThat(Files.readString(out(language).resolve("calls")))
          .isEqualTo("%s RUN NW_Data\n%s RUN Depot\n".formatted(ORDERS, SUPPLIERS));
      assertThat(Files.readString(out(language).resolve(ORDERS.replace('/', '_'))))
          .contains("\"customers\"", "\"company_name\"", "\"orders\"");
      assertThat(Files.readString(fingerprint(language, SUPPLIERS)).strip()).hasSize(32);
    }

    /** The model moves while the job runs, which goes on to read the version of its begin. */
    private void pinned(Language language) throws Exception {
      addColumn("phone_" + language.name());
      var hold = Files.createFile(out(language).resolve("hold"));
      var job = run(language, ORDERS, SUPPLIERS);
      Await.until(language.name() + " to prolong its run", () -> prolonged() > 0, job::output);
      addColumn("fax_" + language.name());
      Files.delete(hold);
      var output = job.endsWith(0).output();

      assertThat(output)
          .as(language.name())
          .contains(
              "RECONCILE %s %d ".formatted(ORDERS, version - 1),
              "\nRECONCILE %s ".formatted(ORDERS));
      assertThat(Files.readString(out(language).resolve(ORDERS.replace('/', '_'))))
          .contains("phone_" + language.name())
          .doesNotContain("fax_" + language.name());
    }

    /** How many open runs expire later than they did at their begin, which is 5 minutes. */
    private long prolonged() {
      return Long.parseLong(
          QueryRows.one(
              site.state,
              """
              SELECT count(*) FROM trueup.run
               WHERE state = 'OPEN' AND expires_at > began_at + interval '300.2 seconds'
              """));
    }

    private void broken(Language language) throws Exception {
      var before = Files.readString(fingerprint(language, ORDERS));
      var broken = Files.createFile(out(language).resolve("broken"));
      assertThat(run(language, ORDERS).endsWith(1).output()).contains("FAILED");
      Files.delete(broken);
      assertThat(Files.readString(fingerprint(language, ORDERS))).isEqualTo(before);
      assertThat(
              QueryRows.one(
                  site.state, "SELECT state FROM trueup.run ORDER BY began_at DESC LIMIT 1"))
          .isEqualTo("FAILED");
    }

    /** The table must change, but another run still uses it. */
    private void waits(Language language) throws Exception {
      var body = Map.of("platform", PLATFORM, "node", ORDERS, "job", "other", "length", "10m");
      var other = jobs.post("/api/v1/runs", body).field("run");
      addColumn("mobile_" + language.name());
      var job = run(language, ORDERS, SUPPLIERS);
      Await.until(
          language.name() + " to wait",
          () -> job.output().contains("WAIT") || !job.process().isAlive(),
          job::output);
      jobs.post("/api/v1/runs/" + other + "/end", Map.of("outcome", "succeeded"));
      assertThat(job.endsWith(0).output())
          .as(language.name())
          .contains("WAIT", "RECONCILE " + ORDERS, "CURRENT " + ORDERS);
    }

    private void beginsAgain(Language language) throws Exception {
      try (var between = Passing.afterGone(daemon)) {
        assertThat(run(language, between.url(), ORDERS).endsWith(0).output())
            .as(language.name())
            .contains("AGAIN Version 1 is no longer kept", "CURRENT " + ORDERS);
      }
    }

    /** As after a pause of the job's machine that was longer than its run. */
    private void stopsWhenItsRunHasExpired(Language language) throws Exception {
      var hold = Files.createFile(out(language).resolve("hold"));
      var before = Files.readString(fingerprint(language, ORDERS));
      var job = run(language, ORDERS);
      Await.until(language.name() + " to work", () -> open() == 1, job::output);
      try (var connection = site.state.connect();
          var statement = connection.createStatement()) {
        statement.execute(
            "UPDATE trueup.run SET expires_at = clock_timestamp() WHERE state = 'OPEN'");
      }
      Await.until(language.name() + " to lose its run", () -> open() == 0, job::output);
      Files.delete(hold);
      assertThat(job.endsWith(1).output()).as(language.name()).contains("FAILED");
      assertThat(Files.readString(fingerprint(language, ORDERS))).isEqualTo(before);
    }

    private long open() {
      return Long.parseLong(
          QueryRows.one(
              site.state,
              "SELECT count(*) FROM trueup.run WHERE state = 'OPEN' AND expires_at >"
                  + " clock_timestamp()"));
    }

    /** All languages at once, because a restart takes long. */
    private void outlivesARestart() throws Exception {
      var all = Language.all();
      try (var between = Passing.on(daemon)) {
        var jobs = new ArrayList<Started>();
        for (var language : all) {
          Files.createFile(out(language).resolve("hold"));
          jobs.add(run(language, between.url(), ORDERS));
        }
        Await.until("all jobs to work", () -> open() == all.size());
        process.kill();
        between.to(site.serve(site.configuration()).address());
        for (var language : all) {
          Files.delete(out(language).resolve("hold"));
        }
        for (var job : jobs) {
          assertThat(job.endsWith(0).output()).contains("CURRENT " + ORDERS);
        }
      }
    }

    private void reports(Language language) throws Exception {
      assertThat(start(language, daemon, "report", "northwind", "merged").endsWith(0).output())
          .as(language.name())
          .contains("%d NW_Data customers\n".formatted(version))
          .contains("%d Depot suppliers\n".formatted(version));
      assertThat(jobs.get("/api/v1/leases?source=northwind").json()).as("leases").isEmpty();
    }

    private void wrongly(Language language) throws Exception {
      assertThat(run(language, "Ingest/Forensic/None").endsWith(1).output())
          .as(language.name())
          .contains("FAILED", "Ingest/Forensic/None");
    }

    private void retires(Language language) throws Exception {
      assertThat(run(language, SUPPLIERS).endsWith(11).output())
          .as(language.name())
          .contains("RETIRE " + SUPPLIERS);
      assertThat(Files.readString(out(language).resolve("calls")))
          .endsWith("%s RETIRE \n".formatted(SUPPLIERS));
      assertThat(fingerprint(language, SUPPLIERS)).doesNotExist();
    }

    @Override
    public void close() {
      started.forEach(Process::destroyForcibly);
    }
  }

  /** Passes requests on to a daemon, which may be another one later. */
  private static final class Passing implements AutoCloseable {

    private static final String GONE =
        """
        {"type": "urn:trueup:error:version-gone", "title": "Gone", "status": 410,
         "detail": "Version 1 is no longer kept. Begin again with version 2",
         "field": null, "candidates": ["2"], "gates": [], "current": 2}
        """;

    private final AtomicBoolean isGone;
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer server;
    private volatile URI daemon;

    private Passing(URI daemon, boolean isGone) throws IOException {
      this.isGone = new AtomicBoolean(isGone);
      this.daemon = daemon;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", this::pass);
      server.start();
    }

    static Passing on(URI daemon) throws IOException {
      return new Passing(daemon, false);
    }

    /**
     * Answers the first question about a version as the daemon answers one that is no longer kept.
     */
    static Passing afterGone(URI daemon) throws IOException {
      return new Passing(daemon, true);
    }

    void to(URI other) {
      daemon = other;
    }

    URI url() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void pass(HttpExchange exchange) throws IOException {
      var path = exchange.getRequestURI().toString();
      var body = exchange.getRequestBody().readAllBytes();
      if (path.contains("/models/") && isGone.getAndSet(false)) {
        answer(exchange, 410, GONE.getBytes(StandardCharsets.UTF_8));
        return;
      }
      var request =
          HttpRequest.newBuilder(URI.create(daemon + path))
              .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
      for (var name : List.of("Authorization", "Accept", "Content-Type")) {
        var value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) {
          request.header(name, value);
        }
      }
      try {
        var answer = http.send(request.build(), BodyHandlers.ofByteArray());
        answer(exchange, answer.statusCode(), answer.body());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    }

    @Override
    public void close() {
      server.stop(0);
      http.shutdownNow();
    }
  }
}
