package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.api.RunningApi;
import io.trueup.listener.api.Scene;
import io.trueup.statestore.ApiTokens.Scope;
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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Command;

class TrueupCommandTest {

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final Scene scene = new Scene(store);
  private final RunningApi api = new RunningApi(store, false);
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, String> environment = new HashMap<>();
  private Runnable onPause = () -> {};
  private @Nullable String typed;

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
    var shell =
        new Shell(
            environment,
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            isTerminal,
            () -> Optional.ofNullable(typed),
            () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos(),
            length -> {
              clock.advance(length);
              onPause.run();
            });
    return TrueupCommand.line(shell, "1.2.3", Map.of("demo", new Demo())).execute(arguments);
  }

  /** A subcommand of another's. */
  @Command(name = "demo", description = "Show it all.")
  private static final class Demo implements Runnable {
    @Override
    public void run() {}
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "statsu      | Unmatched argument at index 0: 'statsu'. Did you mean 'status'?",
        "schema aply | Unmatched argument at index 1: 'aply'. Did you mean 'apply'?",
        "status --outptu json | Unknown options: '--outptu', 'json'. Did you mean '--output'?",
        "schema      | Missing required subcommand: one of plan, apply, diff, drift"
      })
  void saysWhatIsMeant(String arguments, String message) {
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

            SOURCE  STATE      SINCE  HEAD      ACCEPTED    OWED
            acme    following  now    abcdef02  2 abcdef02  -

            PLATFORM      STATE          REALIZED    TARGET      MERGED      SINCE  POLICY
            acme/Live     awaiting jobs  1 abcdef01  2 abcdef02  2 abcdef02  now    merge
            acme/Monthly  waiting        -           -           2 abcdef02  now    manual
            acme/Old      own loop       -           -           2 abcdef02  now    never

            acme/Live: 1 node of version 2 waits for the next start of its job

            acme/Monthly: The platform's rollout is 'manual': version 1 waits to be asked for. 'sync' opens it

            acme/Old: Follows by a loop of its own; version 2 is merged
            """);
  }

  @Test
  void explainsAPlatform() {
    scene.awaitingJobs();

    var code = run("explain", "acme/Live");

    assertThat(code).isZero();
    assertThat(out.toString())
        .startsWith(
            """
            acme/Live is awaiting jobs
            1 node of version 2 waits for the next start of its job

            POINTER   VERSION  COMMIT    SINCE  GRAPH
            realized  1        abcdef01  now    00000000
            target    2        abcdef02  now    00000000
            merged    2        abcdef02  now    00000000

            1 node awaiting node time
            Ingest/Live/NW_Data

            From version 1 to 2: 0 added, 1 changed, 0 removed
            ~ Ingest/Live/NW_Data: column customers/fax added
            """)
        .contains("rollout.claimed");
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
            VERSION  VERDICT   COMMIT    JUDGED                AUTHOR       SUBJECT  PLATFORMS
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
            RECEIVED              SOURCE  EVENT  VERDICT   DELIVERY  WHY
            2026-03-01T12:00:00Z  acme    push   accepted  d-1
            """);
  }

  @Test
  void showsWhatThingsAreCalledAndWhatIsCalledSo() {
    scene.firstMerge();
    scene.giveNames();

    assertThat(run("names", "--platform", "Live")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            KIND      LOGICAL                               PHYSICAL                      CONTAINER               NODE                                     RETIRED
            relation  Live/NW_Data/customers/merge          live.nw_data_customers_merge  db.acme:5432/warehouse  Ingest/Live/NW_Data                      -
            relation  Live/Reporting/All/NW_Data/customers  reporting_all.customers       db.acme:5432/warehouse  Export/Live/warehouse/NW_Data/customers  2026-03-01T12:00:00Z
            schema    Live                                  live                          db.acme:5432/warehouse  -                                        -
            """);
    assertThat(run("names", "--platform", "acme/Live", "--physical", "live")).isZero();
    assertThat(out.toString().lines()).hasSize(2).last().asString().startsWith("schema  Live");
    assertThat(run("names", "--platform", "Live", "--dataset", "NW_Data/customers")).isZero();
    assertThat(out.toString().lines()).hasSize(3);
    assertThat(run("names", "--platform", "Live", "--node", Scene.INGEST.value())).isZero();
    assertThat(out.toString().lines()).hasSize(2);
  }

  @Test
  void saysThatNothingIsCalledSo() {
    scene.firstMerge();
    scene.giveNames();

    assertThat(run("names", "--platform", "Live", "--physical", "live.Customers")).isEqualTo(3);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .isEqualTo(
            "trueup: Platform 'acme/Live' has given no such name; names are compared as the"
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
    assertThat(out.toString().lines()).hasSize(1 + 3 + 2500).doesNotHaveDuplicates();
    assertThat(run("names", "--platform", "Live", "--output", "json")).isZero();
    assertThat(out.toString()).contains("\"s_2499\"").endsWith("\"next\":null}\n");
  }

  @Test
  void steersAPlatform() {
    scene.firstMerge();

    assertThat(run("pause", "Live", "--reason", "quarter end", "--until", "2h")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            "acme/Live: Paused by ops: quarter end. 'resume', or the end of the pause at"
                + " 2026-03-01T14:00:00Z opens it\n");
    assertThat(run("sync", "Live", "--reason", "now")).isEqualTo(5);
    assertThat(err.toString())
        .isEqualTo("trueup: Platform 'acme/Live' is paused by ops: quarter end. Resume it first\n");
    assertThat(run("resume", "Live", "--reason", "done")).isZero();
    assertThat(run("resume", "Live", "--reason", "done")).isEqualTo(5);
    assertThat(run("sync", "acme/Monthly", "--reason", "now")).isZero();
    assertThat(out.toString()).isEqualTo("Platform 'acme/Monthly' is asked to move to version 1\n");
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
        .isEqualTo("Source 'acme': head abababab is acknowledged and looked at now\n");
  }

  @Test
  void tellsScriptsByItsExitCodeWhatToDo() {
    scene.firstMerge();
    var rollout = scene.moveToFirst();
    String[] begin = {
      "node", "begin", "--platform", "Live", "--node", Scene.INGEST.value(), "--job", "j"
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
  void waitsNoLongerThanItIsTold() {
    scene.firstMerge();
    scene.moveToFirst();

    var code =
        run(
            "node",
            "begin",
            "--platform",
            "Live",
            "--node",
            Scene.INGEST.value(),
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
  void saysWhatIsMissingToGetIn() {
    environment.remove("TRUEUP_TOKEN");

    assertThat(run("status")).isEqualTo(4);
    assertThat(err.toString())
        .isEqualTo(
            "trueup: This needs a token: name its file with --token-file or TRUEUP_TOKEN_FILE\n");
    assertThat(run("status", "--token-file", "/nowhere/token")).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("trueup: There is no token file '/nowhere/token'\n");
  }

  @Test
  void saysInOneSentenceThatNothingAnswers() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    var code = run("status", "--server", "http://127.0.0.1:" + port);

    assertThat(code).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "trueup: Nothing answers at http://127.0.0.1:%d: is the daemon running there ('trueup serve')? Name another address with --server or TRUEUP_SERVER\n"
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
}
