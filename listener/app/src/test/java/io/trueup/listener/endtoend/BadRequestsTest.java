package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.endtoend.ApiCaller.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * What jobs may send wrongly to a real daemon is answered with a problem document that says what is
 * wrong and what to do, and changes nothing. It was seen to fail when a fingerprint that is none is
 * answered 500 ({@code CurrencyRoutes.fingerprint} that does not catch), and when the end of a run
 * of another token is refused after it was written ({@code RunRoutes.change}): "tables".
 */
class BadRequestsTest {

  private static final String PLATFORM = "northwind/Live";
  private static final String NODE = "Ingest/Live/NW_Data";
  private static final String NODE_PATH = "/nodes/Ingest%2FLive%2FNW_Data/currency";
  private static final String MODEL = "/api/v1/models/northwind/";
  private static final String NO_RUN = "0".repeat(32);

  /** What the requests of this test could change, if the daemon were wrong. */
  private static final List<String> TABLES =
      List.of(
          "run",
          "node",
          "node_hold",
          "platform",
          "rollout",
          "step",
          "version",
          "model_lease",
          "delivery",
          "audit_entry",
          "pointer_history",
          "physical_name");

  /** A wrong request, its status, the type of its problem and words that its detail must have. */
  private record Case(String name, Answer answer, int status, String type, List<String> words) {}

  private final List<Case> cases = new ArrayList<>();

  @Test
  void areRefusedWithAProblemThatSaysWhatToDo() {
    Site.play("bad-requests", this::refuses);
  }

  private void refuses(Site site) throws IOException {
    site.copySample();
    var first = site.clone.publish("Declare the Northwind ecosystem");
    var daemon = site.serve(site.configuration());
    new Jobs().settle(site, first);
    site.clone.write("bad.yaml", "kind: Teem\nname: USA/Bad\n");
    var rejected = site.clone.publish("Break it");
    site.client().deliverPush(Site.SOURCE, rejected, rejected, Site.HOOK_SECRET);
    site.clone.git("rm", "-q", "-f", "bad.yaml");
    site.edit("usa/sales.yaml", "varchar(30)", "varchar(31)");
    var third = site.clone.publish("Widen a column");
    site.client().deliverPush(Site.SOURCE, third, third, Site.HOOK_SECRET);
    new Jobs().settle(site, third);

    var token = Files.readString(site.folder.resolve("data").resolve("operator.token")).strip();
    try (var operator = new ApiCaller(daemon.address(), token);
        var own = ApiCaller.withToken(operator, "own", "RUN");
        var other = ApiCaller.withToken(operator, "other", "RUN")) {
      var lease = own.post(MODEL + "1/leases", Map.of("purpose", "bad requests")).field("lease");
      var over = own.post("/api/v1/runs", begin(Map.of("length", "1s"))).field("run");
      Await.until(
          "the run to expire",
          () -> own.get("/api/v1/runs/" + over).field("state").equals("EXPIRED"));
      // It records that the other one expired.
      var run = own.post("/api/v1/runs", begin(Map.of("length", "1h"))).field("run");
      var before = digests(site);

      begins(own, run);
      changes(own, other, run, over);
      asks(own);
      overflows(own);
      queries(own);
      leases(own, other, lease);

      var softly = new SoftAssertions();
      for (var it : cases) {
        assertRefused(softly, it);
      }
      softly.assertAll();
      assertThat(digests(site)).as("tables").isEqualTo(before);
      var end = own.post("/api/v1/runs/" + run + "/end", Map.of("outcome", "succeeded"));
      assertThat(end.status()).as(end.text()).isEqualTo(200);
    }
    AuditStory.assertCleanLogs(site);
  }

