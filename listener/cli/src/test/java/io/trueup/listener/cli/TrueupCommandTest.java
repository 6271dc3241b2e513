package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.api.ApiServer;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.RefusedDelivery;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

class TrueupCommandTest {

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final StoreScene scene = new StoreScene(store);
  private final ApiServer api = new ApiServer(store, false);
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, String> environment = new HashMap<>();
  private Runnable onPause = () -> {};
  private @Nullable String typed;
  private int columns = 80;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit makes it
  Path folder;

  @BeforeEach
  void useOperatorsToken() {
    environment.put("TRUEUP_SERVER", api.address() + "/");
    environment.put("TRUEUP_TOKEN", scene.token("ops", Scope.OPERATE) + "\n");
  }

  @AfterEach
  void closeApi() {
    api.close();
  }

  private int run(String... arguments) {
    return run(false, arguments);
  }

  private int run(boolean isTerminal, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return TrueupCommand.line(shell(isTerminal), "1.2.3", Map.of("demo", new Demo()))
        .execute(arguments);
  }

  private Shell shell(boolean isTerminal) {
    return new Shell(
        environment,
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        isTerminal ? new Shell.Display.Terminal(() -> columns) : new Shell.Display.FileOrPipe(),
        () -> Optional.ofNullable(typed),
        () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos(),
        length -> {
          clock.advance(length);
          onPause.run();
        });
  }

