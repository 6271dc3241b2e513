package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.listener.engine.snapshot.MissingVersionException.Reason;
import io.trueup.listener.engine.testing.SchemaFixture;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.platforms.spi.CredentialStore.CredentialStatus;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.PlatformExecutor;
import io.trueup.platforms.testing.SlowPlatform;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobListRoutesTest {

  private static final String JOBS = "/api/v1/platforms/acme/Live/jobs";
  private static final String JOB = "node.Ingest.Live.NW_Data";

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final SchemaFixture scene = new SchemaFixture(store);
  private final ApiServer api =
      new ApiServer(store, false, Map.of(StoreScene.ACME, scene), new JobsOfEveryNode(scene));
  private final String reader = new StoreScene(store).token("rita", Scope.READ);
  private final HttpClient http = HttpClient.newHttpClient();

  /** The scene's platforms, of a type whose nodes have jobs. */
  private record JobsOfEveryNode(PlatformRuntimes scene) implements PlatformRuntimes {

    @Override
    public DataPlatform platform(String type) {
      return new SlowPlatform();
    }

    @Override
    public PlatformExecutor executor(String type) {
      return scene.executor(type);
    }

    @Override
    public CredentialStatus check(CredentialUse use) {
      return scene.check(use);
    }
  }

  @BeforeEach
  void moveToVersionTwo() {
    scene.awaitingJobs();
  }

  @AfterEach
  void closeApi() {
    api.close();
    http.close();
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(api.address() + path))
            .header("Authorization", "Bearer " + reader);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String tag(HttpResponse<String> response) {
    return response.headers().firstValue("ETag").orElseThrow();
  }

  @Test
  void listsTheJobsOfTheTarget() throws Exception {
    var listed = get(JOBS);

    assertThat(listed.statusCode()).as(listed.body()).isEqualTo(200);
    assertThat(listed.body()).startsWith("{\"platform\":\"acme/Live\",\"jobs\":[").contains(JOB);
    assertThat(listed.headers().firstValue("Trueup-Version")).isPresent();
    assertThat(get("/api/v1/platforms/Live/jobs").body()).isEqualTo(listed.body());
    var one = get(JOBS + "/" + JOB);
    assertThat(one.statusCode()).isEqualTo(200);
    assertThat(listed.body()).contains(one.body());
  }

  @Test
  void answersThatNothingChanged() throws Exception {
    var tag = tag(get(JOBS));

    for (var known : new String[] {tag, "W/" + tag, "\"other\", " + tag, "*"}) {
      var again = get(JOBS, "If-None-Match", known);
      assertThat(again.statusCode()).as(known).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(tag(again)).isEqualTo(tag);
    }
    assertThat(get(JOBS, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
  }

  @Test
  void sendsALineForEachJob() throws Exception {
    var lines = get(JOBS, "Accept", "application/x-ndjson");

    assertThat(lines.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
    assertThat(lines.body().lines().count()).isPositive();
    assertThat(lines.body().lines()).allMatch(it -> it.startsWith("{\"job\":\"node."));
    assertThat(tag(lines)).isNotEqualTo(tag(get(JOBS)));
    assertThat(
            get(JOBS, "Accept", "application/x-ndjson", "If-None-Match", tag(lines)).statusCode())
        .isEqualTo(304);
  }

  @Test
  void refusesWrongCursorsAndUnknownJobs() throws Exception {
    assertThat(get(JOBS + "?after=nonsense").statusCode()).isEqualTo(400);
    assertThat(get(JOBS + "?limit=0").statusCode()).isEqualTo(400);
    var foreign = get(JOBS + "?after=" + "0".repeat(32) + "." + JOB);
    assertThat(foreign.statusCode()).isEqualTo(409);
    assertThat(foreign.body()).contains("jobs-changed");
    var unknown = get(JOBS + "/store.Nothing");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("unknown-job");
    assertThat(get("/api/v1/platforms/acme/Nothing/jobs").statusCode()).isEqualTo(404);
  }

  @Test
  void saysThatTheTargetCannotBeReadNow() throws Exception {
    var version = store.platforms().all().getFirst().target().version();
    api.missing.put(version, Reason.NOT_YET);

    var answer = get(JOBS);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
  }
}
