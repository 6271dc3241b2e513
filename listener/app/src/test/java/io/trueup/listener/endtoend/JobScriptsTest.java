package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The jobs of {@code deploy/jobs} against a real daemon: the same life in shell, Python and Java.
 * Needs {@code sh}, {@code curl} and {@code python3}. It was seen to fail when a job asks about
 * another version than that of its run ({@code work} of the shell), and when it goes on with nodes
 * whose fingerprints it did not send ({@code nodesChanged} in Python).
 */
class JobScriptsTest {

  private static final String PLATFORM = "northwind/Forensic";
  private static final String ORDERS = "Ingest/Forensic/NW_Data";
  private static final String SUPPLIERS = "Ingest/Forensic/Depot/suppliers";

  /** The platform's job that has the node {@link #ORDERS} alone. */
  private static final String ORDERS_JOB = "node.Ingest.Forensic.NW_Data";

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

  /** Starts a job in a language. */
  private interface Starting {
    Started start(JobLanguage language) throws IOException;
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
      var inTrouble = JobLanguage.inTrouble();
      merge("Declare the Northwind ecosystem");
      new Jobs().settle(site, site.clone.git("rev-parse", "HEAD"));
      firstRuns();
      pinned();
      for (var language : inTrouble) {
        broken(language);
        waits(language);
        beginsAgain(language);
        stopsWhenItsRunHasExpired(language);
        wrongly(language);
      }
      reports();
      site.edit("workspaces/supply-chain.yaml", "Depot/suppliers, ", "");
      merge("Supply chain no longer looks at suppliers");
      for (var language : JobLanguage.all()) {
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

    private Path out(JobLanguage language) {
      return site.folder.resolve(language.name());
    }

    private Path fingerprint(JobLanguage language, String node) {
      return out(language).resolve(node.replace("/", "%2F"));
    }

    private Started start(JobLanguage language, URI url, String... arguments) throws IOException {
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

    private Started run(JobLanguage language, String... nodes) throws IOException {
      return run(language, daemon, nodes);
    }

    private Started run(JobLanguage language, URI url, String... nodes) throws IOException {
      return run(language, url, language.name(), List.of(nodes));
    }

    /** The platform's job with this key. */
    private Started runJob(JobLanguage language, URI url, String key) throws IOException {
      return run(language, url, key, List.of());
    }

    private Started run(JobLanguage language, URI url, String job, List<String> nodes)
        throws IOException {
      var arguments = new ArrayList<>(List.of("run", job, PLATFORM, command.toString()));
      arguments.addAll(nodes);
      return start(language, url, arguments.toArray(String[]::new));
    }

    /** Starts the same in every language at once. */
    private Map<JobLanguage, Started> startAll(Starting starting) throws IOException {
      var all = new LinkedHashMap<JobLanguage, Started>();
      for (var language : JobLanguage.all()) {
        all.put(language, starting.start(language));
      }
      return all;
    }

    private void firstRuns() throws Exception {
      for (var each : startAll(it -> run(it, ORDERS, SUPPLIERS)).entrySet()) {
        var language = each.getKey();
        assertThat(each.getValue().endsWith(0).output())
            .as(language.name())
            .contains("CURRENT " + ORDERS, "CURRENT " + SUPPLIERS)
            .doesNotContain("WAIT");
        assertThat(Files.readString(out(language).resolve("calls")))
            .isEqualTo("%s RUN NW_Data\n%s RUN Depot\n".formatted(ORDERS, SUPPLIERS));
        assertThat(Files.readString(out(language).resolve(ORDERS.replace('/', '_'))))
            .contains("\"customers\"", "\"company_name\"", "\"orders\"");
        assertThat(Files.readString(fingerprint(language, SUPPLIERS)).strip()).hasSize(32);
      }
    }

    /** The model moves at their first node; jobs read the version of their begin at the second. */
    private void pinned() throws Exception {
      addColumn("phone");
      for (var language : JobLanguage.all()) {
        Files.createFile(out(language).resolve("hold"));
      }
      var jobs = startAll(it -> run(it, SUPPLIERS, ORDERS));
      Await.until(
          "all jobs to prolong their runs",
          () -> prolonged().equals(Integer.toString(jobs.size())),
          () -> jobs.values().stream().map(Started::output).collect(Collectors.joining("\n")));
      addColumn("fax");
      for (var language : JobLanguage.all()) {
        Files.delete(out(language).resolve("hold"));
      }

      for (var each : jobs.entrySet()) {
        var language = each.getKey();
        assertThat(each.getValue().endsWith(0).output())
            .as(language.name())
            .contains("RECONCILE %s %d ".formatted(ORDERS, version - 1))
            // Now they are no longer current, or wait for one that still runs.
            .containsPattern("\n(RECONCILE|WAIT) %s [A-Z]".formatted(ORDERS));
        assertThat(Files.readString(out(language).resolve(ORDERS.replace('/', '_'))))
            .contains("\"phone\"")
            .doesNotContain("\"fax\"");
      }
    }

    /** How many runs are open and expire later than at their begin, which is after 5 minutes. */
    private String prolonged() {
      return QueryRows.one(
          site.state,
          """
          SELECT count(DISTINCT part_of) FROM trueup.run
           WHERE state = 'OPEN' AND expires_at > began_at + interval '300.2 seconds'
          """);
    }

    private void broken(JobLanguage language) throws Exception {
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
    private void waits(JobLanguage language) throws Exception {
      var body = Map.of("platform", PLATFORM, "node", ORDERS, "job", "other", "length", "10m");
      var other = jobs.post("/api/v1/runs", body).field("run");
      addColumn("mobile_" + language.name());
      try (var between = JobProxy.on(daemon)) {
        var job = run(language, between.url(), ORDERS, SUPPLIERS);
        Await.until(
            language.name() + " to wait",
            () -> job.output().contains("WAIT") || !job.process().isAlive(),
            job::output);
        jobs.post("/api/v1/runs/" + other + "/end", Map.of("outcome", "succeeded"));
        assertThat(job.endsWith(0).output())
            .as(language.name())
            .contains("WAIT", "RECONCILE " + ORDERS, "CURRENT " + ORDERS);
      }
    }

    /** Its job had other nodes when it was listed, and its version is gone when it is read. */
    private void beginsAgain(JobLanguage language) throws Exception {
      try (var between = JobProxy.withChanges(daemon)) {
        assertThat(runJob(language, between.url(), ORDERS_JOB).endsWith(0).output())
            .as(language.name())
            .containsSubsequence(
                "AGAIN Job %s has other nodes now".formatted(ORDERS_JOB),
                "AGAIN Version 1 is no longer kept",
                "CURRENT " + ORDERS);
      }
    }

    /** As after a pause of the job's machine that was longer than its run. */
    private void stopsWhenItsRunHasExpired(JobLanguage language) throws Exception {
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

    /** By the key of the platform's job; all languages at once, because a restart takes long. */
    private void outlivesARestart() throws Exception {
      var all = JobLanguage.all();
      try (var between = JobProxy.on(daemon)) {
        var jobs = new ArrayList<Started>();
        for (var language : all) {
          Files.createFile(out(language).resolve("hold"));
          jobs.add(runJob(language, between.url(), ORDERS_JOB));
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

    private void reports() throws Exception {
      for (var each :
          startAll(it -> start(it, daemon, "report", "northwind", "merged")).entrySet()) {
        assertThat(each.getValue().endsWith(0).output())
            .as(each.getKey().name())
            .contains("%d NW_Data customers\n".formatted(version))
            .contains("%d Depot suppliers\n".formatted(version));
      }
      assertThat(jobs.get("/api/v1/leases?source=northwind").json()).as("leases").isEmpty();
    }

    private void wrongly(JobLanguage language) throws Exception {
      assertThat(run(language, "Ingest/Forensic/None").endsWith(1).output())
          .as(language.name())
          .contains("FAILED", "Ingest/Forensic/None");
    }

    private void retires(JobLanguage language) throws Exception {
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
}