  private static void assertRefused(SoftAssertions softly, Case it) {
    var answer = it.answer();
    softly
        .assertThat(answer.status())
        .as("%s: %s", it.name(), answer.text())
        .isEqualTo(it.status());
    softly.assertThat(answer.type()).as(it.name()).startsWith("application/problem+json");
    softly
        .assertThat(answer.field("type"))
        .as(it.name())
        .isEqualTo("urn:trueup:error:" + it.type());
    softly.assertThat(answer.json().path("status").asInt()).as(it.name()).isEqualTo(it.status());
    var detail = answer.field("detail");
    softly.assertThat(detail).as(it.name()).isNotBlank();
    softly.assertThat(it.words()).as("%s: %s", it.name(), detail).allMatch(detail::contains);
  }

  private static String digests(Site site) {
    return TABLES.stream()
        .map(table ->
            QueryRows.one(
                site.state,
                "SELECT '%1$s ' || count(*) || ' ' || md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) FROM trueup.%1$s AS t"
                    .formatted(table)))
        .collect(Collectors.joining("\n"));
  }

  private static Map<String, Object> begin(Map<String, ?> more) {
    var body = new TreeMap<String, Object>();
    body.put("platform", PLATFORM);
    body.put("job", "bad");
    if (!more.containsKey("nodes")) {
      body.put("node", NODE);
    }
    body.putAll(more);
    return body;
  }

  private void add(String name, Answer answer, int status, String type, String... words) {
    cases.add(new Case(name, answer, status, type, List.of(words)));
  }

  private void addBegin(
      ApiCaller own, String name, Map<String, ?> more, int status, String type, String... words) {
    add(name, own.post("/api/v1/runs", begin(more)), status, type, words);
  }

  private void begins(ApiCaller own, String run) {
    addBegin(own, "no such node", Map.of("node", "Ingest/Live/None"), 404, "unknown-node", "None");
    addBegin(
        own,
        "a node of another platform",
        Map.of("node", "Ingest/Forensic/NW_Data"),
        404,
        "unknown-node",
        "Forensic");
    addBegin(
        own,
        "a platform of another source",
        Map.of("platform", "acme/Live"),
        404,
        "unknown-platform",
        "acme/Live");
    addBegin(
        own, "no such platform", Map.of("platform", "Alive"), 404, "unknown-platform", "Alive");
    addBegin(
        own,
        "no fingerprint",
        Map.of("fingerprint", "latest"),
        400,
        "invalid-field",
        "32 hex digits");
    addBegin(
        own, "a length above the cap", Map.of("length", "8d"), 400, "invalid-field", "at most 7d");
    addBegin(own, "no length", Map.of("length", "soon"), 400, "invalid-field", "soon");
    addBegin(own, "an id that exists", Map.of("run", run), 409, "run-exists", run);
    addBegin(own, "no id", Map.of("run", "mine"), 400, "invalid-field", "32 lower-case hex digits");
    addBegin(own, "no nodes", Map.of("nodes", List.of()), 400, "invalid-field", "1 to 1000");
    addBegin(
        own,
        "a node twice",
        Map.of("nodes", List.of(Map.of("node", NODE), Map.of("node", NODE))),
        400,
        "invalid-field",
        "twice");
    addBegin(
        own,
        "too many nodes",
        Map.of(
            "nodes",
            IntStream.range(0, 1001).mapToObj(it -> Map.of("node", "Ingest/Live/" + it)).toList()),
        400,
        "invalid-field",
        "1001");
    addBegin(
        own,
        "one node and several",
        Map.of("node", NODE, "nodes", List.of(Map.of("node", NODE))),
        400,
        "invalid-field",
        "not both");
    addBegin(
        own,
        "one of several nodes does not exist",
        Map.of("nodes", List.of(Map.of("node", NODE), Map.of("node", "Ingest/Live/None"))),
        404,
        "unknown-node",
        "None");
    addBegin(own, "an unknown field", Map.of("priority", "high"), 400, "invalid-field", "priority");
    add("no JSON", own.send("POST", "/api/v1/runs", "{"), 400, "malformed-json");
    add("no body", own.send("POST", "/api/v1/runs", null), 400, "malformed-json");
  }

