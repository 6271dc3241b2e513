package io.trueup.listener.lab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.NodeDelta;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Version;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs the demo: four merges, and jobs that run between them. */
public final class Demo {

  private static final String LIVE_JOB = NodeKey.ingest("Live", "NW_Data").value();
  private static final String FORENSIC_JOB = NodeKey.ingest("Forensic", "NW_Data").value();
  private static final String SUPPLIERS_JOB =
      NodeKey.ingest("Forensic", "Depot", "suppliers").value();
  private static final String CUSTOMERS_VIEW =
      "live__productreporting.liveproducts__nw_data__customers";
  private static final long CLEAN_UP_SECONDS = 20;
  private static final String STATE_QUERY =
      "SELECT platform, merged, target, realized, up_to_date FROM audit.platform_state ORDER BY"
          + " platform";

  private final DemoConsole narrator;
  private final DemoEnvironment stage;
  private int deliveries;
  private int merges;

  private Demo(DemoConsole narrator, DemoEnvironment stage) {
    this.narrator = narrator;
    this.stage = stage;
  }

  /** Whether the daemon keeps running after the demo. */
  public enum Afterwards {
    STOP,
    KEEP_RUNNING
  }

  /**
   * Runs the demo from beginning to end, and removes what it made.
   *
   * @throws DemoException when the demo cannot continue
   */
  public static void play(
      PrintStream out, boolean isColoured, Afterwards afterwards, ProcessEnvironment environment) {
    var folder = temporaryFolder();
    var removed = new CountDownLatch(1);
    try {
      var narrator = new DemoConsole(out, environment.clock(), isColoured);
      narrator.line("Starting a git server, a Postgres and the daemon in " + folder);
      try (var stage = DemoEnvironment.start(folder, environment)) {
        new Demo(narrator, stage).play();
        if (afterwards == Afterwards.KEEP_RUNNING) {
          narrator.heading(
              "The daemon keeps running. Push to %s, or stop it with Ctrl-C"
                  .formatted(stage.origin()));
          narrator.detail("clone with the demo's history: " + stage.repository().folder());
          narrator.detail("operator token: " + folder.resolve("data").resolve("operator.token"));
          narrator.detail(
              "./trueup status --server http://127.0.0.1:%d --token-file %s"
                  .formatted(stage.port(), folder.resolve("data").resolve("operator.token")));
          awaitInterrupt(removed);
        }
      }
    } finally {
      delete(folder);
      removed.countDown();
    }
  }

