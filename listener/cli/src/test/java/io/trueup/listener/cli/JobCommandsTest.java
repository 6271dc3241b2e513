package io.trueup.listener.cli;

import static io.trueup.listener.engine.testing.RolloutScene.ACME;
import static io.trueup.listener.engine.testing.RolloutScene.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.api.ApiServer;
import io.trueup.listener.engine.nodetime.NodeTime;
import io.trueup.listener.engine.testing.RolloutScene;
import io.trueup.listener.engine.testing.RolloutScene.Declared;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.model.ecosystem.JobPolicy;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.statestore.ApiTokens.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What jobs and their schedulers ask from the command line. */
class JobCommandsTest {

  private static final String NIGHTLY = "schedule.0_2_x_x_x";
  private static final String FIRST = new Fingerprint(0, 1).toString();

  @TempDir Path folder;

  private final RolloutScene scene = new RolloutScene();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Runnable onPause = () -> {};
  private final ApiServer api = new ApiServer(scene.store, false, Map.of(ACME, scene), scene);
  private final String token = new StoreScene(scene.store).token("runner", Scope.RUN);

  @BeforeEach
  void declare() {
    scene.jobs = new JobPolicy(JobPolicy.Per.SCHEDULE, 100);
    scene.trigger = "0 2 * * *";
    merge("job-a=1 job-b=1");
  }

  @AfterEach
  void closeApi() {
    api.close();
  }