  private void changes(ApiCaller own, ApiCaller other, String run, String over) {
    var path = "/api/v1/runs/" + run;
    var ended = Map.of("outcome", "succeeded");
    add("another's run, ended", other.post(path + "/end", ended), 403, "run-of-another-token", run);
    add(
        "another's run, prolonged",
        other.post(path + "/prolong", Map.of()),
        403,
        "run-of-another-token",
        run);
    add("another's run, read", other.get(path), 403, "run-of-another-token", run);
    add(
        "a length above the cap",
        own.post(path + "/prolong", Map.of("length", "169h")),
        400,
        "invalid-field",
        "at most 7d");
    add(
        "no outcome",
        own.post(path + "/end", Map.of("outcome", "perhaps")),
        400,
        "invalid-field",
        "outcome");
    var expired = "/api/v1/runs/" + over;
    add("an end after expiry", own.post(expired + "/end", ended), 409, "run-over", "EXPIRED");
    add(
        "a prolongation after expiry",
        own.post(expired + "/prolong", Map.of()),
        409,
        "run-over",
        "Begin another");
    add(
        "no such run",
        own.post("/api/v1/runs/" + NO_RUN + "/end", ended),
        404,
        "unknown-run",
        NO_RUN);
    add("no run", own.post("/api/v1/runs/last/end", ended), 404, "unknown-run", "last");
  }

  private void asks(ApiCaller own) {
    var live = "/api/v1/platforms/Live";
    add(
        "currency of no node",
        own.get(live + "/nodes/None/currency"),
        404,
        "unknown-node",
        "None",
        "GET /api/v1/nodes");
    add(
        "currency on a platform of another source",
        own.get("/api/v1/platforms/acme/Live" + NODE_PATH),
        404,
        "unknown-platform",
        "acme/Live");
    add(
        "currency with no fingerprint",
        own.get(live + NODE_PATH + "?fingerprint=latest"),
        400,
        "invalid-field",
        "32 hex digits");
    add("a rejected version", own.get(MODEL + "2/stores"), 404, "unknown-version", "2");
    add("no such version", own.get(MODEL + "99"), 404, "unknown-version", "99");
    add("a number that overflows", own.get(MODEL + "9".repeat(30)), 400, "invalid-field", "number");
    var next = own.get(MODEL + "1/teams?limit=1").field("next");
    add(
        "a cursor of another version",
        own.get(MODEL + "3/teams?limit=1&after=" + next),
        400,
        "invalid-field",
        "1");
    add(
        "a cursor that was changed",
        own.get(MODEL + "1/teams?limit=1&after=x" + next),
        400,
        "invalid-field");
    add("a limit of none", own.get(MODEL + "1/teams?limit=0"), 400, "invalid-field", "limit");
    add("an unknown parameter", own.get(MODEL + "1/teams?page=2"), 400, "invalid-field", "page");
    add("no such store", own.get(MODEL + "1/stores/None"), 404, "unknown-store", "None");
  }

  /** Numbers and lengths that no type of the program holds. */
  private void overflows(ApiCaller own) {
    var huge = "9".repeat(20);
    for (var limit : List.of("2147483648", huge, "-1", "1e9", "0x10")) {
      add(
          "a limit of '" + limit + "'",
          own.get(MODEL + "1/teams?limit=" + limit),
          400,
          "invalid-field",
          "limit",
          "1000");
    }
    add("a version that overflows", own.get(MODEL + huge + "/stores"), 400, "invalid-field", huge);
    add("a version of 0", own.get(MODEL + "0/stores"), 400, "invalid-field", "number");
    add("a version below 0", own.get(MODEL + "-1/stores"), 400, "invalid-field", "number");
    add(
        "another version that overflows",
        own.get(MODEL + "1/diff/" + huge),
        400,
        "invalid-field",
        huge);
    for (var length : List.of(huge + "d", "PT" + huge + "H", "-1h", "0s")) {
      addBegin(
          own,
          "a length of " + length,
          Map.of("length", length),
          400,
          "invalid-field",
          "a duration such as");
      add(
          "a lease of " + length,
          own.post(MODEL + "1/leases", Map.of("purpose", "x", "length", length)),
          400,
          "invalid-field",
          "a duration such as");
    }
    add(
        "a limit of nodes that overflows",
        own.get("/api/v1/nodes?platform=Live&limit=" + huge),
        400,
        "invalid-field",
        "limit");
  }

