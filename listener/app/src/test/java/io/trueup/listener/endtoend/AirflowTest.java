package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The tests of {@code deploy/airflow} against a real daemon: they list the jobs, begin and end
 * every one. Needs {@code python3}, as the build's machines have it.
 */
class AirflowTest {

  private static final String NODES = "rollout: {on: merge}";

  @Test
  void runsEveryJobOfAPlatform() {
    Site.play("airflow", AirflowTest::run);
  }

  private static void run(Site site) throws IOException, InterruptedException {
    site.copySample();
    site.edit("ecosystem.yaml", NODES, NODES + "\n    jobs: {per: store}");
    var commit = site.clone.publish("Group nodes into jobs");
    var daemon = site.serve(site.configuration());
    Await.until(
        "platform Live to realize the first version",
        () ->
            site.client()
                .read("/api/v1/platforms/Live")
                .body()
                .path("platform")
                .path("realized")
                .path("commit")
                .asText()
                .equals(commit));

    var log = site.folder.resolve("python.log");
    var python =
        new ProcessBuilder("python3", "-B", "-m", "unittest", "-v")
            .directory(Path.of("../../deploy/airflow").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    python.environment().put("TRUEUP_URL", daemon.address().toString());
    python
        .environment()
        .put(
            "TRUEUP_TOKEN",
            Files.readString(site.folder.resolve("data").resolve("operator.token")).strip());
    python.environment().put("TRUEUP_PLATFORM", Site.SOURCE + "/Live");
    var process = python.start();

    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(log))
        .contains("test_lists_begins_and_ends (test_trueup_jobs.ARealDaemon")
        .doesNotContain("skipped");
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }
}
