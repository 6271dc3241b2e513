package io.trueup.listener.daemon.api;

import static io.trueup.listener.engine.testing.RolloutScene.ACME;
import static io.trueup.listener.engine.testing.RolloutScene.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.api.ApiServer.Reply;
import io.trueup.listener.engine.testing.RolloutScene;
import io.trueup.listener.engine.testing.RolloutScene.Declared;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.model.ecosystem.JobPolicy;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.Run;
import io.trueup.statestore.testing.FaultPlan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs that begin by their keys, with the nodes that they have then. */
class JobBeginTest {

  private static final String JOBS = "/api/v1/platforms/acme/Live/jobs";
  private static final String NIGHTLY = "schedule.0_2_x_x_x";
  private static final String ID = "ab".repeat(16);

  private final RolloutScene scene = new RolloutScene();
  private Runnable onBegun = () -> {};
  private final ApiServer api =
      new ApiServer(
          scene.store.handle(
              new FaultPlan() {
                @Override
                public void afterCommit(String method) {
                  if (method.equals("runs.begin")) {
                    onBegun.run();
                  }
                }
              }),
          false,
          Map.of(ACME, scene),
          scene);
  private final String runner = new StoreScene(scene.store).token("runner", Scope.RUN);

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

  private Reply begin(String job, String more) {
    return api.send(
        "POST",
        "/api/v1/runs",
        runner,
        "{\"platform\":\"acme/Live\",\"job\":\"%s\"%s}".formatted(job, more));
  }

  private String tag() {
    return api.get(JOBS + "/" + NIGHTLY, runner).json().path("nodesTag").asText();
  }

  private static List<String> nodes(JsonNode answer) {
    return answer.path("nodes").findValuesAsText("node");
  }

  private static String node(String name) {
    return "Ingest/Live/" + name;
  }

  private List<Run.State> states() {
    return scene.store.runs().newest(LIVE, 10).stream().map(Run::state).toList();
  }

  @Test
  void beginsAllNodesOfAJob() {
    var reply = begin(NIGHTLY, ",\"run\":\"%s\",\"nodesTag\":\"%s\"".formatted(ID, tag()));

    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    var answer = reply.json();
    assertThat(answer.path("run").asText()).isEqualTo(ID);
    assertThat(answer.path("action").asText()).isEqualTo("RUN");
    assertThat(answer.path("version").asInt()).isEqualTo(1);
    assertThat(nodes(answer)).containsExactly(node("job-a"), node("job-b"));
    assertThat(answer.path("nodesTag").asText()).isEqualTo(tag());
    assertThat(answer.path("nodesChanged").asBoolean()).isFalse();
    assertThat(scene.store.runs().newest(LIVE, 10)).extracting(Run::job).containsOnly(NIGHTLY);
    var ended =
        api.send("POST", "/api/v1/runs/" + ID + "/end", runner, "{\"outcome\":\"succeeded\"}");
    assertThat(ended.status()).isEqualTo(200);
    assertThat(states()).containsOnly(Run.State.SUCCEEDED);
  }

  @Test
  void takesTheFingerprintOfEachNode() {
    merge("job-a=1 job-b=2");
    var fingerprints =
        ",\"fingerprints\":{\"%s\":\"%s\",\"%s\":\"%s\",\"Ingest/Live/left\":\"%s\"}"
            .formatted(
                node("job-a"),
                new Fingerprint(0, 1),
                node("job-b"),
                new Fingerprint(0, 1),
                new Fingerprint(0, 9));

    var answer = begin(NIGHTLY, fingerprints).json();

    assertThat(answer.path("nodes").findValuesAsText("action")).containsExactly("RUN", "RECONCILE");
    assertThat(answer.at("/nodes/0/reason").asText())
        .isEqualTo("Nothing changed since the job's last run");
  }

  @Test
  void answersTheNodesThatItHasNowAndSaysThatTheyChanged() {
    var read = tag();
    merge("job-a=1 job-c=1");

    var answer = begin(NIGHTLY, ",\"nodesTag\":\"%s\"".formatted(read)).json();

    assertThat(nodes(answer)).containsExactly(node("job-a"), node("job-c"));
    assertThat(answer.path("nodesChanged").asBoolean()).isTrue();
    assertThat(answer.path("nodesTag").asText()).isEqualTo(tag()).isNotEqualTo(read);
  }