  /** A subcommand of the caller. */
  @Command(name = "demo", description = "Show it all.")
  private static final class Demo implements Runnable {
    @Override
    public void run() {}
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "statsu      | Unknown command 'trueup statsu'. Did you mean 'status'?",
        "schema aply | Unknown command 'trueup schema aply'. Did you mean 'apply'?",
        "complexion  | Unknown command 'trueup complexion'. Did you mean 'completion'?",
        "everything  | Unknown command 'trueup everything'",
        "help schema aply | Unknown command 'trueup schema aply'. Did you mean 'apply'?",
        "explain     | The platform is missing. Add source/name, or a unique name",
        "pause a --platform b --reason r | Cannot use two platforms, 'a' and 'b'",
        "status --outptu json | Unknown options: '--outptu', 'json'. Did you mean '--output'?",
        "schema      | Missing required subcommand: one of plan, apply, diff, drift"
      })
  void explainsInvalidCommandLines(String arguments, String message) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);
    assertThat(err.toString()).startsWith("trueup: " + message);
  }

  @Test
  void showsTheStatusInColumns() {
    scene.awaitingJobs();
    scene.waitForSync();

    var code = run("status");

    assertThat(code).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            Platform 'acme/Monthly' is waiting

            SOURCE  STATE      SINCE  HEAD      ACCEPTED    PENDING
            acme    following  now    abcdef02  2 abcdef02  -

            PLATFORM      STATE          REALIZED    TARGET      MERGED      SINCE  POLICY
            acme/Live     awaiting jobs  1 abcdef01  2 abcdef02  2 abcdef02  now    merge
            acme/Monthly  waiting        -           -           2 abcdef02  now    manual
            acme/Old      own loop       -           -           2 abcdef02  now    never

            acme/Monthly: The platform's rollout is 'manual': version 1 waits for an operator. Unblock with `trueup sync`

            acme/Live: 1 node moves to version 2 when its job next starts

            acme/Old: Updates itself; version 2 is merged
            """);
  }

  @Test
  void showsABlockedNodeWithItsReasonAndItsCommand() {
    scene.awaitingJobs();
    scene.block("2 rows of customers have no phone");
    clock.advance(Duration.ofMinutes(5));
    scene.block("2 rows of customers have no phone");
    environment.put("NO_COLOR", "1");

    run(true, "status");
    assertThat(out.toString())
        .startsWith("Platform 'acme/Live' is blocked\n")
        .contains(
            "acme/Live     blocked   1 abcdef01  2 abcdef02  2 abcdef02  5 min ago  merge",
            """
            acme/Live: Node 'Ingest/Live/NW_Data' did not reach version 2 when its job
              started
              2 rows of customers have no phone
              Once this is fixed, the next start of the job retries. To retry now, run:
              trueup schema apply --platform acme/Live --node 'Ingest/Live/NW_Data'
            """);
    run(true, "explain", "Live");
    assertThat(out.toString())
        .startsWith("acme/Live is blocked, since 2026-03-01T12:00:00Z\n")
        .contains(
            """
            Blocked nodes
            Ingest/Live/NW_Data, since 2026-03-01T12:00:00Z
               2 rows of customers have no phone
               Once this is fixed, the next start of the job retries. To retry now, run:
               trueup schema apply --platform acme/Live --node 'Ingest/Live/NW_Data'

            1 node blocked
            Ingest/Live/NW_Data
            """);
    run(true, "nodes", "Live", "--state", "blocked");
    assertThat(out.toString())
        .isEqualTo(
            """
            STATE    REALIZED  TARGET    RAN  NODE
            blocked  00000000  00000000  yes  Ingest/Live/NW_Data

            Ingest/Live/NW_Data
              2 rows of customers have no phone
              Once this is fixed, the next start of the job retries. To retry now, run:
              trueup schema apply --platform acme/Live --node 'Ingest/Live/NW_Data'
            """);
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void foldsTextOnATerminalOnly() {
    scene.awaitingJobs();
    scene.waitForSync();
    environment.put("NO_COLOR", "1");

    run("status");
    var unfolded = out.toString();
    run(true, "status");
    var narrow = out.toString();
    columns = 20;
    run(true, "status");
    var narrowest = out.toString();
    columns = 500;
    run(true, "status");

    assertThat(out.toString()).isEqualTo(unfolded);
    assertThat(unfolded.lines()).anyMatch(line -> line.length() > 80);
    assertThat(narrow.lines()).allMatch(line -> line.length() <= 80);
    assertThat(narrow.replaceAll("\\s+", " ")).isEqualTo(unfolded.replaceAll("\\s+", " "));
    assertThat(narrowest).isEqualTo(narrow);
  }

  @Test
  void neverBreaksACommandToCopy() {
    scene.firstMerge();
    scene.incompatibleMerge();
    environment.put("NO_COLOR", "1");

    run(true, "status");

    assertThat(out.toString().lines())
        .anyMatch(line ->
            line.contains(
                "'trueup sources approve acme --commit %s --reason …'"
                    .formatted(StoreScene.commit(4).abbreviated())));
  }

  @Test
  void showsExamplesOnOneLineEach() {
    var line = TrueupCommand.line(shell(true), "1.2.3", Map.of());
    var check = Objects.requireNonNull(line.getSubcommands().get("check"));
    var examples = check.getCommandSpec().usageMessage().footer();

    assertThat(run(true, "check", "--help")).isZero();

    assertThat(out.toString().lines()).containsSubsequence(examples);
  }

  @Test
  void aPlatformFailsUntilItsStepLands() {
    scene.firstMerge();
    var rollout = scene.moveToFirst();
    scene.failSecondStep(rollout, "disk full");
    clock.advance(Duration.ofMinutes(5));

    scene.tryAgain(rollout);
    run("status");

    assertThat(out.toString())
        .contains("acme/Live     failing   -         1 abcdef01  1 abcdef01  5 min ago  merge")
        .contains("disk full");
  }

  @Test
  void explainsAPlatform() {
    scene.awaitingJobs();

    var code = run("explain", "acme/Live");

    assertThat(code).isZero();
    assertThat(out.toString())
        .startsWith(
            """
            acme/Live is awaiting jobs, since 2026-03-01T12:00:00Z
            1 node moves to version 2 when its job next starts

            POINTER   VERSION  COMMIT    SINCE  GRAPH
            realized  1        abcdef01  now    00000000
            target    2        abcdef02  now    00000000
            merged    2        abcdef02  now    00000000

            Gates
            All gates are open, and nothing is known to shut one
            There is nothing to move to

            1 node awaiting node time
            Ingest/Live/NW_Data

            From version 1 to 2: 0 added, 1 changed, 0 removed
            ~ Ingest/Live/NW_Data: column customers/fax added
            """)
        .contains("rollout.claimed");
  }

  @Test
  void showsTheAgeOfAPlatformsState() {
    scene.awaitingJobs();
    clock.advance(Duration.ofHours(2));
    run("pause", "Live", "--reason", "quarter end");
    clock.advance(Duration.ofMinutes(5));

    run("status");

    assertThat(out.toString())
        .contains("acme/Live     paused    1 abcdef01  2 abcdef02  2 abcdef02  5 min ago  merge");
  }

  @Test
  void showsThatOnlyTheJobsConfirmationIsMissingAfterApplying() {
    scene.awaitingJobs();
    store.rollouts().recordApplied(StoreScene.LIVE, 2, List.of(StoreScene.INGEST));
    for (var entry = 0; entry < 60; entry++) {
      store
          .audit()
          .append(
              new Actor("ann", ""),
              AuditVerbs.PLATFORM_PAUSED,
              "platform:acme/Live",
              "{}",
              "much else is done");
    }

    run("nodes", "Live", "--state", "awaiting-node-time");
    assertThat(out.toString()).contains("awaiting confirmation  00000000");
    run("status");
    assertThat(out.toString())
        .contains(
            """
            acme/Live: 1 node moves to version 2 when its job next starts; 'schema apply' has already changed all tables and views
            """);
    run("explain", "Live");
    assertThat(out.toString())
        .contains(
            """
            1 node awaiting node time
            'schema apply' has brought their tables and views to the target; the next start of their jobs confirms it
            Ingest/Live/NW_Data
            """);
  }

  @Test
  void limitsAndBreaksWhatItExplains() {
    scene.awaitingJobs();
    for (var entry = 0; entry < 12; entry++) {
      store
          .audit()
          .append(
              new Actor("ann", ""),
              AuditVerbs.PLATFORM_PAUSED,
              "platform:acme/Live",
              "because of all that has to be said about number " + entry + ", at length");
    }

    environment.put("NO_COLOR", "1");

    run(true, "explain", "Live");

    assertThat(out.toString())
        .contains("number 11")
        .doesNotContain("number 3,")
        .endsWith("and more: see 'trueup audit --subject platform:acme/Live'\n");
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void answersJsonAsTheApiDoes() {
    scene.firstMerge();

    run("status", "--output", "json");

    assertThat(out.toString()).startsWith("{\"at\":\"2026-03-01T12:00:00Z\",").endsWith("}\n");
  }

  @Test
  void listsMergesWithWhereTheyAreWrong() {
    scene.badMerge("No dataset 'x'");

    run("versions", "--source", "acme", "--limit", "3");

    assertThat(out.toString())
        .isEqualTo(
            """
            VERSION  VERDICT   COMMIT    DECIDED               AUTHOR       SUBJECT  PLATFORMS
            acme/1   rejected  abcdef03  2026-03-01T12:00:00Z  Cy Careless  Typo     -

            acme/1
            team/a.yaml:12:7: error: No dataset 'x' [dataset.unknown]. Did you mean 'customers'?
            """);
    assertThat(run("versions", "acme/1")).isZero();
    assertThat(run("versions", "acme/9")).isEqualTo(3);
    assertThat(run("versions", "nonsense")).isEqualTo(2);
  }

  @Test
  void showsTextOfOthersAsText() {
    scene.firstMerge("Ann\u001b[31m\u0007", "a\u202eb\nc");

    run(true, "versions");

    assertThat(out.toString())
        .contains("Ann\\u001b[31m\\u0007")
        .contains("a\\u202eb\\nc")
        .doesNotContain("\u001b[31m")
        .doesNotContain("\u0007");
  }

  @Test
  void listsDeliveries() {
    scene.firstMerge();
    scene.deliver("d-1", "push");

    run("deliveries");

    assertThat(out.toString())
        .isEqualTo(
            """
            ID  RECEIVED              SOURCE  EVENT  VERDICT   DELIVERY  WHY
            %d   2026-03-01T12:00:00Z  acme    push   accepted  d-1
            """
                .formatted(id()));
    assertThat(run("deliveries", "show", Long.toString(id()))).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            delivery     d-1
            source       acme
            event        push
            verdict      accepted
            why          -
            received     2026-03-01T12:00:00Z
            generation   2
            body         SHA-256 %s
            """
                .formatted("00".repeat(32)));
    assertThat(run("deliveries", "show", "999999")).isEqualTo(3);
  }

  @Test
  void showsADeliveryThatWasRefused() {
    scene.firstMerge();
    store
        .deliveries()
        .refuse(new RefusedDelivery(StoreScene.ACME, "", "", "401: the signature is wrong"));

    run("deliveries");
    assertThat(out.toString())
        .contains("acme    -      refused  -         401: the signature is wrong\n");
    assertThat(run("deliveries", "show", Long.toString(id()))).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            delivery     -
            source       acme
            event        -
            verdict      refused
            why          401: the signature is wrong
            received     2026-03-01T12:00:00Z
            generation   -
            body         not stored
            """);
  }

  @Test
  void showsTheAgeOfARejection() {
    scene.firstMerge();
    clock.advance(Duration.ofHours(1));
    scene.badMerge("No dataset 'x'");
    clock.advance(Duration.ofHours(2));
    scene.badMerge("No dataset 'y'");

    run("status");
    assertThat(out.toString()).contains("acme    rejected  2 h ago");
    scene.secondMerge();
    clock.advance(Duration.ofMinutes(5));
    scene.thirdMerge();
    run("status");
    assertThat(out.toString()).contains("acme    following  5 min ago");
  }

  private long id() {
    return store.deliveries().newest(null, 1).getFirst().id();
  }

  @Test
  void showsWhatThingsAreCalledAndWhatIsCalledSo() {
    scene.firstMerge();
    scene.giveNames();

    environment.put("NO_COLOR", "1");

    assertThat(run(true, "names", "--platform", "Live")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            KIND      LOGICAL                               PHYSICAL
              CONTAINER               NODE
              RETIRED
            relation  Live/NW_Data/customers/merge          live.nw_data_customers_merge
              db.acme:5432/warehouse  Ingest/Live/NW_Data
              -
            relation  Live/Reporting/All/NW_Data/customers  reporting_all.customers
              db.acme:5432/warehouse  Export/Live/warehouse/NW_Data/customers
              2026-03-01T12:00:00Z
            schema    Live                                  live
              db.acme:5432/warehouse  -
              -
            """);
    assertThat(run("names", "--platform", "acme/Live", "--physical", "live")).isZero();
    assertThat(out.toString().lines()).hasSize(2).last().asString().startsWith("schema  Live");
    assertThat(run("names", "--platform", "Live", "--dataset", "NW_Data/customers")).isZero();
    assertThat(out.toString()).contains("relation  Live/NW_Data").doesNotContain("schema");
    assertThat(run("names", "Live", "--node", StoreScene.INGEST.value())).isZero();
    assertThat(out.toString()).contains("relation  Live/NW_Data").doesNotContain("Reporting");
  }

  @Test
  void reportsAnUnknownPhysicalName() {
    scene.firstMerge();
    scene.giveNames();

    assertThat(run("names", "--platform", "Live", "--physical", "live.Customers")).isEqualTo(3);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .isEqualTo(
            "trueup: Platform 'acme/Live' has no such name. Names are compared as the"
                + " container folds them\n");
    assertThat(run("names", "--platform", "Monthly", "--output", "json")).isEqualTo(3);
    assertThat(out.toString())
        .isEqualTo("{\"platform\":\"acme/Monthly\",\"names\":[],\"next\":null}\n");
    assertThat(run("names", "--platform", "Nobody")).isEqualTo(3);
    assertThat(run("names", "--platform", "Live", "--dataset", "customers")).isEqualTo(2);
    assertThat(run("names")).isEqualTo(2);
  }

  @Test
  void showsAllNamesHoweverManyPagesTheyTake() {
    scene.firstMerge();
    scene.giveNames();
    scene.giveNames(2500);

    assertThat(run("names", "--platform", "Live")).isZero();
    assertThat(out.toString().lines().filter(it -> it.matches("(relation|schema) .*")))
        .hasSize(3 + 2500)
        .doesNotHaveDuplicates();
    assertThat(run("names", "--platform", "Live", "--output", "json")).isZero();
    assertThat(out.toString()).contains("\"s_2499\"").endsWith("\"next\":null}\n");
  }

  @Test
  void steersAPlatform() {
    scene.firstMerge();

    assertThat(run("pause", "Live", "--reason", "quarter end", "--until", "2h")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            "acme/Live: Paused by ops until 2026-03-01T14:00:00Z: quarter end. Unblock earlier with"
                + " 'trueup resume'\n");
    assertThat(run("resume", "Live", "--reason", "done")).isZero();
    assertThat(run("resume", "Live", "--reason", "done")).isEqualTo(5);
    assertThat(run("sync", "--source", "acme")).isZero();
    assertThat(run("sync", "Live")).isEqualTo(2);
    assertThat(run("sync")).isEqualTo(2);
    assertThat(run("pause", "Live")).isEqualTo(2);
    assertThat(run("pause", "Nobody", "--reason", "x")).isEqualTo(3);
    assertThat(run("pause", "Live", "--reason", "x", "--until", "soon")).isEqualTo(2);
  }

  @Test
  void acknowledgesAHead() {
    scene.firstMerge();

    assertThat(run("acknowledge", "acme", "--commit", "00000000", "--reason", "ok")).isEqualTo(5);
    scene.rewrite(new io.trueup.statestore.CommitId("ab".repeat(20)));
    assertThat(run("acknowledge", "acme", "--commit", "abababab", "--reason", "ok")).isZero();
    assertThat(out.toString())
        .isEqualTo("Source 'acme': head abababab is acknowledged, refresh requested\n");
  }

  @Test
  void approvesAHead() {
    scene.firstMerge();
    var head = StoreScene.commit(4).abbreviated();

    assertThat(run("sources", "approve", "acme", "--commit", head, "--reason", "ok")).isEqualTo(5);
    assertThat(run("sources", "approve", "acme", "--reason", "ok")).isEqualTo(2);
    scene.incompatibleMerge();
    assertThat(run("versions")).isZero();
    assertThat(out.toString())
        .contains(
            "Only compatibility rejects it. Its change is %s\n"
                .formatted(StoreScene.CHANGE.value()));
    assertThat(run("sources", "approve", "acme", "--commit", head, "--reason", "ok")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            "Source 'acme': change 5c5c5c5c is approved until another version is accepted\n");
    assertThat(run("sources", "withdraw", "acme", "--reason", "no")).isZero();
    assertThat(out.toString()).isEqualTo("Source 'acme' has no approval in force\n");
    assertThat(run("sources", "withdraw", "acme", "--reason", "no")).isEqualTo(5);
  }

  @Test
  void returnsTheActionAsExitCode() {
    scene.firstMerge();
    var rollout = scene.moveToFirst();
    String[] begin = {
      "node", "begin", "--platform", "Live", "--node", StoreScene.INGEST.value(), "--job", "j"
    };

    assertThat(run(begin)).isEqualTo(12);
    assertThat(out.toString())
        .isEqualTo("WAIT         The node is being made\nask again    in 2 s\n");
    onPause = () -> scene.landFirst(rollout);
    assertThat(run(with(begin, "--wait=60", "--fingerprint", ""))).isZero();
    var run = out.toString().lines().filter(it -> it.startsWith("run ")).findFirst().orElseThrow();
    var id = run.substring(13);
    assertThat(run(with(begin, "--fingerprint", "ff".repeat(16)))).isEqualTo(10);
    assertThat(run("node", "prolong", id, "--length", "2h")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            "Run %s of j on Ingest/Live/NW_Data is open until %s\n"
                .formatted(id, clock.instant().plusSeconds(7200)));
    assertThat(run("node", "end", id, "--outcome", "succeeded")).isZero();
    assertThat(run("node", "end", id, "--outcome", "failed")).isEqualTo(5);
    assertThat(run("node", "end", id, "--outcome", "maybe")).isEqualTo(2);
    assertThat(run("node")).isEqualTo(2);
  }

  private static String[] with(String[] arguments, String... more) {
    var all = new java.util.ArrayList<>(java.util.List.of(arguments));
    all.addAll(java.util.List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void waitsNoLongerThanRequested() {
    scene.firstMerge();
    scene.moveToFirst();

    var code =
        run(
            "node",
            "begin",
            "--platform",
            "Live",
            "--node",
            StoreScene.INGEST.value(),
            "--job",
            "j",
            "--wait",
            "5");

    assertThat(code).isEqualTo(12);
    assertThat(clock.instant()).isEqualTo(Instant.parse("2026-03-01T12:00:05Z"));
  }

  @Test
  void waitsUntilAllIsRealized() {
    scene.firstMerge();
    scene.landFirst(scene.moveToFirst());

    assertThat(run("status", "--wait", "--timeout", "3s")).isEqualTo(6);
    assertThat(clock.instant()).isEqualTo(Instant.parse("2026-03-01T12:00:03Z"));
    assertThat(run("status", "--wait", "--timeout", "soon")).isEqualTo(2);
  }

  @Test
  void makesATokenThatOthersCanUse() throws IOException {
    assertThat(run("token", "create", "--name", "ci", "--scope", "read", "--expires", "90d"))
        .isZero();
    var file = folder.resolve("token");
    Files.writeString(file, out.toString());

    assertThat(run("status", "--token-file", file.toString())).isZero();
    assertThat(run("token", "list", "--token-file", file.toString())).isEqualTo(4);
    assertThat(run("token", "list")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            NAME  SCOPE    CREATED               EXPIRES
            ci    read     2026-03-01T12:00:00Z  2026-05-30T12:00:00Z
            ops   operate  2026-03-01T12:00:00Z  never
            """);
    assertThat(run("token", "revoke", "ci")).isZero();
    assertThat(run("status", "--token-file", file.toString())).isEqualTo(4);
    assertThat(run("token", "revoke", "ci")).isEqualTo(3);
    assertThat(run("token", "create", "--name", "x", "--scope", "all")).isEqualTo(2);
  }

  @Test
  void explainsAMissingToken() {
    environment.remove("TRUEUP_TOKEN");

    assertThat(run("status")).isEqualTo(4);
    assertThat(err.toString())
        .isEqualTo(
            "trueup: This command needs a token. Name its file with --token-file or"
                + " TRUEUP_TOKEN_FILE\n");
    assertThat(run("status", "--token-file", "/nowhere/token")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("trueup: The token file '/nowhere/token' does not exist\n");
  }

  @Test
  void reportsThatNoDaemonAnswers() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    var code = run("status", "--server", "http://127.0.0.1:" + port);

    assertThat(code).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "trueup: Cannot reach a daemon at http://127.0.0.1:%d. Start it with 'trueup serve', or set another address with --server or TRUEUP_SERVER\n"
                .formatted(port));
    assertThat(run("status", "--server", "localhost:8080")).isEqualTo(2);
  }

  @Test
  void coloursOnlyForPeopleWhoWantIt() {
    scene.firstMerge();

    run(true, "status");
    assertThat(out.toString()).contains("\u001b[");
    run("status");
    assertThat(out.toString()).doesNotContain("\u001b");
    environment.put("NO_COLOR", "1");
    run(true, "status");
    assertThat(out.toString()).doesNotContain("\u001b");
  }

  @Test
  void helpsWithEveryCommandAndItsExitCodes() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("demo").contains("Exit codes:").contains(" 12 ");
    for (var command :
        new String[] {
          "status",
          "explain",
          "versions",
          "deliveries",
          "names",
          "pause",
          "resume",
          "sync",
          "acknowledge"
        }) {
      assertThat(run(command, "--help")).isZero();
      assertThat(out.toString()).contains("Example").contains("--server");
    }
    assertThat(run("node", "begin", "--help")).isZero();
    assertThat(run("help", "pause")).isZero();
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).isEqualTo("trueup 1.2.3\n");
    assertThat(run()).isEqualTo(2);
    assertThat(run("stauts")).isEqualTo(2);
  }

  /** Every command with its parents, such as {@code schema plan}. */
  private List<List<String>> commands() {
    var all = new ArrayList<List<String>>();
    collect(TrueupCommand.line(shell(false), "1.2.3", Map.of()), List.of(), all);
    return all;
  }

  private static void collect(
      picocli.CommandLine line, List<String> path, List<List<String>> into) {
    into.add(path);
    line.getSubcommands()
        .forEach((name, each) -> {
          var deeper = new ArrayList<>(path);
          deeper.add(name);
          collect(each, deeper, into);
        });
  }

  @Test
  void showsTheHelpOfEveryCommandWithinEightyColumns() {
    assertThat(commands()).hasSizeGreaterThan(35);
    for (var command : commands()) {
      var asked = new ArrayList<>(command);
      asked.add("--help");
      assertThat(run(asked.toArray(String[]::new))).as("%s", asked).isZero();
      var help = out.toString();

      var helped = new ArrayList<>(command);
      helped.addFirst("help");
      assertThat(run(helped.toArray(String[]::new))).as("%s", helped).isZero();
      assertThat(out.toString()).isEqualTo(help).startsWith("Usage: trueup");
      assertThat(help.lines()).as("%s", asked).allMatch(line -> line.length() <= 80);
    }
  }

  @Test
  void writesACompletionScriptWithEveryCommand() {
    assertThat(run("completion")).isZero();

    assertThat(out.toString())
        .startsWith("#!/usr/bin/env bash")
        .contains("_picocli_trueup_schema_plan");
  }

  @Test
  void writesAManPageForEveryCommand(@TempDir Path folder) throws IOException {
    assertThat(run("man", folder.toString())).isZero();

    assertThat(folder.resolve("trueup-schema-plan.1"))
        .content()
        .startsWith(".TH \"TRUEUP-SCHEMA-PLAN\" 1\n.SH NAME\ntrueup-schema-plan \\- Show the plan")
        .contains(".B \\-o, \\-\\-output FORM");
    try (var pages = Files.list(folder)) {
      assertThat(pages).hasSize(commands().size() + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://h:99999",
        "http://h:0",
        "http://h:",
        "http://h:x",
        "http://",
        "http:///x",
        "http://a b",
        "http://[::1",
        "http://user:word@h",
        "http://h?x",
        "ftp://h",
        "h:8080"
      })
  void refusesAnInvalidAddress(String address) {
    assertThat(run("status", "--server", address)).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "trueup: '%s' is not the address of a daemon, such as http://127.0.0.1:8080 or https://trueup.acme.example\n"
                .formatted(address));
  }

  @Test
  void asksHostsWithAnUnderscore() {
    assertThat(run("status", "--server", "http://no_such_host.invalid:8080")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("trueup: Cannot reach a daemon at http://no_such_host.invalid:8080");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "explain Live",
        "explain --platform Live",
        "nodes acme/Live",
        "runs --platform acme/Live",
        "names Live",
        "schema drift --help"
      })
  void takesAPlatformEitherWay(String arguments) {
    scene.awaitingJobs();
    scene.giveNames();

    assertThat(run(arguments.split(" "))).as("%s", err).isZero();
  }

  @Test
  void namesThePlatformsThatAMisspeltOneMayBe() {
    scene.firstMerge();
    scene.twin();

    assertThat(run("explain", "liv")).isEqualTo(3);
    assertThat(err.toString())
        .isEqualTo(
            "trueup: There is no platform 'liv'. Did you mean 'acme/Live' or 'beta/Live'?\n");
    assertThat(run("explain", "acme/Monthyl")).isEqualTo(3);
    assertThat(err.toString())
        .isEqualTo("trueup: There is no platform 'acme/Monthyl'. Did you mean 'acme/Monthly'?\n");
    assertThat(run("explain", "Warehouse")).isEqualTo(3);
    assertThat(err.toString())
        .isEqualTo(
            "trueup: There is no platform 'Warehouse'. There are acme/Live, acme/Monthly, acme/Old,"
                + " beta/Live\n");
  }

  @Test
  void listsNodesAndRuns() {
    scene.awaitingJobs();

    assertThat(run("nodes", "Live", "--state", "awaiting-node-time")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            STATE               REALIZED  TARGET    RAN  NODE
            awaiting node time  00000000  00000000  no   Ingest/Live/NW_Data
            """);
    assertThat(run("nodes", "Live", "--state", "nonsense")).isEqualTo(2);
    assertThat(run("runs", "Live")).isZero();
    assertThat(out.toString()).isEqualTo("No job has started yet\n");
    scene.block("2 rows have no phone");
    environment.put("NO_COLOR", "1");
    run(true, "runs", "Live");
    assertThat(out.toString())
        .isEqualTo(
            """
            BEGAN                 ANSWER     STATE      TOOK  VERSION  JOB
              TOKEN          NODE
            2026-03-01T12:00:00Z  reconcile  abandoned  0 s   2        nightly
              nightly-token  Ingest/Live/NW_Data
            """);
  }

  @Test
  void auditsTheReasonForARefresh() {
    scene.firstMerge();

    assertThat(run("sync", "--source", "acme", "--reason", "the hook is broken")).isZero();

    var entry = store.audit().newest("source:acme", 1).getFirst();
    assertThat(entry.actor().name()).isEqualTo("ops");
    assertThat(entry.reason()).isEqualTo("the hook is broken");
  }

  @Test
  void listsTheAudit() {
    scene.firstMerge();

    environment.put("NO_COLOR", "1");

    assertThat(run(true, "audit", "--subject", "source:acme", "--limit", "1")).isZero();
    assertThat(out.toString()).startsWith("AT                    WHO     WHAT");
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void verifiesTheAuditAndWhatWasExportedOfIt(@TempDir Path folder) throws IOException {
    scene.firstMerge();
    scene.giveNames();
    var head = store.audit().head();

    assertThat(run("audit", "verify")).isZero();
    assertThat(out.toString())
        .isEqualTo("All %d entries match. Head %s\n".formatted(head.position(), head));
    assertThat(run("audit", "verify", "--head", "1:000000000000")).isEqualTo(1);
    assertThat(err.toString()).startsWith("trueup: Position 1 has the digest ");
    assertThat(run("audit", "verify", "--head", "99:000000000000")).isEqualTo(1);
    assertThat(err.toString()).contains("entries were removed at its end");
    assertThat(run("audit", "verify", "--head", "nonsense")).isEqualTo(2);

    assertThat(run("audit", "export")).isZero();
    var exported = out.toString();
    assertThat(exported.lines().toList().getLast())
        .isEqualTo(
            "{\"after\":null,\"head\":{\"position\":%d,\"digest\":\"%s\"}}"
                .formatted(head.position(), head.digest()));
    var file = Files.writeString(folder.resolve("whole"), exported);
    assertThat(run("audit", "verify", file.toString())).isZero();
    Files.writeString(file, exported.replace("\"actor\":\"trueup\"", "\"actor\":\"bob\""));
    assertThat(run("audit", "verify", file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("is not the one that was written");
    Files.writeString(
        file, exported.lines().limit(2).collect(java.util.stream.Collectors.joining("\n")));
    assertThat(run("audit", "verify", file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("The file ends at position 1 without a head");
    assertThat(run("audit", "export", "--after", "1")).isZero();
    Files.writeString(file, out.toString());
    assertThat(run("audit", "verify", file.toString())).isZero();
  }

  @Test
  void revokesATokenWhoseSecretCouldNotBeWritten() {
    var full =
        new PrintWriter(
            new java.io.Writer() {
              @Override
              public void write(char[] buffer, int from, int count) throws IOException {
                throw new IOException("No space left on device");
              }

              @Override
              public void flush() {}

              @Override
              public void close() {}
            },
            true);
    var shell =
        new Shell(
            environment,
            full,
            new PrintWriter(err, true),
            new Shell.Display.FileOrPipe(),
            Optional::empty,
            () -> 0,
            _ -> {});

    var code =
        TrueupCommand.line(shell, "1.2.3", Map.of())
            .execute("token", "create", "--name", "airflow", "--scope", "run");

    assertThat(code).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "trueup: Cannot write the secret of token 'airflow', so the token was revoked"
                + " again\n");
    assertThat(store.tokens().all()).extracting(it -> it.name()).doesNotContain("airflow");
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "validate", "graph", "show", "dependents"})
  void aCommandAloneIsWhatItIsAmongAll(String name) {
    for (var more : List.of("--help", "--hlep", "store", "a", "--base")) {
      var code = run(name, more);
      var expected = List.of(code, out.toString(), err.toString());
      out.getBuffer().setLength(0);
      err.getBuffer().setLength(0);

      var alone = TrueupCommand.only(shell(false), "1.2.3", name).orElseThrow();

      assertThat(List.of(alone.execute(name, more), out.toString(), err.toString()))
          .isEqualTo(expected);
    }
    assertThat(TrueupCommand.only(shell(false), "1.2.3", "status")).isEmpty();
  }
}
