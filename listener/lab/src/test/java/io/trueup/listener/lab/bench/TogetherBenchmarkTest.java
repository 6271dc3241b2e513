package io.trueup.listener.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.gitserver.GitHttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A small part of the benchmark, which checks each answer itself. */
class TogetherBenchmarkTest {

  private final Path folder = Bench.temporaryFolder();

  @AfterEach
  void delete() {
    Bench.delete(folder);
  }

  @Test
  void changesEachNodeOnceHoweverManyJobsBeginAtAFlip() throws IOException {
    var nodes = Integer.getInteger("trueup.together.nodes", 12);
    var jobs = Integer.getInteger("trueup.together.jobs", 240);

    var figures = measure(nodes, jobs);

    System.out.println(String.join("\n", figures.stream().map(Figure::toString).toList()));
    assertThat(figures)
        .filteredOn(it -> it.name().equals("flip.begin.per-node"))
        .extracting(Figure::value)
        .containsExactly(1.0);
  }

  private List<Figure> measure(int nodes, int jobs) throws IOException {
    var cache = Path.of(System.getProperty("java.io.tmpdir"), "trueup-postgres-test");
    var environment = new ProcessEnvironment(_ -> null, InstantSource.system(), "test", cache);
    var log = new ProgressLog(new PrintWriter(new StringWriter()));
    try (var git = GitHttpServer.serve(Files.createDirectories(folder.resolve("git")))) {
      var repository = new ModelRepository(git.createRepository("model", "main"));
      try (var daemon =
          DaemonUnderTest.start(folder.resolve("daemon"), git.url("model"), environment)) {
        return new TogetherBenchmark(daemon, repository, nodes, log).measure(jobs);
      }
    }
  }
}
