package io.trueup.listener.lab.bench;

import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.gitserver.GitHttpServer;
import io.trueup.platforms.postgres.database.ContainerDatabase;
import io.trueup.platforms.postgres.database.SchemaReconciler;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.spi.ConnectionSecurity;
import io.trueup.platforms.spi.CredentialStore.Login;
import io.trueup.platforms.spi.CredentialStore.UserPassword;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures a whole daemon with many new tables: the first rollout, and plans, compared with the
 * schema reconciler alone on the same tables.
 */
final class RolloutBenchmark {

  private static final int COLUMNS = 20;
  private static final int DATASETS_OF_A_STORE = 5;

  private final DaemonUnderTest daemon;
  private final int datasets;
  private final ProgressLog progress;
  private final List<Figure> figures = new ArrayList<>();

  private RolloutBenchmark(DaemonUnderTest daemon, int datasets, ProgressLog progress) {
    this.daemon = daemon;
    this.datasets = datasets;
    this.progress = progress;
  }

  /**
   * Measures, in a temporary folder that is removed afterwards.
   *
   * @param datasets of the model, each with two tables and a view on each of two platforms
   * @param create the rate at which the reconciler alone creates tables
   * @throws BenchException when a measurement fails
   */
  static List<Figure> run(
      int datasets, Figure create, ProcessEnvironment environment, ProgressLog progress) {
    var folder = Bench.temporaryFolder();
    try (var git = GitHttpServer.serve(Files.createDirectories(folder.resolve("git")))) {
      var repository = new ModelRepository(git.createRepository("model", "main"));
      progress.log("starting a daemon for %,d datasets".formatted(datasets));
      try (var daemon =
          DaemonUnderTest.start(folder.resolve("daemon"), git.url("model"), environment)) {
        var generator = new EcosystemGenerator(shape(datasets), daemon.postgresPort());
        var commit = repository.commit("Declare everything", generator.files());
        return new RolloutBenchmark(daemon, datasets, progress).measure(commit.value(), create);
      }
    } catch (IOException e) {
      throw new BenchException("Cannot use %s: %s".formatted(folder, e.getMessage()), e);
    } finally {
      Bench.delete(folder);
    }
  }

  /** One workspace on each platform, with all datasets. */
  private static EcosystemSpec shape(int datasets) {
    var stores = Math.max(1, datasets / DATASETS_OF_A_STORE);
    return new EcosystemSpec(
        datasets,
        COLUMNS,
        stores,
        Math.min(datasets, 1_000),
        2,
        0,
        datasets,
        stores,
        1,
        EcosystemSpec.Format.JSON,
        "postgres");
  }

  private List<Figure> measure(String commit, Figure create) {
    daemon.announce(commit);
    var verdict = ResourceUsage.of(() -> daemon.awaitTargets(1));
    progress.log("the first rollout");
    var rollout = ResourceUsage.of(daemon::awaitRealized);
    var steps = Long.parseLong(daemon.queryValue("SELECT sum(steps) FROM trueup.rollout"));
    var statements =
        Long.parseLong(daemon.queryValue("SELECT count(*) FROM trueup.schema_statement"));
    add("rollout.judged", "from the 202 to all targets moved", verdict);
    add(
        "rollout.first",
        "first rollout of %,d datasets in %,d steps".formatted(datasets, steps),
        rollout);
    figures.add(
        Figure.of(
                "schema.rollout.statements",
                "its statements, compared with the reconciler alone",
                statements * 1e3 / rollout.wallMillis(),
                "1/s")
            .relativeTo(create));
    daemon.store().platforms().all().forEach(it -> plan(it.id().name()));
    return figures;
  }

  private void plan(String platform) {
    progress.log("planning " + platform);
    var read = measureRead(platform);
    for (var verb : List.of("plan", "drift")) {
      var path = "/api/v1/platforms/%s/schema/%s".formatted(platform, verb);
      var usage = ResourceUsage.of(() -> read(path));
      figures.add(
          seconds(
                  "%s.%s".formatted(verb, platform.toLowerCase(Locale.ROOT)),
                  "schema %s of %s without differences".formatted(verb, platform),
                  usage)
              .relativeTo(read));
    }
  }

  /** Measures the reconciler alone reading the tables and views of a platform. */
  private Figure measureRead(String platform) {
    var at = new ContainerDatabase("localhost", daemon.postgresPort(), EcosystemGenerator.DATABASE);
    var login =
        new Login(
            new UserPassword(daemon.superuser(), daemon.password()),
            ConnectionSecurity.defaultFor(at.endpoint()));
    try (var reconciler = new SchemaReconciler(new NoJournal().environment())) {
      var session = reconciler.open(at, "benchmark", login);
      var names =
          daemon
              .queryColumn(
                  "SELECT n.within || '.' || n.name FROM trueup.physical_name n JOIN trueup.platform p ON p.id = n.platform WHERE p.name = '%s' AND n.kind = 'RELATION'"
                      .formatted(platform))
              .stream()
              .map(it -> it.split("\\.", 2))
              .map(it -> new ObjectName(it[0], it[1]))
              .toList();
      session.read(names, List.of());
      var usage = ResourceUsage.of(() -> session.read(names, List.of()));
      add(
          "look." + platform.toLowerCase(Locale.ROOT),
          "the reconciler alone reads its %,d tables and views".formatted(names.size()),
          usage);
      return figures.getLast();
    }
  }

  private void read(String path) {
    var reply = daemon.client().read(path);
    if (reply.status() != 200) {
      throw new BenchException(
          "Cannot read %s: the daemon answered %d: %s"
              .formatted(path, reply.status(), reply.body()),
          null);
    }
  }

  private void add(String name, String what, ResourceUsage usage) {
    figures.add(seconds(name, what, usage));
  }

  private static Figure seconds(String name, String what, ResourceUsage usage) {
    return Figure.of("schema." + name, what, usage.wallMillis() / 1e3, "s");
  }
}
