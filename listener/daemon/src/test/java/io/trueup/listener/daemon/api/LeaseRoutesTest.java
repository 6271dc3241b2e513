package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.snapshot.MissingVersionException.Reason;
import io.trueup.listener.engine.testing.SchemaFixture;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseRoutesTest {

  private static final String TAKE = "/api/v1/models/acme/1/leases";
  private static final String REPORT = "{\"purpose\": \"a report\"}";

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final SchemaFixture fixture = new SchemaFixture(store);
  private final StoreScene scene = new StoreScene(store);
  private final ApiServer api = ApiServer.of(store, fixture);
  private final String reader = scene.token("reader", Scope.READ);
  private final String job = scene.token("job", Scope.RUN);
  private final String other = scene.token("other", Scope.RUN);
  private final String operator = scene.token("operator", Scope.OPERATE);

  @BeforeEach
  void acceptTwoVersions() {
    fixture.awaitingJobs();
  }

  @AfterEach
  void close() {
    api.close();
  }

  private String take() {
    var reply = api.send("POST", TAKE, job, REPORT);
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    return reply.json().path("lease").asText();
  }

  private ApiServer.Reply order(String lease, String verb, String token, String body) {
    return api.send("POST", "/api/v1/leases/" + lease + "/" + verb, token, body);
  }

  @Test
  void aLeaseIsTakenAndSeenByAllWhoRead() {
    var lease = api.send("POST", TAKE, job, REPORT).json();

    assertThat(lease.path("version").asInt()).isEqualTo(1);
    assertThat(lease.path("holder").asText()).isEqualTo("job");
    assertThat(lease.path("purpose").asText()).isEqualTo("a report");
    assertThat(lease.path("expiresAt").asText()).isEqualTo("2026-03-01T13:00:00Z");
    assertThat(lease.path("endedAt").isNull()).isTrue();
    assertThat(api.get("/api/v1/leases", reader).json()).containsExactly(lease);
    assertThat(api.get("/api/v1/leases?source=acme", reader).json()).containsExactly(lease);
    assertThat(api.get("/api/v1/leases/" + lease.path("lease").asText(), reader).json())
        .isEqualTo(lease);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "merged, 2", "target@Live, 2", "realized@Live, 1"})
  void aVersionIsNamedInAnyWay(String version, int expected) {
    var reply = api.send("POST", "/api/v1/models/acme/" + version + "/leases", job, REPORT);

    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    assertThat(reply.json().path("version").asInt()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN, 404, urn:trueup:error:unknown-version",
    "GONE, 410, urn:trueup:error:version-gone",
    "NOT_YET, 503, urn:trueup:error:version-not-open",
    "NOT_SERVED, 404, urn:trueup:error:source-not-served"
  })
  void aMissingVersionIsRefusedWithTheCurrentOne(Reason reason, int status, String type) {
    api.missing.put(1L, reason);

    var reply = api.send("POST", TAKE, job, REPORT);

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.json().path("type").asText()).isEqualTo(type);
    assertThat(reply.json().path("candidates").path(0).asText()).isEqualTo("2");
    assertThat(reply.header("Trueup-Current-Version")).isEqualTo("2");
    assertThat(reply.header("Retry-After")).isEqualTo(status == 503 ? "1" : "");
    assertThat(store.modelLeases().live(null)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "9", "x", "merged@Live", "999999999999999999", "realized@Nowhere", "-1"})
  void aVersionThatIsNoneIsAProblem(String version) {
    var reply = api.send("POST", "/api/v1/models/acme/" + version + "/leases", job, REPORT);

    assertThat(reply.status()).as(reply.body()).isIn(400, 404);
    assertThat(reply.detail()).contains(version.replace("realized@", ""));
    assertThat(store.modelLeases().live(null)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 'purpose' is required",
        "{\"purpose\": \" \"} | 'purpose' is required",
        "{\"purpose\": \"p\", \"length\": \"8d\"} | 'length' must be at most 7d. Prolong a lease"
            + " that is needed longer",
        "{\"purpose\": \"p\", \"length\": \"0s\"} | '0s' is not a duration such as 500ms, 30s, 5m,"
            + " 1h or 2d",
        "{\"purpose\": \"p\", \"length\": \"soon\"} | 'soon' is not a duration such as 500ms, 30s,"
            + " 5m, 1h or 2d",
      })
  void aWrongRequestChangesNothing(String body, String detail) {
    var reply = api.send("POST", TAKE, job, body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.detail()).isEqualTo(detail);
    assertThat(store.modelLeases().live(null)).isEmpty();
  }

  @Test
  void aPurposeHasItsLimit() {
    var longest = "{\"purpose\": \"%s\"}".formatted("p".repeat(200));
    var longer = "{\"purpose\": \"%s\"}".formatted("p".repeat(201));

    assertThat(api.send("POST", TAKE, job, longer).detail())
        .isEqualTo("'purpose' is longer than 200 characters");
    assertThat(api.send("POST", TAKE, job, longest).status()).isEqualTo(201);
  }

  @Test
  void aTokenHoldsOnlySoMany() {
    take();
    take();
    var last = take();

    assertThat(api.send("POST", TAKE, job, REPORT).detail())
        .isEqualTo(
            "Token 'job' holds 3 leases, the most that one token may hold. Release some, or wait"
                + " for them to expire");
    assertThat(api.send("POST", TAKE, other, REPORT).status()).isEqualTo(201);
    order(last, "release", job, "{}");
    take();
  }

  @Test
  void onlyItsHolderProlongsAndReleases() {
    var lease = take();

    for (var verb : new String[] {"prolong", "release"}) {
      var reply = order(lease, verb, other, "{}");
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.detail())
          .isEqualTo(
              "Cannot %s lease '%s', because token 'job' holds it. An operator ends it with 'trueup leases end'"
                  .formatted(verb, lease));
    }
    assertThat(order(lease, "prolong", job, "{\"length\": \"2h\"}").json().path("expiresAt"))
        .hasToString("\"2026-03-01T14:00:00Z\"");
    assertThat(order(lease, "prolong", job, "{\"length\": \"8d\"}").status()).isEqualTo(400);
    assertThat(order(lease, "release", job, "{}").json().path("endedBy").asText()).isEqualTo("job");
  }

  @Test
  void releasingTwiceIsFineAndProlongingAReleasedLeaseIsNot() {
    var lease = take();
    var released = order(lease, "release", job, "{}");

    assertThat(order(lease, "release", job, "{}").body()).isEqualTo(released.body());
    var prolonged = order(lease, "prolong", job, "{}");
    assertThat(prolonged.status()).isEqualTo(409);
    assertThat(prolonged.detail()).contains("was ended by token 'job'").contains("Take another");
  }

  @Test
  void anExpiredLeaseIsOver() {
    var lease = take();
    clock.advance(Duration.ofHours(1));

    assertThat(order(lease, "prolong", job, "{}").detail())
        .isEqualTo(
            "Cannot prolong lease '%s', because it expired at 2026-03-01T13:00:00Z. Take another"
                .formatted(lease));
    assertThat(api.get("/api/v1/leases", reader).body()).isEqualTo("[]");
  }

  @Test
  void anOperatorEndsTheLeaseOfAnother() {
    var lease = take();

    assertThat(order(lease, "end", job, "{\"reason\": \"mine\"}").status()).isEqualTo(403);
    assertThat(order(lease, "end", operator, "{}").detail()).isEqualTo("'reason' is required");
    assertThat(order(lease, "end", operator, "{\"reason\": \"forgotten\"}").status())
        .isEqualTo(200);

    assertThat(store.modelLeases().pinned(StoreScene.ACME)).isEmpty();
    assertThat(store.audit().newest("source:acme", 1).getFirst().verb())
        .isEqualTo(AuditVerbs.LEASE_ENDED);
    assertThat(order(lease, "end", operator, "{\"reason\": \"again\"}").status()).isEqualTo(409);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "ffffffffffffffffffffffffffffffff", "FFFF"})
  void anUnknownLeaseIsAProblem(String lease) {
    assertThat(api.get("/api/v1/leases/" + lease, reader).status()).isEqualTo(404);
    for (var verb : new String[] {"prolong", "release", "end"}) {
      var reply = order(lease, verb, operator, verb.equals("end") ? "{\"reason\": \"r\"}" : "{}");
      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.detail()).isEqualTo("There is no lease '%s'".formatted(lease));
    }
    assertThat(api.get("/api/v1/leases?source=nowhere", reader).status()).isEqualTo(404);
  }
}
