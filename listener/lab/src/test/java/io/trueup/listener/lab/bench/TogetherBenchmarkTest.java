package io.trueup.listener.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.gitserver.GitHttpServer;
import io.trueup.listener.lab.bench.TogetherBenchmark.Answered;
import io.trueup.statestore.BlockedNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Jobs that begin at once on changed nodes of one container, against a whole daemon: a small part
 * of the benchmark, which checks each answer itself, and nodes that cannot be changed. It was seen
 * to fail when a job may reconcile a node on which another is live ({@code
 * NodeTimeRules.awaiting}): all jobs were told RECONCILE, although the statements ran once.
 */
@Timeout(600)
class TogetherBenchmarkTest {

  /** Statements of jobs that landed more than once for a node. */
  private static final String REPEATED =
      """
      SELECT s.node
        FROM trueup.schema_statement s
        JOIN trueup.schema_batch b ON b.id = s.batch
       WHERE b.origin LIKE 'job %' AND b.state <> 'FAILED'
       GROUP BY s.node, s.sql
      HAVING count(*) > 1
      """;

  private static final String RAN_BY_JOBS =
      """
      SELECT DISTINCT s.node
        FROM trueup.schema_statement s
        JOIN trueup.schema_batch b ON b.id = s.batch
       WHERE b.origin LIKE 'job %' AND b.state = 'LANDED' AND s.sql LIKE '%ADD COLUMN%'
      """;

  private static final String TABLE =
      """
      SELECT n.within || '.' || n.name
        FROM trueup.physical_name n
        JOIN trueup.platform p ON p.id = n.platform
       WHERE p.name = 'Live' AND n.kind = 'RELATION' AND n.node = '%s'
       ORDER BY n.name
      """;

  private final Path folder = Bench.temporaryFolder();

  @AfterEach
  void delete() {
    Bench.delete(folder);
  }

  private interface Work {
    void on(DaemonUnderTest daemon, ModelRepository repository) throws SQLException;
  }

  private void withDaemon(Work work) throws IOException, SQLException {
    var cache = Path.of(System.getProperty("java.io.tmpdir"), "trueup-postgres-test");
    var environment = new ProcessEnvironment(_ -> null, InstantSource.system(), "test", cache);
    try (var git = GitHttpServer.serve(Files.createDirectories(folder.resolve("git")))) {
      var repository = new ModelRepository(git.createRepository("model", "main"));
      try (var daemon =
          DaemonUnderTest.start(folder.resolve("daemon"), git.url("model"), environment)) {
        work.on(daemon, repository);
      }
    }
  }

  private static TogetherBenchmark benchmark(
      DaemonUnderTest daemon, ModelRepository repository, int nodes) {
    var log = new ProgressLog(new PrintWriter(new StringWriter()));
    return new TogetherBenchmark(daemon, repository, nodes, log);
  }

  @Test
  void changesEachNodeOnceHoweverManyJobsBeginAtAFlip() throws IOException, SQLException {
    var nodes = Integer.getInteger("trueup.together.nodes", 8);
    var jobs = Integer.getInteger("trueup.together.jobs", 100);
    withDaemon((daemon, repository) -> {
      var figures = benchmark(daemon, repository, nodes).measure(jobs);

      figures.forEach(System.out::println);
      assertThat(figures)
          .filteredOn(it -> it.name().equals("flip.begin.per-node"))
          .extracting(Figure::value)
          .containsExactly(1.0);
      assertThat(daemon.queryColumn(REPEATED)).isEmpty();
    });
  }

  @Test
  void aLockedTableAndARefusedChangeBlockTheirNodesAndNoOthers() throws IOException, SQLException {
    withDaemon((daemon, repository) -> {
      var jobs = benchmark(daemon, repository, 8);
      jobs.realizeEverything();
      jobs.changeEverything();
      var nodes = jobs.awaiting(TogetherBenchmark.TOGETHER);
      var locked = nodes.get(2);
      var refused = nodes.get(5);
      try (var session =
              DriverManager.getConnection(
                  "jdbc:postgresql://127.0.0.1:%d/%s"
                      .formatted(daemon.postgresPort(), EcosystemGenerator.DATABASE),
                  daemon.superuser(),
                  daemon.password().value());
          var statement = session.createStatement()) {
        statement.execute(
            "ALTER TABLE %s ADD COLUMN added_00001 integer"
                .formatted(daemon.queryColumn(TABLE.formatted(refused)).getFirst()));
        session.setAutoCommit(false);
        statement.execute(
            "LOCK TABLE %s IN ROW EXCLUSIVE MODE"
                .formatted(daemon.queryColumn(TABLE.formatted(locked)).getFirst()));

        var answers = jobs.beginAll(TogetherBenchmark.TOGETHER, nodes);

        assertThat(answers)
            .filteredOn(it -> it.action().equals("WAIT"))
            .extracting(Answered::node)
            .containsExactlyInAnyOrder(locked, refused);
        assertThat(answers).filteredOn(it -> it.action().equals("RECONCILE")).hasSize(6);
        assertThat(daemon.store().rollouts().blockedNodes(TogetherBenchmark.TOGETHER, "", 10))
            .extracting(BlockedNode::node)
            .containsExactly(locked, refused);
        jobs.end(answers);
        session.rollback();
      }
      var again = jobs.beginAll(TogetherBenchmark.TOGETHER, List.of(locked));

      assertThat(again).extracting(Answered::action).containsExactly("RECONCILE");
      assertThat(daemon.queryColumn(REPEATED)).isEmpty();
      assertThat(daemon.queryColumn(RAN_BY_JOBS)).hasSize(7);
    });
  }
}