  @Test
  void beginsNothingWhenOneNodeWaits() {
    merge("job-a=1 job-b=2");
    scene.startJob(LIVE, "job-b", 1L);
    merge("job-a=1 job-b=3");
    var before = states();

    var answer = begin(NIGHTLY, "").json();

    assertThat(answer.path("action").asText()).isEqualTo("WAIT");
    assertThat(answer.path("run").isNull()).isTrue();
    assertThat(states()).isEqualTo(before);
    var each = begin(NIGHTLY, ",\"allOrNone\":false").json();
    assertThat(each.path("nodes").findValuesAsText("action")).containsExactly("RUN", "WAIT");
  }

  @Test
  void keepsNoRunOfNodesThatTheJobHadWhenItsTargetMovesMeanwhile() {
    onBegun =
        () -> {
          onBegun = () -> {};
          merge("job-a=1 job-c=1");
        };

    var answer = begin(NIGHTLY, ",\"run\":\"%s\"".formatted(ID)).json();

    assertThat(answer.path("action").asText()).isEqualTo("WAIT");
    assertThat(answer.path("run").isNull()).isTrue();
    assertThat(answer.path("nodesChanged").asBoolean()).isTrue();
    assertThat(answer.at("/nodes/0/reason").asText()).contains("Begin it again");
    assertThat(states()).containsOnly(Run.State.FAILED);
    assertThat(nodes(begin(NIGHTLY, "").json())).containsExactly(node("job-a"), node("job-c"));
  }

  @Test
  void goesOnWhenTheTargetMovesAndTheNodesStay() {
    onBegun =
        () -> {
          onBegun = () -> {};
          merge("job-a=2 job-b=1");
        };

    assertThat(begin(NIGHTLY, "").json().path("action").asText()).isEqualTo("RUN");
  }

  @Test
  void tellsTheLastJobOfANodeThatItLeftTheModel() {
    begin(NIGHTLY, "");
    scene.endJobs(LIVE);
    merge("job-a=1");
    var retirement = "retire.Ingest.Live.job-b";
    assertThat(api.get(JOBS, runner).json().path("jobs").findValuesAsText("job"))
        .containsExactly(NIGHTLY, retirement);
    assertThat(api.get(JOBS + "/" + retirement, runner).json().at("/trigger/kind").asText())
        .isEqualTo("retire");

    var answer = begin(retirement, "").json();

    assertThat(answer.path("action").asText()).as(answer.toString()).isEqualTo("RETIRE");
    assertThat(nodes(answer)).containsExactly(node("job-b"));
    assertThat(api.get(JOBS, runner).json().path("jobs").findValuesAsText("job"))
        .containsExactly(NIGHTLY);
    assertThat(begin(retirement, "").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nightly | '' | 404 | Platform 'acme/Live' has no job 'nightly'",
        "nightly | '' | 404 | name them with 'node' or 'nodes'",
        "NIGHTLY | ,\"fingerprint\":\"0\" | 400 | takes 'fingerprints'",
        "NIGHTLY | ,\"fingerprints\":{\"Ingest/Live/job-a\":\"0\"} | 400 | must be the 32 hex",
        "NIGHTLY | ,\"node\":\"N\",\"fingerprints\":{} | 400 | only for a begin by the job's key",
        "NIGHTLY | ,\"nodes\":[],\"nodesTag\":\"x\" | 400 | only for a begin by the job's key",
        "NIGHTLY | ,\"fingerprints\":[] | 400 | fingerprints",
        "NIGHTLY | ,\"run\":\"x\" | 400 | 32 lower-case hex digits"
      })
  void refusesWhatItCannotBegin(String job, String more, int status, String detail) {
    var reply = begin(job.equals("NIGHTLY") ? NIGHTLY : job, more.equals("''") ? "" : more);

    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    assertThat(reply.detail()).contains(detail);
    assertThat(states()).isEmpty();
  }

  @Test
  void saysThatAnIdIsTaken() {
    begin(NIGHTLY, ",\"run\":\"%s\"".formatted(ID));

    var again = begin(NIGHTLY, ",\"run\":\"%s\"".formatted(ID));

    assertThat(again.status()).isEqualTo(409);
    assertThat(again.json().path("type").asText()).endsWith("run-exists");
  }
}