  /** GraphQL, by POST and by GET. */
  private void queries(ApiCaller own) {
    addQuery(own, "a syntax error", "{ version { commit ", "query-syntax", "1:20");
    addQuery(own, "an unknown field", "{ version { color } }", "invalid-query", "1:13", "color");
    addQuery(own, "no query", "", "invalid-query", "query");
    addQuery(
        own,
        "two operations",
        "query A { version { commit } } query B { version { commit } }",
        "invalid-query",
        "operationName");
    addQuery(own, "a mutation", "mutation { drop }", "invalid-query", "1:1");
    addQuery(
        own,
        "an Int that overflows",
        "{ teams(limit: 2147483648) { next } }",
        "invalid-query",
        "1:");
    addQuery(own, "a limit of none", "{ teams(limit: 0) { next } }", "invalid-query", "limit");
    addQuery(
        own, "a limit above the most", "{ teams(limit: 1001) { next } }", "invalid-query", "1000");
    var next = own.get(MODEL + "3/teams?limit=1").field("next");
    addQuery(
        own,
        "a cursor of another version",
        "{ teams(after: \"" + next + "\") { next } }",
        "invalid-field",
        "1");
    addQuery(
        own,
        "a cursor that was changed",
        "{ teams(after: \"x\") { next } }",
        "invalid-field",
        "after");
    addQuery(
        own,
        "a difference from a version that overflows",
        "{ diff(from: " + "9".repeat(20) + ") { from } }",
        "invalid-query",
        "1:");
    add(
        "a GET with a syntax error",
        own.get(MODEL + "1/graphql?query=%7B"),
        400,
        "query-syntax",
        "1:2");
    add(
        "variables that are no object",
        own.get(MODEL + "1/graphql?query=%7Bversion%7Bcommit%7D%7D&variables=1"),
        400,
        "invalid-field",
        "variables");
    add(
        "a query of a rejected version",
        own.post(MODEL + "2/graphql", Map.of("query", "{ version { commit } }")),
        404,
        "unknown-version",
        "2");
  }

  private void addQuery(ApiCaller own, String name, String query, String type, String... words) {
    add(
        "GraphQL, " + name,
        own.post(MODEL + "1/graphql", Map.of("query", query)),
        400,
        type,
        words);
  }

  private void leases(ApiCaller own, ApiCaller other, String lease) {
    add(
        "a lease on a rejected version",
        own.post(MODEL + "2/leases", Map.of("purpose", "x")),
        404,
        "unknown-version",
        "2");
    add(
        "a lease above the cap",
        own.post(MODEL + "1/leases", Map.of("purpose", "x", "length", "365d")),
        400,
        "invalid-field",
        "at most");
    add(
        "a lease for nothing",
        own.post(MODEL + "1/leases", Map.of()),
        400,
        "invalid-field",
        "purpose");
    add(
        "another's lease",
        other.post("/api/v1/leases/" + lease + "/release", Map.of()),
        403,
        "lease-of-another",
        lease);
    add(
        "no such lease",
        own.post("/api/v1/leases/" + NO_RUN + "/prolong", Map.of()),
        404,
        "unknown-lease",
        NO_RUN);
    add(
        "an operator's order with a token for jobs",
        own.post("/api/v1/leases/" + lease + "/end", Map.of("reason", "x")),
        403,
        "forbidden");
  }
}
