package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.api.ApiServer.Reply;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.nodetime.NodeTimeRules;
import io.trueup.listener.engine.testing.SchemaFixture;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.FaultPlan;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaRoutesTest {

  private static final String SCHEMA = "/api/v1/platforms/acme/Live/schema";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final ObjectName CUSTOMERS = new ObjectName("live", "nw_data_customers");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final Set<String> refused = new HashSet<>();
  private final InMemoryStateStore store = new InMemoryStateStore(clock, new Refusing());
  private final SchemaFixture scene = new SchemaFixture(store);
  private final ApiServer api = ApiServer.of(store, scene);
  private final String reader = new StoreScene(store).token("rita", Scope.READ);
  private final String operator = new StoreScene(store).token("ann", Scope.OPERATE);

  @AfterEach
  void closeApi() {
    api.close();
  }

  private JsonNode plan(String query) {
    var reply = api.get(SCHEMA + "/plan" + query, reader);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  private Reply apply(String query, String body) {
    return api.send("POST", SCHEMA + "/apply" + query, operator, body);
  }

  private static List<String> texts(JsonNode array, String field) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(it -> it.path(field).asText())
        .toList();
  }

  private static String lastLine(Reply reply) {
    return reply.body().lines().reduce("", (_, line) -> line);
  }

  private String wideningId() {
    return StreamSupport.stream(
            plan("?node=Ingest/Live/NW_Data")
                .path("units")
                .path(0)
                .path("statements")
                .spliterator(),
            false)
        .filter(it -> it.path("needsAllow").asBoolean())
        .map(it -> it.path("id").asText())
        .findFirst()
        .orElseThrow();
  }

  private String type(String column) {
    return Objects.requireNonNull(scene.tables.actual.relations().get(CUSTOMERS)).columns().stream()
        .filter(it -> it.name().equals(column))
        .map(it -> it.type())
        .findFirst()
        .orElse("none");
  }

  private static RunRequest request(String node, String id) {
    return new RunRequest(
        new RunId(id.repeat(32)),
        StoreScene.LIVE,
        new NodeKey(node),
        null,
        "nightly",
        HOUR,
        HOUR,
        new Actor("nightly-token", "192.0.2.9"));
  }

  /** The answer to a job that begins now. */
  private NodeDecision decision(String id) {
    var request = request("Ingest/Live/NW_Data", id);
    return store
        .runs()
        .begin(request, new NodeTimeRules(new GateRules())::decide)
        .orElseThrow()
        .decision();
  }

  private Run run(String node, String id) {
    var request = request(node, id);
    var decision = new NodeDecision.Proceed(1, StoreScene.FIRST, "nothing changed");
    return Objects.requireNonNull(store.runs().begin(request, _ -> decision).orElseThrow().run());
  }

  @Test
  void plansWhatTheTargetNeedsTablesBeforeViews() {
    scene.awaitingJobs();

    var plan = plan("");

    assertThat(plan.path("platform").asText()).isEqualTo("acme/Live");
    assertThat(plan.path("at").asText()).isEqualTo("target");
    assertThat(plan.path("version").asInt()).isEqualTo(2);
    assertThat(plan.path("container").asText()).isEqualTo("db.acme:5432/warehouse");
    assertThat(plan.path("differs").asBoolean()).isTrue();
    assertThat(plan.path("summary").asText())
        .isEqualTo(
            "1 table and 1 view to change; 1 statement needs --allow; digest "
                + plan.path("digest").asText());
    assertThat(texts(plan.path("units"), "name"))
        .containsExactly("live.nw_data_customers", "live__reporting.nw_data_customers");
    assertThat(texts(plan.path("units"), "node"))
        .containsExactly("Ingest/Live/NW_Data", "Export/Live/warehouse/NW_Data/customers");
  }

  @Test
  void plansNothingForWhatIsRealized() {
    scene.awaitingJobs();

    var plan = plan("?at=realized");

    assertThat(plan.path("differs").asBoolean()).as("%s", plan).isFalse();
    assertThat(plan.path("version").asInt()).isEqualTo(1);
    assertThat(plan.path("summary").asText()).isEqualTo("nothing to do");
  }

  @ParameterizedTest
  @CsvSource({
    "?workspace=Reporting, NW_Data Shop customers orders",
    "?workspace=Reporting&group=Daily, NW_Data customers",
    "?workspace=Science, Shop orders",
    "?workspace=Science&node=Ingest/Live/NW_Data, NW_Data Shop orders",
    "?node=Ingest/Live/NW_Data, NW_Data",
    "?node=Ingest/Live/NW_Data&node=Ingest/Live/Shop, NW_Data Shop"
  })
  void plansWhatAWorkspaceReadsAndAllThatFeedsIt(String query, String expected) {
    scene.atFirst();

    var nodes =
        texts(plan(query).path("units"), "node").stream()
            .map(it -> it.substring(it.lastIndexOf('/') + 1))
            .distinct()
            .sorted()
            .toList();

    assertThat(String.join(" ", nodes)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?workspace=Reportin|There is no workspace 'Reportin' on platform 'acme/Live' in version 1."
            + " Did you mean 'Reporting'?",
        "?workspace=X|There is no workspace 'X' on platform 'acme/Live' in version 1. There are"
            + " Reporting, Science",
        "?workspace=Reporting&group=X|There is no group 'X' of workspace 'Reporting' on platform"
            + " 'acme/Live' in version 1. There are Daily, Monthly",
        "?node=Ingest/Live/NW_Dat|There is no node 'Ingest/Live/NW_Dat' on platform 'acme/Live' in"
            + " version 1. Did you mean 'Ingest/Live/NW_Data'?"
      })
  void suggestsNamesForAnUnknownOne(String query, String message) {
    scene.atFirst();

    var reply = api.get(SCHEMA + "/plan" + query, reader);

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.detail()).isEqualTo(message);
    assertThat(reply.json().path("candidates")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?group=Daily|'group' needs its 'workspace' too",
        "?at=now|'at' must be one of merged, target, realized, not 'now'"
      })
  void refusesWhatMakesNoSense(String query, String message) {
    scene.atFirst();

    var reply = api.get(SCHEMA + "/plan" + query, reader);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.detail()).isEqualTo(message);
  }

  @Test
  void appliesToAnEmptyDatabaseAndThenHasNothingToDo() {
    scene.atFirst();

    var reply = apply("", "{}");

    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.body().lines().filter(it -> !it.isEmpty())).hasSize(5);
    assertThat(lastLine(reply)).contains("\"event\":\"end\"").contains("\"outcome\":\"DONE\"");
    assertThat(plan("").path("differs").asBoolean()).isFalse();
    assertThat(api.pokedPlatforms).contains(StoreScene.LIVE);
    assertThat(apply("", "{}").body()).contains("0 of 0 nodes are done");
  }

  @Test
  void leavesWhatRewritesUnlessItIsAllowed() {
    scene.awaitingJobs();

    var reply = apply("", "{}");

    assertThat(lastLine(reply)).contains("\"outcome\":\"REFUSED\"");
    assertThat(type("customer_id")).isEqualTo("integer");
  }

  @Test
  void appliesWhatIsAllowedAndAuditsIt() {
    scene.awaitingJobs();
    var digest = plan("?node=Ingest/Live/NW_Data").path("digest").asText();
    var id = wideningId();

    var reply =
        apply(
            "?node=Ingest/Live/NW_Data",
            "{\"digest\":\"%s\",\"allow\":[\"%s\"],\"reason\":\"ids run out\"}"
                .formatted(digest, id));

    assertThat(lastLine(reply)).as(reply.body()).contains("\"outcome\":\"DONE\"");
    assertThat(type("customer_id")).isEqualTo("bigint");
    assertThat(type("fax")).isEqualTo("character varying(24)");
    assertThat(scene.tables.contexts.getLast().origin()).isEqualTo("operator ann");
    assertThat(scene.tables.orders.getLast().approval())
        .isEqualTo(new OperatorApproval("ann", "127.0.0.1", "ids run out"));
    var entry = store.audit().newest("platform:acme/Live", 1).getFirst();
    assertThat(entry.verb()).isEqualTo("schema.applied");
    assertThat(entry.actor().name()).isEqualTo("ann");
    assertThat(entry.reason()).isEqualTo("ids run out");
    assertThat(entry.after()).contains(digest).contains(id).contains("ALTER TABLE");
  }

  @Test
  void endsTheBlocksOfTheNodesThatItBringsToTheTarget() {
    scene.awaitingJobs();
    new StoreScene(store).block("rows are rewritten");
    assertThat(store.rollouts().blockedNodes(StoreScene.LIVE, "", 10)).hasSize(1);

    apply("", "{\"allow\":[\"%s\"],\"reason\":\"ids grew\"}".formatted(wideningId()));

    assertThat(store.rollouts().blockedNodes(StoreScene.LIVE, "", 10)).isEmpty();
    assertThat(
            api.get("/api/v1/platforms/Live", reader)
                .json()
                .path("platform")
                .path("summary")
                .asText())
        .isEqualTo(
            "1 node moves to version 2 when its job next starts; 'schema apply' has already changed"
                + " all tables and views");
  }

  @Test
  void refusesAnotherPlanThanTheOneThatWasShown() {
    scene.awaitingJobs();

    var reply = apply("", "{\"digest\":\"12345678\"}");

    var digest = plan("").path("digest").asText();
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.json().path("type").asText()).isEqualTo("urn:trueup:error:plan-stale");
    assertThat(reply.json().path("candidates").path(0).asText()).isEqualTo(digest);
    assertThat(type("fax")).isEqualTo("none");
  }

  @Test
  void stopsWhenTheTablesChangeBetweenPlanAndChange() {
    scene.atFirst();
    var foreign = CUSTOMERS;
    scene.tables.beforeChange = () -> scene.addForeign(foreign.schema(), foreign.name());

    var reply = apply("", "{}");

    assertThat(lastLine(reply)).contains("\"outcome\":\"STALE\"");
    assertThat(scene.tables.actual.relations()).containsOnlyKeys(foreign);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"allow\":[\"12345678\"]}|400|'reason' is required where something is allowed or adopted",
        "{\"allow\":[\"12345678\"],\"reason\":\"r\"}|404|There is no statement that needs --allow"
            + " '12345678' in the plan.",
        "{\"adopt\":[\"live.x\"],\"reason\":\"r\"}|404|There is no refused table or view 'live.x'"
            + " in the plan. There is none there",
        "{\"force\":true}|400|Unknown field 'force'. The fields are 'digest', 'allow', 'adopt',"
            + " 'reason'"
      })
  void refusesOrdersThatDoNotFitThePlan(String body, int status, String message) {
    scene.awaitingJobs();

    var reply = apply("", body);

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.detail()).startsWith(message);
  }

  @Test
  void changesNothingUnderARunningJobAndAllElse() {
    scene.awaitingJobs();
    var run = run("Ingest/Live/NW_Data", "a");

    var reply = apply("", "{}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .contains(
            "Run %s of job 'nightly' has been running on node 'Ingest/Live/NW_Data' since 2026-03-01T12:00:00Z, and nothing changes under a running job. Try again when it has ended; if the job died, end the run with 'trueup node end'"
                .formatted(run.id()));
    assertThat(lastLine(reply)).contains("\"outcome\":\"STALE\"").contains("a job runs on 1");
    assertThat(type("fax")).isEqualTo("none");
  }

  @Test
  void keepsAJobWaitingThatWouldBeginMeanwhile() {
    scene.awaitingJobs();
    var decisions = new ArrayList<NodeDecision>();
    scene.tables.beforeChange = () -> decisions.add(decision("b"));

    apply("?node=Ingest/Live/NW_Data", "{}");

    assertThat(decisions)
        .isNotEmpty()
        .allSatisfy(it ->
            assertThat(it)
                .isInstanceOfSatisfying(
                    NodeDecision.Wait.class,
                    wait ->
                        assertThat(wait.reason()).startsWith("The node is being changed by hand")));
    assertThat(decision("c")).isInstanceOf(NodeDecision.Reconcile.class);
  }

  @Test
  void doesNotWaitForALongLease() {
    scene.awaitingJobs();
    var held =
        store.leases().claim(Lease.resource(StoreScene.LIVE), "daemon-1", HOUR).orElseThrow();

    var reply = apply("", "{}");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.detail())
        .isEqualTo(
            "Platform 'acme/Live' is being changed by 'daemon-1'. Nothing was changed; try again"
                + " when that is done");
    store.leases().release(held);
    assertThat(apply("?node=Ingest/Live/Shop", "{}").status()).isEqualTo(200);
    assertThat(store.leases().holder(Lease.resource(StoreScene.LIVE))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"rollouts.recordApplied, DONE, 1", "audit.append, FAILED, 0"})
  void reportsAFailedAuditOnlyWhenItFailed(String method, String outcome, int entries) {
    scene.atFirst();
    refused.add(method);

    var reply = apply("", "{}");

    refused.clear();
    assertThat(lastLine(reply)).contains("\"outcome\":\"%s\"".formatted(outcome));
    assertThat(lastLine(reply).contains("did not accept the audit entry")).isEqualTo(entries == 0);
    assertThat(store.audit().newest("platform:acme/Live", 99))
        .filteredOn(it -> it.verb().equals("schema.applied"))
        .hasSize(entries);
    assertThat(type("name")).isNotEqualTo("none");
  }

  /** A state database that fails on the calls that a test names. */
  private final class Refusing implements FaultPlan {

    @Override
    public void beforeCommit(String method) {
      if (refused.contains(method)) {
        throw new StateStoreException("The connection is lost", true, null);
      }
    }
  }

  @Test
  void stopsWhenAnotherTakesThePlatformOver() {
    scene.atFirst();
    scene.tables.beforeChange =
        () -> {
          clock.advance(HOUR);
          assertThat(store.leases().claim(Lease.resource(StoreScene.LIVE), "daemon-2", HOUR))
              .isPresent();
        };

    var reply = apply("", "{}");

    assertThat(lastLine(reply))
        .contains("\"outcome\":\"STALE\"")
        .contains("Another process took over the platform");
    assertThat(scene.tables.actual.relations()).isEmpty();
  }

  @Test
  void changesNothingWhileThePlatformIsPaused() {
    scene.awaitingJobs();
    pause("quarter end");

    assertThat(apply("", "{}").detail())
        .isEqualTo("Platform 'acme/Live' is paused by ann: quarter end. Resume it first");
    assertThat(api.send("POST", SCHEMA + "/purge", operator, purging("30d")).status())
        .isEqualTo(409);
  }

  private void pause(String reason) {
    assertThat(store.platforms().pause(StoreScene.LIVE, new Actor("ann", ""), reason, null))
        .isInstanceOf(io.trueup.statestore.Platforms.Order.Done.class);
  }

  @Test
  void letsReadersOnlyRead() {
    scene.awaitingJobs();

    assertThat(api.send("POST", SCHEMA + "/apply", reader, "{}").status()).isEqualTo(403);
    assertThat(api.send("POST", SCHEMA + "/purge", reader, purging("30d")).status()).isEqualTo(403);
    assertThat(api.get(SCHEMA + "/plan", null).status()).isEqualTo(401);
  }

  @Test
  void reportsUndeclaredTables() {
    scene.awaitingJobs();
    scene.addForeign("live", "scratch");

    var reply = api.get("/api/v1/platforms/Live/schema/drift?at=realized", reader);

    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.json().path("differs").asBoolean()).isFalse();
    assertThat(texts(reply.json().path("differences"), "name")).containsExactly("live.scratch");
    assertThat(reply.json().path("summary").asText())
        .isEqualTo("nothing to do; 1 difference is left as it is");
  }

  @Test
  void purgesOnlyWhatWasRetiredLongEnough() {
    scene.awaitingJobs();
    scene.retired("old_orders", Duration.ofDays(100));
    scene.retired("new_orders", Duration.ofDays(10));

    assertThat(texts(retired("?olderThan=30d"), "name")).containsExactly("live.old_orders");
    var reply = api.send("POST", SCHEMA + "/purge", operator, purging("30d"));

    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(texts(reply.json().path("dropped"), "name")).containsExactly("live.old_orders");
    assertThat(texts(retired(""), "name")).containsExactly("live.new_orders");
    var entry = store.audit().newest("platform:acme/Live", 1).getFirst();
    assertThat(entry.verb()).isEqualTo("schema.purged");
    assertThat(entry.reason()).isEqualTo("retention");
    assertThat(entry.after()).contains("live.old_orders");
  }

  private JsonNode retired(String query) {
    return api.get(SCHEMA + "/retired" + query, reader).json().path("relations");
  }

  private static String purging(@Nullable String olderThan) {
    return "{\"olderThan\":\"%s\",\"reason\":\"retention\"}".formatted(olderThan);
  }

  @Test
  void dropsNothingUnderARunningJob() {
    scene.awaitingJobs();
    scene.retired("old_orders", Duration.ofDays(100));
    run("Ingest/Live/Old", "c");

    var reply = api.send("POST", SCHEMA + "/purge", operator, purging("30d"));

    assertThat(reply.status()).isEqualTo(409);
    assertThat(scene.tables.kept).hasSize(1);
  }

  @Test
  void reportsAnUnreachableContainer() {
    scene.awaitingJobs();
    scene.outage("Cannot log in to db.acme:5432/warehouse");

    var reply = api.get(SCHEMA + "/plan", reader);

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.detail()).isEqualTo("Cannot log in to db.acme:5432/warehouse");
  }

  @Test
  void reportsAPlatformWithoutTables() {
    scene.awaitingJobs();
    scene.keepNoTables();

    assertThat(api.get(SCHEMA + "/plan", reader).detail())
        .isEqualTo("Platform 'acme/Live' is of type 'postgres', which keeps no tables");
  }

  @Test
  void reportsAMissingVersion() {
    new StoreScene(store).firstMerge();

    assertThat(api.get(SCHEMA + "/plan", reader).detail())
        .isEqualTo(
            "Platform 'acme/Live' has no target version yet; use 'merged' to see the coming"
                + " changes");
    assertThat(plan("?at=merged").path("units")).isNotEmpty();
  }
}