  /** Waits for Ctrl-C; the process then lives until everything is stopped and removed. */
  private static void awaitInterrupt(CountDownLatch removed) {
    var demo = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  demo.interrupt();
                  try {
                    var _ = removed.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "clean-up"));
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException _) {
      // Ctrl-C: the caller stops and removes everything.
    }
  }

  private void play() {
    narrator.line(
        "The daemon follows %s and listens on http://127.0.0.1:%d"
            .formatted(stage.origin(), stage.port()));
    firstMerge();
    var fingerprint = jobsRun();
    addColumn(fingerprint);
    onePlatformOnly();
    rejected();
    retired();
    end();
  }

  private void firstMerge() {
    narrator.heading("1. A first merge: the whole sample ecosystem");
    push("Ada", "Declare the Northwind ecosystem");
    stage.awaitVersion(1);
    printVersion();
    for (var platform : stage.platforms()) {
      var rollout = platform.rollout();
      var steps =
          rollout == null
              ? List.<String>of()
              : stage.store().rollouts().steps(rollout.id(), 100).stream()
                  .map(it ->
                      "%s %s: %s"
                          .formatted(
                              it.planned().action(), it.planned().node(), it.planned().reason()))
                  .toList();
      narrator.line("Platform %s runs %d steps".formatted(platform.id().name(), steps.size()));
      narrator.details(steps, 4);
    }
    var relations = stage.warehouse().relations();
    narrator.line(
        "The warehouse's catalog now has %d tables and views, including"
            .formatted(relations.size()));
    narrator.details(
        relations.stream()
            .filter(it -> it.name().startsWith("live"))
            .map(it -> "%s %s (%s)".formatted(it.kind(), it.name(), it.columns()))
            .toList(),
        20);
  }

  private String jobsRun() {
    narrator.line("At night three jobs run for the first time");
    var live = run("Live", LIVE_JOB, null);
    run("Forensic", SUPPLIERS_JOB, null);
    run("Forensic", FORENSIC_JOB, null);
    return live.path("fingerprint").asText();
  }

  private void addColumn(String fingerprint) {
    narrator.heading("2. A second merge adds a nullable column to NW_Data/customers");
    stage
        .repository()
        .edit(
            "usa/sales.yaml",
            "      country: varchar(15)\n  orders:",
            "      country: varchar(15)\n      fax: varchar(24)\n  orders:");
    push("Grace", "Keep the customers' fax numbers");
    stage.awaitVersion(2);
    printVersion();
    narrator.line(
        "No table changes yet, because jobs may be running. View %s still has the columns"
            .formatted(CUSTOMERS_VIEW));
    narrator.detail(stage.warehouse().columns(CUSTOMERS_VIEW));
    narrator.line(
        "The job of %s starts and sends the fingerprint of its last run".formatted(LIVE_JOB));
    run("Live", LIVE_JOB, fingerprint);
    narrator.line("View %s now has the columns".formatted(CUSTOMERS_VIEW));
    narrator.detail(stage.warehouse().columns(CUSTOMERS_VIEW));
    run("Forensic", FORENSIC_JOB, fingerprint);
    stage.awaitRealized();
    narrator.line(narrator.success("Every platform has realized version 2"));
  }

  private void onePlatformOnly() {
    narrator.heading(
        "3. A third merge touches one platform only: SupplyChain drops Depot/suppliers");
    stage
        .repository()
        .edit(
            "workspaces/supply-chain.yaml",
            "Depot/shippers, Depot/suppliers, NW_Data/orders",
            "Depot/shippers, NW_Data/orders");
    push("Ada", "Supply chain no longer needs suppliers");
    stage.awaitVersion(3);
    printVersion();
  }

  private void rejected() {
    narrator.heading("4. A fourth merge refers to a dataset that does not exist");
    stage
        .repository()
        .edit(
            "workspaces/product-reporting.yaml",
            "NW_Data/products, NW_Data/customers",
            "NW_Data/products, NW_Data/customer");
    push("Linus", "Report on customers by another name");
    stage.awaitVersion(4);
    printVersion();
    narrator.line("Nothing moves; the next correct merge continues from version 3");
  }

  private void retired() {
    narrator.heading("5. The job of %s starts again".formatted(SUPPLIERS_JOB));
    run("Forensic", SUPPLIERS_JOB, null);
    stage.awaitRealized();
    narrator.line("Its tables are marked and kept; only retention by an operator drops tables");
  }

  private void end() {
    narrator.heading("Result: the version of every platform");
    narrator.detail("%-12s %8s %8s %9s".formatted("platform", "merged", "target", "realized"));
    for (var platform : stage.platforms()) {
      narrator.detail(
          "%-12s %8d %8d %9d"
              .formatted(
                  platform.id().name(),
                  platform.merged().version(),
                  platform.target().version(),
                  platform.realized().version()));
    }
    narrator.line("The status page: http://127.0.0.1:%d/".formatted(stage.port()));
    narrator.line("The same by SQL:");
    narrator.detail(STATE_QUERY + ";");
    stage
        .warehouse()
        .query(STATE_QUERY)
        .forEach(row -> narrator.detail("  " + String.join(" | ", row)));
  }

  private void push(String author, String message) {
    merges++;
    var commit = stage.repository().push(author, message);
    narrator.line("git push: %s \"%s\" by %s".formatted(commit.substring(0, 8), message, author));
    var delivery = "demo-%d".formatted(++deliveries);
    var reply =
        stage
            .client()
            .deliverPush(DemoEnvironment.SOURCE.value(), delivery, commit, stage.hookSecret());
    if (reply.status() != 202) {
      throw new DemoException(
          "Cannot deliver a push: the daemon answered %d: %s"
              .formatted(reply.status(), reply.body()),
          null);
    }
    narrator.line(
        "The daemon answers 202 to signed delivery %s and records it as delivery %s"
            .formatted(delivery, reply.body().path("delivery").asText()));
  }

  private void printVersion() {
    var version = stage.store().versions().find(DemoEnvironment.SOURCE, merges).orElseThrow();
    if (!version.accepted()) {
      narrator.line(narrator.failure("Version %d is rejected".formatted(merges)));
      narrator.details(version.problems().stream().map(Object::toString).toList(), 5);
      return;
    }
    narrator.line(narrator.success("Version %d is accepted".formatted(merges)));
    version.impacts().forEach(impact -> printImpact(version, impact));
  }

  private void printImpact(Version version, Version.PlatformImpact impact) {
    if (impact.isUnaffected()) {
      narrator.line(
          "Platform %s is unaffected: its graph has the same fingerprint, so its pointers move without work"
              .formatted(impact.platform()));
      return;
    }
    var id = new PlatformId(DemoEnvironment.SOURCE, impact.platform());
    narrator.line(
        "Platform %s: %d nodes added, %d changed, %d removed"
            .formatted(impact.platform(), impact.added(), impact.changed(), impact.removed()));
    if (merges > 1) {
      var platform = stage.store().platforms().find(id).orElseThrow();
      narrator.details(
          stage.store().versions().delta(id, version.sequence(), 100).stream()
              .map(it -> describe(platform, it))
              .toList(),
          6);
    }
  }

  private String describe(PlatformState platform, NodeDelta delta) {
    var state =
        stage
            .store()
            .rollouts()
            .node(platform.id(), delta.node())
            .map(it -> it.state().name())
            .orElse("");
    var what = delta.what().isEmpty() ? delta.kind().name().toLowerCase(Locale.ROOT) : delta.what();
    return "%s: %s → %s".formatted(delta.node(), what, state);
  }

  private JsonNode run(String platform, String node, @Nullable String fingerprint) {
    var answer = stage.client().begin(platform, node, "demo-job", fingerprint).body();
    var action = answer.path("action").asText();
    narrator.line("Job of %s begins: %s%s".formatted(node, action, version(answer)));
    narrator.detail(answer.path("reason").asText());
    var statements = new ArrayList<String>();
    answer
        .path("statements")
        .forEach(it -> statements.add("  ran: " + it.asText().replaceAll("\\s+", " ")));
    narrator.details(statements, 4);
    if (action.equals("RUN") || action.equals("RECONCILE")) {
      stage.client().end(answer.path("run").asText());
    }
    return answer;
  }

  private static String version(JsonNode answer) {
    var fingerprint = answer.path("fingerprint").asText("");
    return fingerprint.isEmpty()
        ? ""
        : ", pinned to version %d, fingerprint %s"
            .formatted(
                answer.path("version").asLong(), Fingerprint.parse(fingerprint).abbreviated());
  }

  private static Path temporaryFolder() {
    try {
      return TemporaryFolder.create("trueup-demo-");
    } catch (IOException e) {
      throw new DemoException("Cannot create a temporary folder: " + e.getMessage(), e);
    }
  }

  private static void delete(Path folder) {
    try {
      TemporaryFolder.delete(folder);
    } catch (IOException e) {
      throw new DemoException(
          "Cannot remove %s: %s. Remove it by hand".formatted(folder, e.getMessage()), e);
    }
  }
}