  private void merge(String nodes) {
    scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, nodes));
    scene.advance(LIVE);
  }

  private int run(String line) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var shell =
        new Shell(
            Map.of("TRUEUP_SERVER", api.address(), "TRUEUP_TOKEN", token),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            new Shell.Display.FileOrPipe(),
            Optional::empty,
            () -> Duration.between(Instant.EPOCH, scene.clock.instant()).toNanos(),
            length -> {
              scene.clock.advance(length);
              onPause.run();
            });
    return TrueupCommand.line(shell, "1.2.3", Map.of()).execute(line.split(" "));
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  private int current(String more) {
    api.currency.refresh();
    return run("node current --platform acme/Live --node Ingest/Live/job-a" + more);
  }

  @Test
  void tellsWhetherAJobIsCurrentByTheExitCode() throws IOException {
    assertThat(current(" --fingerprint " + FIRST)).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            CURRENT      Nothing changed since the job's last run
            fingerprint  %s
            version      1
            as of        2026-11-23T12:00:00Z
            """
                .formatted(FIRST));

    var own = ((NodeTime.Answer.Go) scene.startJob(LIVE, "job-a", 1L)).run();
    merge("job-a=2 job-b=1");
    assertThat(current(" --fingerprint " + FIRST)).isEqualTo(12);
    assertThat(out.toString()).contains("WAIT ", "ask again    in 30 s\n", "until        ");
    assertThat(current(" --fingerprint " + FIRST + " --run " + own)).isEqualTo(10);
    assertThat(current(" --fingerprint " + FIRST + " --run " + own + " --output json"))
        .isEqualTo(10);
    assertThat(json().path("action").asText()).isEqualTo("RECONCILE");
    assertThat(json().path("version").asInt()).isEqualTo(2);

    scene.endJobs(LIVE);
    merge("job-b=1");
    assertThat(current(" --fingerprint " + FIRST)).isEqualTo(11);
    assertThat(out.toString()).startsWith("RETIRE ");
  }

  @Test
  void tellsSinceWhenANodeIsBlocked() {
    merge("job-a=2 job-b=1");
    scene.failing.add(RolloutScene.node(LIVE, "job-a"));
    scene.startJob(LIVE, "job-a", 1L);

    assertThat(current(" --fingerprint " + FIRST)).isEqualTo(10);
    assertThat(out.toString())
        .contains(
            "The last attempt to change it failed", "blocked      since 2026-11-23T12:00:00Z");
  }

  @Test
  void refusesWhatItCannotAskAbout() {
    api.currency.refresh();
    var node = "node current --platform acme/Live --node ";

    assertThat(run(node + "Ingest/Live/none")).isEqualTo(3);
    assertThat(err.toString()).contains("'Ingest/Live/none' on 'acme/Live'");
    assertThat(run("node current --platform acme/None --node N")).isEqualTo(3);
    assertThat(run(node + "Ingest/Live/job-a --fingerprint abc")).isEqualTo(2);
    assertThat(err.toString()).contains("must be the 32 hex digits");
    assertThat(run("node current --platform acme/Live")).isEqualTo(2);
  }

  @Test
  void listsAndShowsJobs() throws IOException {
    assertThat(run("jobs list acme/Live")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            JOB                 TRIGGER    PRIORITY  NODES  AFTER
            schedule.0_2_x_x_x  0 2 * * *  medium    2      -
            """);
    assertThat(run("jobs list --platform Live --output json")).isZero();
    assertThat(json().at("/jobs/0/nodes").size()).isEqualTo(2);
    assertThat(run("jobs show " + NIGHTLY + " --platform Live")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            Job       schedule.0_2_x_x_x
            Trigger   0 2 * * * (schedule 0_2_x_x_x)
            Priority  medium
            After     -
            Reads     -
            Nodes     Ingest/Live/job-a, Ingest/Live/job-b
            """);
    assertThat(run("jobs show store.None --platform Live")).isEqualTo(3);
    assertThat(err.toString()).contains("has no job 'store.None'");
    assertThat(run("jobs list acme/None")).isEqualTo(3);
    assertThat(run("jobs")).isEqualTo(2);
  }

  @Test
  void beginsAndEndsAJobAndKeepsItsFingerprints() throws IOException {
    var file = folder.resolve("nightly.json");
    var begin = "jobs begin %s --platform acme/Live --fingerprints %s".formatted(NIGHTLY, file);

    assertThat(run(begin + " --output json")).isZero();
    var id = json().path("run").asText();
    var tag = json().path("nodesTag").asText();
    assertThat(run("node prolong %s --length 2h".formatted(id))).isZero();
    assertThat(out.toString())
        .isEqualTo(
            "Run %s of %s on 2 nodes of acme/Live is open until 2026-11-23T14:00:00Z\n"
                .formatted(id, NIGHTLY));
    assertThat(run("jobs end %s --outcome succeeded --fingerprints %s".formatted(id, file)))
        .isZero();
    assertThat(out.toString())
        .isEqualTo("Run %s of %s on 2 nodes of acme/Live is succeeded\n".formatted(id, NIGHTLY));
    assertThat(new ObjectMapper().readTree(file.toFile()).path("Ingest/Live/job-b").asText())
        .isEqualTo(FIRST);

    merge("job-a=2 job-c=1");
    assertThat(run(begin + " --nodes-tag " + tag)).isEqualTo(10);
    assertThat(out.toString())
        .contains(
            "RECONCILE\n",
            "nodes        others than before\n",
            "  RECONCILE  Ingest/Live/job-a: The node changed since it was realized\n",
            "  RUN        Ingest/Live/job-c: The job runs for the first time\n");
    id = out.toString().lines().filter(it -> it.startsWith("run ")).findFirst().orElseThrow();
    id = id.substring(13);
    assertThat(run("jobs end %s --outcome failed --fingerprints %s".formatted(id, file))).isZero();
    assertThat(Files.readString(file)).doesNotContain("job-c").contains(FIRST);
    assertThat(run("jobs end %s --outcome succeeded".formatted(id))).isEqualTo(5);
  }

  @Test
  void tellsWhatLeftTheModelAndForgetsItsFingerprint() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("f.json"), "{\"Ingest/Live/job-b\": \"%s\"}".formatted(FIRST));
    scene.startJob(LIVE, "job-b", null);
    scene.endJobs(LIVE);
    merge("job-a=1");

    assertThat(
            run(
                "jobs begin retire.Ingest.Live.job-b --platform Live --output json --fingerprints "
                    + file))
        .isEqualTo(11);
    var id = json().path("run").asText();
    assertThat(run("jobs end %s --outcome succeeded --fingerprints %s".formatted(id, file)))
        .isZero();
    assertThat(Files.readString(file)).isEqualTo("{ }\n");
  }

  @Test
  void waitsForANodeOrSaysThatItHasTo() {
    scene.startJob(LIVE, "job-a", 1L);
    merge("job-a=2 job-b=1");
    var begin = "jobs begin %s --platform Live".formatted(NIGHTLY);

    assertThat(run(begin)).isEqualTo(12);
    assertThat(out.toString())
        .startsWith("WAIT         nothing began\nask again    in 30 s\n")
        .contains("  WAIT       Ingest/Live/job-b: It begins together with node");
    assertThat(run(begin + " --each")).isZero();
    scene.endJobs(LIVE);
    scene.startJob(LIVE, "job-b", 1L);
    onPause = () -> scene.endJobs(LIVE);
    assertThat(run(begin + " --wait=60")).isEqualTo(10);
  }

  @Test
  void refusesWhatItCannotBegin() throws IOException {
    assertThat(run("jobs begin nightly --platform Live")).isEqualTo(3);
    assertThat(err.toString()).contains("has no job 'nightly'");
    var broken = Files.writeString(folder.resolve("broken.json"), "[1]");
    assertThat(run("jobs begin %s --platform Live --fingerprints %s".formatted(NIGHTLY, broken)))
        .isEqualTo(2);
    assertThat(err.toString()).contains("it must be a JSON object of fingerprints by node");
    assertThat(run("jobs end %s --outcome succeeded".formatted("0".repeat(32)))).isEqualTo(3);
  }

  @Test
  void keepsAVersionWithALease() throws IOException {
    assertThat(run("leases list")).isZero();
    assertThat(run("leases take acme 1 --purpose report --length 5m --output json")).isZero();
    var lease = json().path("lease").asText();
    assertThat(run("leases list --output json")).isZero();
    assertThat(json().findValuesAsText("lease")).containsExactly(lease);
    assertThat(run("leases release " + lease)).isZero();
    assertThat(out.toString()).contains("ended at");
    assertThat(run("leases take acme 99 --purpose report --length 5m")).isEqualTo(3);
  }
}
