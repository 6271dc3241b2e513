package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A client that {@code openapi-typescript} generates from {@code docs/openapi.yaml} compiles, and
 * runs a job. Needs Node 20 with npm, and a registry of npm; {@code .ci/run} always runs it.
 */
@EnabledIfSystemProperty(
    named = "trueup.generated-client",
    matches = "true",
    disabledReason = "It needs Node and npm. Run it with -Dtrueup.generated-client=true")
class GeneratedClientTest {

  private static final String TOOLS = "Install Node 20 or newer with npm: apt install nodejs npm";
  private static final String NODE = "Ingest/Live/NW_Data";

  @Test
  void compilesAndRunsAJob() {
    Site.play("generated-client", GeneratedClientTest::run);
  }

  private static void run(Site site) throws IOException, InterruptedException {
    var root = root();
    var folder = Files.createDirectories(site.folder.resolve("client"));
    for (var file : new String[] {"package.json", "package-lock.json", "job.ts"}) {
      Files.copy(root.resolve("listener/app/src/test/client").resolve(file), folder.resolve(file));
    }
    Files.copy(root.resolve("docs/openapi.yaml"), folder.resolve("openapi.yaml"));
    npm(folder, "ci", "--no-audit", "--no-fund", "--ignore-scripts");
    npm(folder, "run", "generate");
    npm(folder, "run", "build");

    site.copySample();
    var commit = site.clone.publish("Declare the Northwind ecosystem");
    var daemon = site.serve(site.configuration());
    new Jobs().settle(site, commit);
    var token = Files.readString(site.folder.resolve("data").resolve("operator.token")).strip();
    try (var operator = new ApiCaller(daemon.address(), token);
        var jobs = ApiCaller.withToken(operator, "generated", "RUN")) {
      var url = daemon.address().toString();
      assertThat(npm(folder, "run", "-s", "job", url, jobs.token(), "Live", NODE).lines())
          .containsExactly(
              "before CURRENT",
              "stores Depot Masked",
              "prolonged OPEN",
              "ended SUCCEEDED",
              "after CURRENT",
              "unknown 404 urn:trueup:error:unknown-node");
    }
    AuditStory.assertCleanLogs(site);
  }

  private static Path root() {
    var folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      folder = Objects.requireNonNull(folder.getParent());
    }
    return folder;
  }

  /** Runs npm and returns what it prints. */
  private static String npm(Path folder, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("npm"));
    command.addAll(List.of(arguments));
    var log = new File(folder.toFile(), "npm.log");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log)
              .start();
    } catch (IOException e) {
      throw new AssertionError("Cannot run npm. " + TOOLS, e);
    }
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("%s in time", command).isTrue();
    var output = Files.readString(log.toPath());
    assertThat(process.exitValue()).as("%s: %s", command, output).isZero();
    return output;
  }
}
