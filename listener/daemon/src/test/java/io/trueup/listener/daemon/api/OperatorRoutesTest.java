package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.api.ApiServer.Reply;
import io.trueup.listener.daemon.status.ProcessLinks;
import io.trueup.listener.daemon.testing.Wire;
import io.trueup.listener.engine.Secrets;
import io.trueup.listener.engine.source.LoadProgress;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.model.progress.LoadPhase;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Revocable;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.FaultPlan;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class OperatorRoutesTest {

  private static final String NOON = "2026-03-01T12:00:00Z";

  private final SettableClock clock = new SettableClock(Instant.parse(NOON));
  private final AtomicReference<@Nullable RuntimeException> fault = new AtomicReference<>();
  private final InMemoryStateStore memory = new InMemoryStateStore(clock);
  private final InMemoryStateStore store =
      memory.handle(
          new FaultPlan() {
            @Override
            public void beforeCommit(String method) {
              var failure = fault.get();
              if (failure != null) {
                throw failure;
              }
            }
          });
  private final StoreScene scene = new StoreScene(store);
  private final ApiServer api = new ApiServer(store, false);
  private final String reader = scene.token("reader", Scope.READ);
  private final String runner = scene.token("runner", Scope.RUN);
  private final String operator = scene.token("operator", Scope.OPERATE);

  @AfterEach
  void closeApi() {
    api.close();
  }

  private static String concrete(Route route) {
    return route
        .path()
        .replace("{source}", "acme")
        .replace("{name}", "Live")
        .replace("{platform}", "Live")
        .replace("{version}", "1")
        .replace("{run}", "0".repeat(32))
        .replace("{lease}", "0".repeat(32))
        .replace("{job}", "node.Ingest.Live.NW_Data")
        .replace("{instance}", "model-1")
        .replace("{credential}", "warehouse")
        .replace("{delivery}", "1")
        .replace("{file}", "f".repeat(64))
        .replaceAll("\\{(zone|team|container|store|dataset|workspace|group|node|other)}", "$1")
        .replace("{window}", "freeze")
        .replace("{selector}", "all")
        .replace("{node}", "Ingest%2FLive%2FNW_Data")
        .replace("{subscription}", "lake")
        .replace("{position}", "1")
        .replace("{token}", "reader");
  }

  private static @Nullable String body(Route route) {
    return route.method().equals(HttpMethod.GET) ? null : "{}";
  }

  private List<Route> guarded() {
    return api.routes.routes().stream().filter(it -> it.scope() != null).toList();
  }

  @Test
  void answersNothingWithoutAToken() {
    var open =
        guarded().stream()
            .filter(
                it -> api.send(it.method().name(), concrete(it), null, body(it)).status() != 401)
            .toList();

    assertThat(guarded()).hasSizeGreaterThan(20);
    assertThat(open).isEmpty();
  }

  @Test
  void changesNothingForATokenThatOnlyReads() {
    scene.firstMerge();

    var changing =
        guarded().stream()
            .filter(it -> !it.method().equals(HttpMethod.GET))
            // A question whose text does not fit into an address.
            .filter(it -> !it.path().endsWith("/graphql"))
            .toList();
    var allowed =
        changing.stream()
            .filter(it -> api.send(it.method().name(), concrete(it), reader, "{}").status() != 403)
            .toList();

    assertThat(changing).hasSizeGreaterThan(10);
    assertThat(allowed).isEmpty();
    assertThat(api.get("/api/v1/tokens", runner).status()).isEqualTo(403);
    assertThat(api.send("PUT", "/api/v1/platforms/Live/pause", runner, "{}").detail())
        .isEqualTo("Token 'runner' has scope RUN, but this request needs scope OPERATE");
  }

  @Test
  void refusesTokensThatAreUnknownExpiredOrRevoked() {
    var expiring =
        new Secrets()
            .issue(
                store.tokens(), "short", Scope.READ, clock.instant().plusSeconds(60), Actor.DAEMON)
            .orElseThrow();

    assertThat(api.get("/api/v1/status", expiring).status()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(61));
    assertThat(api.get("/api/v1/status", expiring).status()).isEqualTo(401);
    assertThat(api.get("/api/v1/status", "tu_made-up").status()).isEqualTo(401);
    store.tokens().revoke("reader", Revocable.ANY, Actor.DAEMON);
    var refused = api.get("/api/v1/status", reader);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"trueup\"");
    assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void showsWhereEveryPlatformIs() {
    scene.awaitingJobs();
    scene.waitForSync();

    var status = api.get("/api/v1/status", reader).json();

    assertThat(fields(status))
        .containsExactly(
            "at", "allRealized", "needsEyes", "headline", "warnings", "sources", "platforms");
    assertThat(status.path("at").asText()).isEqualTo(NOON);
    assertThat(status.path("headline").asText()).isEqualTo("Platform 'acme/Monthly' is waiting");
    var live = status.path("platforms").path(0);
    assertThat(fields(live))
        .containsExactly(
            "source",
            "name",
            "type",
            "policy",
            "state",
            "since",
            "summary",
            "merged",
            "target",
            "realized",
            "syncRequested",
            "pause",
            "waiting",
            "rollout",
            "blocked",
            "blockedNodes",
            "pauses",
            "hold",
            "windows",
            "drifted",
            "driftedNodes");
    assertThat(live.path("state").asText()).isEqualTo("AWAITING_JOBS");
    assertThat(live.path("summary").asText())
        .isEqualTo("1 node moves to version 2 when its job next starts");
    assertThat(live.path("realized").path("version").asInt()).isEqualTo(1);
    assertThat(live.path("merged").path("commit").asText()).isEqualTo(StoreScene.commit(2).value());
    assertThat(fields(status.path("sources").path(0)))
        .containsExactly(
            "id",
            "state",
            "summary",
            "health",
            "reason",
            "since",
            "requested",
            "processed",
            "head",
            "judged",
            "accepted",
            "acceptedCommit",
            "rejected",
            "rejectedChange",
            "approval",
            "acknowledged",
            "retryAt",
            "attempts",
            "lookedAt",
            "detachedSince",
            "loading",
            "compiled",
            "hook",
            "statuses");
  }

  private static List<String> fields(JsonNode node) {
    var names = new ArrayList<String>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> texts(JsonNode array, String field) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(it -> it.path(field).asText())
        .toList();
  }

  @Test
  void explainsWhyAPlatformIsWhereItIs() {
    scene.awaitingJobs();

    var explained = api.get("/api/v1/platforms/Live", reader).json();

    assertThat(explained).isEqualTo(api.get("/api/v1/platforms/acme/Live", reader).json());
    assertThat(explained.path("nodes").toString())
        .isEqualTo(
            "[{\"state\":\"AWAITING_NODE_TIME\",\"count\":1,\"applied\":0,\"examples\":[\"Ingest/Live/NW_Data\"]}]");
    assertThat(explained.path("delta").toString())
        .isEqualTo(
            "{\"from\":1,\"to\":2,\"added\":0,\"changed\":1,\"removed\":0,\"nodes\":[{\"node\":\"Ingest/Live/NW_Data\",\"kind\":\"CHANGED\",\"what\":\"column"
                + " customers/fax added\"}],\"complete\":true}");
    assertThat(texts(explained.path("audit"), "verb")).contains("rollout.claimed");
  }

  @Test
  void explainsAStepThatDidNotLand() {
    scene.firstMerge();
    scene.failSecondStep(scene.moveToFirst(), "permission denied for schema warehouse");

    var explained = api.get("/api/v1/platforms/Live", reader).json();

    assertThat(explained.path("platform").path("state").asText()).isEqualTo("FAILING");
    var step = explained.path("steps").path(0);
    assertThat(explained.path("steps")).hasSize(1);
    assertThat(step.path("node").asText()).isEqualTo(StoreScene.EXPORT.value());
    assertThat(step.path("error").asText()).isEqualTo("permission denied for schema warehouse");
    assertThat(step.path("retryAt").asText()).isEqualTo("2026-03-01T12:00:30Z");
  }

  @Test
  void foldsSeveralVersionsIntoOneDelta() {
    scene.firstMerge();
    scene.secondMerge();

    var delta = api.get("/api/v1/platforms/Live", reader).json().path("delta");

    assertThat(delta.path("added").asInt()).isEqualTo(2);
    assertThat(delta.path("changed").asInt()).isZero();
    assertThat(texts(delta.path("nodes"), "what"))
        .containsExactly("new", "new; then column customers/fax added");
  }

  @Test
  void namesTheCandidatesOfAnAmbiguousPlatform() {
    scene.firstMerge();
    scene.twin();

    var reply = api.get("/api/v1/platforms/Live", reader);

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.json().path("type").asText()).isEqualTo("urn:trueup:error:ambiguous-platform");
    assertThat(reply.json().path("candidates").toString())
        .isEqualTo("[\"acme/Live\",\"beta/Live\"]");
    assertThat(api.get("/api/v1/platforms/beta/Live", reader).status()).isEqualTo(200);
  }

  @Test
  void listsVersionsWithWhatIsWrong() {
    scene.firstMerge();
    scene.badMerge("There is no dataset 'custmers'");

    var versions = api.get("/api/v1/versions?source=acme&limit=5", reader).json();

    assertThat(texts(versions, "verdict")).containsExactly("REJECTED", "ACCEPTED");
    assertThat(versions.path(0).path("problems").path(0).toString())
        .isEqualTo(
            "{\"rule\":\"dataset.unknown\",\"severity\":\"ERROR\",\"file\":\"team/a.yaml\",\"line\":12,\"column\":7,\"message\":\"There"
                + " is no dataset 'custmers'\",\"remedy\":\"Did you mean 'customers'?\"}");
    var one = api.get("/api/v1/versions/acme/1", reader).json();
    assertThat(one.path("impacts").path(0).toString())
        .isEqualTo("{\"platform\":\"Live\",\"added\":2,\"changed\":0,\"removed\":0}");
    assertThat(api.get("/api/v1/versions/acme/7", reader).status()).isEqualTo(404);
    assertThat(api.get("/api/v1/versions?source=nobody", reader).status()).isEqualTo(404);
  }

  @Test
  void listsDeliveriesAndTheAudit() {
    scene.firstMerge();
    scene.deliver("d-1", "push");

    var deliveries = api.get("/api/v1/deliveries", reader).json();
    var audit = api.get("/api/v1/audit?subject=source:acme", reader).json();

    assertThat(texts(deliveries, "deliveryId")).containsExactly("d-1");
    assertThat(texts(audit, "verb")).containsExactly("version.accepted");
  }

  @Test
  void pagesThroughNodes() {
    scene.awaitingJobs();

    var first = api.get("/api/v1/nodes?platform=Live&limit=1", reader).json();
    var next = first.path("next").asText();
    var second = api.get("/api/v1/nodes?platform=Live&after=" + next, reader).json();

    assertThat(texts(first.path("nodes"), "node")).containsExactly(StoreScene.EXPORT.value());
    assertThat(texts(second.path("nodes"), "node")).containsExactly(StoreScene.INGEST.value());
    assertThat(second.path("next").isNull()).isTrue();
  }

  @Test
  void pagesThroughNames() {
    scene.firstMerge();
    scene.giveNames();

    var first = api.get("/api/v1/names?platform=Live&limit=2", reader).json();
    var next = first.path("next").asText();
    var second = api.get("/api/v1/names?platform=acme/Live&limit=2&after=" + next, reader).json();

    assertThat(first.path("platform").asText()).isEqualTo("acme/Live");
    assertThat(first.path("names").path(0).toString())
        .isEqualTo(
            "{\"kind\":\"relation\",\"logical\":\"Live/NW_Data/customers/merge\",\"container\":\"db.acme:5432/warehouse\",\"schema\":\"live\",\"name\":\"nw_data_customers_merge\",\"node\":\"Ingest/Live/NW_Data\",\"givenAt\":\"2026-03-01T12:00:00Z\",\"retiredAt\":null}");
    assertThat(texts(first.path("names"), "name"))
        .containsExactly("nw_data_customers_merge", "customers");
    assertThat(texts(second.path("names"), "name")).containsExactly("live");
    assertThat(second.path("names").path(0).path("schema").isNull()).isTrue();
    assertThat(second.path("next").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          node=Ingest/Live/NW_Data                | nw_data_customers_merge
          dataset=NW_Data/customers               | nw_data_customers_merge,customers
          dataset=NW_Data/customer                |
          physical=live.nw_data_customers_merge   | nw_data_customers_merge
          physical=live                           | live
          physical=Live                           |
          container=db.acme:5432/warehouse        | nw_data_customers_merge,customers,live
          container=elsewhere                     |
          """)
  void findsNamesByWhatIsKnownOfThem(String query, @Nullable String names) {
    scene.firstMerge();
    scene.giveNames();

    var reply = api.get("/api/v1/names?platform=Live&" + query, reader);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(String.join(",", texts(reply.json().path("names"), "name")))
        .isEqualTo(names == null ? "" : names);
  }

  @Test
  void pausesAndResumesOnce() {
    scene.firstMerge();

    var body = "{\"reason\":\"quarter end\",\"until\":\"2026-03-01T14:00:00Z\"}";
    var paused = api.send("PUT", "/api/v1/platforms/Live/pause", operator, body);
    var again = api.send("PUT", "/api/v1/platforms/acme/Live/pause", operator, body);
    var blocked = api.send("POST", "/api/v1/platforms/Live/sync", operator, reason("now"));
    var resumed = api.send("PUT", "/api/v1/platforms/Live/resume", operator, reason("closed"));
    var twice = api.send("PUT", "/api/v1/platforms/Live/resume", operator, reason("closed"));

    assertThat(paused.json().path("pause").path("until").asText())
        .isEqualTo("2026-03-01T14:00:00Z");
    assertThat(paused.json().path("pause").path("by").asText()).isEqualTo("operator");
    assertThat(again.json()).isEqualTo(paused.json());
    assertThat(blocked.status()).isEqualTo(409);
    assertThat(blocked.detail())
        .isEqualTo(
            "Cannot move platform 'acme/Live', because operator paused it: quarter end. Unblock"
                + " with 'trueup resume'");
    assertThat(resumed.json().path("pause").isNull()).isTrue();
    assertThat(twice.status()).isEqualTo(409);
    assertThat(api.pokedPlatforms).containsExactly(StoreScene.LIVE, StoreScene.LIVE);
    assertThat(
            store.audit().newest("platform:acme/Live", 9).stream()
                .filter(it -> it.verb().startsWith("platform."))
                .map(it -> it.verb() + " " + it.actor().name() + " " + it.actor().address()))
        .containsExactly(
            "platform.resumed operator 127.0.0.1", "platform.paused operator 127.0.0.1");
  }

  private static String reason(String why) {
    return "{\"reason\":\"" + why + "\"}";
  }

  @Test
  void takesAPausesEndAsATimeFromNow() {
    scene.firstMerge();

    var paused =
        api.send(
            "PUT", "/api/v1/platforms/Live/pause", operator, "{\"reason\":\"x\",\"until\":\"2h\"}");

    assertThat(paused.json().path("pause").path("until").asText())
        .isEqualTo("2026-03-01T14:00:00Z");
  }

  @Test
  void syncsWhatCanMove() {
    scene.firstMerge();

    var monthly = api.send("POST", "/api/v1/platforms/Monthly/sync", operator, reason("now"));
    var old = api.send("POST", "/api/v1/platforms/Old/sync", operator, reason("now"));
    scene.landFirst(scene.moveToFirst());
    var live = api.send("POST", "/api/v1/platforms/Live/sync", operator, reason("now"));

    assertThat(monthly.json().path("outcome").asText()).isEqualTo("REQUESTED");
    assertThat(store.platforms().find(StoreScene.MONTHLY).orElseThrow().syncRequested())
        .isEqualTo(1);
    assertThat(api.pokedPlatforms).containsExactly(StoreScene.MONTHLY);
    assertThat(old.status()).isEqualTo(409);
    assertThat(old.json().path("type").asText()).isEqualTo("urn:trueup:error:policy-never");
    assertThat(live.json().path("message").asText())
        .isEqualTo("Platform 'acme/Live' is already up to date at version 1");
  }

  @Test
  void acknowledgesTheHeadOfABlockedSourceOnly() {
    scene.firstMerge();

    var early = acknowledge("abcdef0001");
    scene.rewrite(StoreScene.commit(7));
    var other = acknowledge("0123456789");
    var head = acknowledge(StoreScene.commit(7).abbreviated());
    var again = acknowledge(StoreScene.commit(7).value());

    assertThat(early.detail())
        .isEqualTo(
            "Cannot acknowledge a head of source 'acme', because the source is following, not"
                + " blocked");
    assertThat(other.status()).isEqualTo(409);
    assertThat(head.json().path("acknowledged").asText()).isEqualTo(StoreScene.commit(7).value());
    assertThat(again.status()).isEqualTo(200);
    assertThat(api.pokedSources).containsExactly(StoreScene.ACME);
    assertThat(store.audit().newest("source:acme", 99))
        .filteredOn(it -> it.verb().equals("source.acknowledged"))
        .hasSize(1);
  }

  @Test
  void showsARejectedMergeEverywhere() {
    scene.firstMerge();
    scene.badMerge("Dataset 'customer' is not declared");

    var status = api.get("/api/v1/status", reader).json();
    var source = status.path("sources").path(0);
    var explained = api.get("/api/v1/platforms/Live", reader).json().path("source");
    var metrics = api.get("/metrics", null).body();

    assertThat(source.path("state").asText()).isEqualTo("REJECTED");
    assertThat(source.path("rejected").asInt()).isEqualTo(2);
    assertThat(source.path("summary").asText())
        .isEqualTo(
            "Platforms stay at version 1: the newest merge, version 2 (abcdef03 by Cy Careless), is"
                + " rejected: team/a.yaml:12:7: Dataset 'customer' is not declared. See 'trueup"
                + " versions acme/2'");
    assertThat(status.path("needsEyes").asBoolean()).isTrue();
    assertThat(status.path("headline").asText())
        .isEqualTo("The newest merge of source 'acme' is rejected");
    assertThat(explained).isEqualTo(source);
    assertThat(metrics)
        .contains("trueup_source_head_rejected{source=\"acme\"} 1.0")
        .contains("trueup_source_accepted_version{source=\"acme\"} 1.0");
    assertThat(api.get("/readyz", null).body()).contains("following; the newest merge is rejected");
  }

  @Test
  void warnsOfServicesThatEventsDoNotReachWithoutCallingForAPerson() {
    scene.awaitingJobs();
    var before = api.get("/api/v1/status", reader).json();
    var links =
        new ProcessLinks(
            new TreeMap<>(Map.of("events", "No broker answers", "deliveries", "")),
            new TreeMap<>(Map.of("trueup.events", "Topic 'trueup.events' has 1 partition(s)")),
            new TreeMap<>(Map.of("chat", "It answers 404")),
            new TreeMap<>(Map.of("acme", "There is no webhook. Add one", "other", "")));
    api.links = links;

    var status = api.get("/api/v1/status", reader).json();

    assertThat(status.path("warnings").valueStream().map(JsonNode::asText))
        .containsExactly(
            "Kafka does not work for events: No broker answers. Nothing is lost; it is retried",
            "Topic 'trueup.events' has 1 partition(s)",
            "Notification 'chat' reaches nobody: It answers 404. It is retried",
            "Deliveries for source 'acme' may not come: There is no webhook. Add one. 'trueup sources check acme' says more");
    assertThat(status.path("needsEyes")).isEqualTo(before.path("needsEyes"));
    assertThat(status.path("headline")).isEqualTo(before.path("headline"));
    assertThat(api.get("/metrics", null).body())
        .contains("trueup_link_failing{link=\"kafka:deliveries\"} 0.0")
        .contains("trueup_link_failing{link=\"kafka:events\"} 1.0")
        .contains("trueup_link_failing{link=\"deliveries:acme\"} 1.0")
        .contains("trueup_link_failing{link=\"deliveries:other\"} 0.0")
        .contains("trueup_link_failing{link=\"notification:chat\"} 1.0");
    assertThat(api.get("/readyz", null))
        .satisfies(it -> assertThat(it.status()).isEqualTo(200))
        .satisfies(
            it -> assertThat(it.body()).contains("No broker answers", "kafka:topic:trueup.events"));
    try (var open = new ApiServer(store, true)) {
      open.links = links;
      assertThat(open.get("/", null).body()).contains("No broker answers", "It answers 404");
    }
  }

  @Test
  void measuresWhenTokensForForgesExpire() {
    scene.firstMerge();
    assertThat(api.get("/metrics", null).body()).doesNotContain("trueup_forge_token_expires");

    api.tokenExpiries.put(StoreScene.ACME, Instant.EPOCH.plusSeconds(1234));

    assertThat(api.get("/metrics", null).body())
        .contains("trueup_forge_token_expires_timestamp_seconds{source=\"acme\"} 1234.0");
  }

  @Test
  void warnsOfEventsThatNoDaemonPassesOn() {
    scene.firstMerge();
    store.changes().register("kafka", 0);
    while (store.changes().number(100) > 0) {
      // until all have a position
    }
    var last = store.changes().range().last();

    assertThat(warnings())
        .containsExactly(
            "No live daemon passes events on to 'kafka': %d wait, and all later ones are kept for it. Start a daemon whose configuration has it, or remove the reader as docs/events.md says"
                .formatted(last));
    var lease = store.leases().claim("events:kafka", "b", Duration.ofHours(1)).orElseThrow();
    assertThat(warnings()).isEmpty();
    store.changes().advance(lease, "kafka", last);
    store.leases().release(lease);
    assertThat(warnings()).isEmpty();
  }

  private List<String> warnings() {
    return api.get("/api/v1/status", reader)
        .json()
        .path("warnings")
        .valueStream()
        .map(JsonNode::asText)
        .toList();
  }

  @Test
  void showsHowFarTheLoadOfAModelIs() {
    scene.firstMerge();
    api.loads.put(
        new SourceId("acme"),
        new LoadProgress(
            "abcdef02",
            LoadPhase.READING,
            300,
            1000,
            Instant.parse(NOON),
            20,
            Duration.ofSeconds(25)));

    var loading = api.get("/api/v1/status", reader).json().path("sources").path(0).path("loading");

    assertThat(loading.toString())
        .isEqualTo(
            "{\"commit\":\"abcdef02\",\"phase\":\"READING\",\"done\":300,\"total\":1000,"
                + "\"percent\":20,\"remainingSeconds\":25,\"startedAt\":\"%s\",".formatted(NOON)
                + "\"summary\":\"Loading abcdef02: 300 of 1,000 files read, 20%, about 25 s"
                + " left\"}");
    api.loads.clear();
    assertThat(
            api.get("/api/v1/status", reader)
                .json()
                .path("sources")
                .path(0)
                .path("loading")
                .isNull())
        .isTrue();
  }

  @Test
  void showsThatASourceHasNoAcceptedVersion() {
    scene.badMerge("Dataset 'customer' is not declared");

    var status = api.get("/api/v1/status", reader).json();

    assertThat(status.path("headline").asText()).isEqualTo("Source 'acme' has no accepted version");
    assertThat(status.path("sources").path(0).path("state").asText()).isEqualTo("NO_VERSION");
    assertThat(status.path("sources").path(0).path("summary").asText())
        .startsWith("No version is accepted yet: the newest merge, version 1 (abcdef03 by ");
    assertThat(api.get("/readyz", null).body()).contains("no version is accepted yet");
    assertThat(api.get("/metrics", null).body())
        .contains("trueup_source_accepted_version{source=\"acme\"} 0.0");
  }

  @Test
  void aLaterGoodMergeEndsARejection() {
    scene.firstMerge();
    scene.badMerge("Dataset 'customer' is not declared");
    scene.secondMerge();

    var source = api.get("/api/v1/status", reader).json().path("sources").path(0);

    assertThat(source.path("state").asText()).isEqualTo("FOLLOWING");
    assertThat(source.path("rejected").asInt()).isZero();
  }

  @Test
  void saysWhenAFailedSourceIsRefreshed() {
    scene.firstMerge();
    scene.fail("Cannot read the repository", Duration.ofMinutes(1));

    var reply = api.send("POST", "/api/v1/sources/acme/sync", operator, null);

    assertThat(reply.json().path("message").asText())
        .startsWith("Refresh of source 'acme' requested. It starts at ")
        .endsWith(" at the earliest, because the last one failed");
  }

  @Test
  void aSourceThatLeftTheConfigurationIsShownAndCountsForNothing() {
    scene.firstMerge();
    scene.fail("Cannot read the repository", Duration.ofMinutes(1));
    store.sources().request(StoreScene.ACME);
    store.sources().detachAllBut(List.of(), store.now().plusSeconds(1));

    var status = api.get("/api/v1/status", reader).json();
    var metrics = api.get("/metrics", null).body();

    assertThat(status.path("sources").path(0).path("state").asText()).isEqualTo("DETACHED");
    assertThat(status.path("platforms")).hasSize(3);
    assertThat(status.path("allRealized").asBoolean()).isTrue();
    assertThat(status.path("needsEyes").asBoolean()).isFalse();
    assertThat(metrics).doesNotContain("source=\"acme\"").doesNotContain("platform=\"acme/Live\"");
    assertThat(api.get("/readyz", null).body()).doesNotContain("acme");
  }

  @Test
  void forgetsADetachedSourceOnly() {
    scene.firstMerge();
    var early = forget();
    store.sources().detachAllBut(List.of(), store.now().plusSeconds(1));

    var reply = forget();
    var again = forget();

    assertThat(early.status()).isEqualTo(409);
    assertThat(early.detail())
        .isEqualTo(
            "Cannot forget source 'acme', because the configuration still has it. Remove it there"
                + " and restart the daemon first");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(again.status()).isEqualTo(404);
    assertThat(api.get("/api/v1/status", reader).json().path("platforms")).isEmpty();
    assertThat(store.audit().newest("source:acme", 1).getFirst().reason()).isEqualTo("sold");
  }

  private Reply forget() {
    return api.send("PUT", "/api/v1/sources/acme/forget", operator, "{\"reason\":\"sold\"}");
  }

  @Test
  void doesNotAcknowledgeADeletedBranch() {
    scene.firstMerge();
    scene.deleteBranch();

    var reply = acknowledge(StoreScene.commit(1).abbreviated());

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.detail())
        .isEqualTo(
            "Cannot acknowledge a head of source 'acme', because it has none. The branch 'main' was"
                + " deleted");
    assertThat(store.sources().find(StoreScene.ACME).orElseThrow().acknowledged()).isNull();
  }

  private Reply approve(String body) {
    return api.send("PUT", "/api/v1/sources/acme/approve", operator, body);
  }

  @Test
  void approvesAHeadThatCompatibilityAloneRejects() {
    scene.firstMerge();
    scene.incompatibleMerge();
    var head = StoreScene.commit(4);

    assertThat(api.get("/api/v1/status", reader).json().at("/sources/0/summary").asText())
        .endsWith(
            ". Only compatibility rejects it. If the change is intended, approve it with"
                + " 'trueup sources approve acme --commit %s --reason …'"
                    .formatted(head.abbreviated()));
    var body = "{\"commit\":\"%s\",\"reason\":\"never realized\"}".formatted(head.abbreviated());
    assertThat(api.send("PUT", "/api/v1/sources/acme/approve", reader, body).status())
        .isEqualTo(403);
    var approved = approve(body);
    var again = approve(body);

    assertThat(approved.json().at("/approval/change").asText())
        .isEqualTo(StoreScene.CHANGE.value());
    assertThat(approved.json().at("/approval/reason").asText()).isEqualTo("never realized");
    assertThat(approved.json().path("summary").asText())
        .endsWith(
            ". Change 5c5c5c5c is approved by %s: never realized"
                .formatted(approved.json().at("/approval/by").asText()));
    assertThat(again.status()).isEqualTo(200);
    assertThat(api.pokedSources).contains(StoreScene.ACME);
    assertThat(store.sources().find(StoreScene.ACME).orElseThrow().needsNewVerdict()).isTrue();
    assertThat(store.audit().newest("source:acme", 99))
        .filteredOn(it -> it.verb().equals("source.approved"))
        .hasSize(1);
  }

  @Test
  void namesARejectedChangeOnlyWhileItsCommitIsTheHead() {
    scene.firstMerge();
    scene.incompatibleMerge();
    assertThat(rejectedChange().asText()).isEqualTo(StoreScene.CHANGE.value());

    scene.rewriteHistory();

    assertThat(rejectedChange().isNull()).isTrue();
  }

  private JsonNode rejectedChange() {
    return api.get("/api/v1/status", reader).json().at("/sources/0/rejectedChange");
  }

  @Test
  void approvesOnlyWhatCompatibilityAloneRejects() {
    scene.firstMerge();
    var accepted = approve(approving(1));
    scene.badMerge("Dataset 'customer' is not declared");
    var broken = approve(approving(3));
    var other = approve(approving(9));

    assertThat(accepted.detail())
        .isEqualTo("Cannot approve commit abcdef01 of source 'acme', because it is not rejected");
    assertThat(broken.status()).isEqualTo(409);
    assertThat(broken.detail())
        .isEqualTo(
            "Cannot approve commit abcdef03 of source 'acme', because more than compatibility"
                + " rejects it. See 'trueup versions --source acme'");
    assertThat(other.detail())
        .isEqualTo(
            "Cannot use commit %s, because the head of source 'acme' is %s"
                .formatted(StoreScene.commit(9).abbreviated(), StoreScene.commit(3)));
    assertThat(store.sources().find(StoreScene.ACME).orElseThrow().approval()).isNull();
  }

  private static String approving(int commit) {
    return "{\"commit\":\"%s\",\"reason\":\"x\"}"
        .formatted(StoreScene.commit(commit).abbreviated());
  }

  @Test
  void approvesAChangeThatIsNotMergedAndTakesThatBack() {
    scene.firstMerge();
    var change = "{\"change\":\"%s\",\"reason\":\"x\"}".formatted(StoreScene.CHANGE);

    assertThat(approve(change).json().at("/approval/change").asText())
        .isEqualTo(StoreScene.CHANGE.value());
    var withdrawal = "{\"reason\":\"a mistake\"}";
    var withdrawn = api.send("PUT", "/api/v1/sources/acme/withdraw", operator, withdrawal);
    var again = api.send("PUT", "/api/v1/sources/acme/withdraw", operator, withdrawal);

    assertThat(withdrawn.json().path("approval").isNull()).isTrue();
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.detail())
        .isEqualTo("Cannot withdraw the approval of source 'acme', because it has none");
  }

  private Reply acknowledge(String commit) {
    return api.send(
        "PUT",
        "/api/v1/sources/acme/acknowledge",
        operator,
        "{\"commit\":\"%s\",\"reason\":\"file removed\"}".formatted(commit));
  }

  @Test
  void refreshesASourceOnRequest() {
    scene.firstMerge();
    var before = store.sources().find(StoreScene.ACME).orElseThrow().requested();

    var reply = api.send("POST", "/api/v1/sources/acme/sync", operator, null);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(store.sources().find(StoreScene.ACME).orElseThrow().requested())
        .isEqualTo(before + 1);
    assertThat(api.pokedSources).containsExactly(StoreScene.ACME);
    assertThat(api.send("POST", "/api/v1/sources/nobody/sync", operator, null).status())
        .isEqualTo(404);
  }

  @Test
  void auditsWhoRequestedARefresh() {
    scene.firstMerge();

    api.send("POST", "/api/v1/sources/acme/sync", operator, null);
    api.send("POST", "/api/v1/sources/acme/sync", operator, "{\"reason\":\"the hook is broken\"}");

    var audit = api.get("/api/v1/audit?subject=source:acme&limit=2", reader).json();
    assertThat(texts(audit, "verb"))
        .containsExactly("source.sync-requested", "source.sync-requested");
    assertThat(texts(audit, "actor")).containsExactly("operator", "operator");
    assertThat(texts(audit, "reason"))
        .containsExactly("the hook is broken", "an operator requested a refresh");
  }

  @Test
  void showsWhichTokenBeganARun() {
    scene.firstMerge();
    scene.landFirst(scene.moveToFirst());

    begin(StoreScene.INGEST.value(), "");

    var run = api.get("/api/v1/runs?platform=Live", reader).json().path(0);
    assertThat(run.path("job").asText()).isEqualTo("nightly");
    assertThat(run.path("token").asText()).isEqualTo("runner");
  }

  private Reply begin(String node, String fingerprint) {
    return api.send(
        "POST",
        "/api/v1/runs",
        runner,
        "{\"platform\":\"Live\",\"node\":\"%s\",\"job\":\"nightly\",\"fingerprint\":\"%s\"}"
            .formatted(node, fingerprint));
  }

  @Test
  void letsAJobRunAndRecordsItsEnd() {
    scene.firstMerge();
    scene.landFirst(scene.moveToFirst());

    var begun = begin(StoreScene.INGEST.value(), "").json();
    var run = begun.path("run").asText();
    var prolonged =
        api.send("POST", "/api/v1/runs/" + run + "/prolong", runner, "{\"length\":\"2h\"}");
    var ended = end(run, "succeeded");
    var again = end(run, "succeeded");
    var otherwise = end(run, "failed");
    var late = api.send("POST", "/api/v1/runs/" + run + "/prolong", runner, "{}");

    assertThat(fields(begun))
        .containsExactly(
            "action",
            "run",
            "fingerprint",
            "version",
            "commit",
            "reason",
            "retryAfterSeconds",
            "statements");
    assertThat(begun.path("action").asText()).isEqualTo("RUN");
    assertThat(begun.path("fingerprint").asText()).isEqualTo(StoreScene.FIRST.toString());
    assertThat(begun.path("commit").asText()).isEqualTo(StoreScene.commit(1).value());
    assertThat(prolonged.json().path("expiresAt").asText()).isEqualTo("2026-03-01T14:00:00Z");
    assertThat(ended.json().path("state").asText()).isEqualTo("SUCCEEDED");
    assertThat(again.status()).isEqualTo(200);
    assertThat(otherwise.status()).isEqualTo(409);
    assertThat(late.status()).isEqualTo(409);
  }

  private Reply end(String run, String outcome) {
    return api.send(
        "POST", "/api/v1/runs/" + run + "/end", runner, "{\"outcome\":\"%s\"}".formatted(outcome));
  }

  @Test
  void reconcilesAJobThatRanWithAnotherFingerprint() {
    scene.firstMerge();
    scene.landFirst(scene.moveToFirst());

    var begun = begin(StoreScene.INGEST.value(), StoreScene.SECOND.toString()).json();

    assertThat(begun.path("action").asText()).isEqualTo("RECONCILE");
  }

  @Test
  void makesAJobWaitWhileItsNodeIsProvisioned() {
    scene.firstMerge();
    scene.moveToFirst();

    var reply = begin(StoreScene.INGEST.value(), "");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Retry-After")).isEqualTo("2");
    assertThat(reply.body())
        .isEqualTo(
            "{\"action\":\"WAIT\",\"run\":null,\"fingerprint\":null,\"version\":null,\"commit\":null,\"reason\":\"The"
                + " node is being made\",\"retryAfterSeconds\":2,\"statements\":[]}");
  }

  @Test
  void knowsNoNodeThatNeverWas() {
    scene.firstMerge();

    var reply = begin("Ingest/Live/Nothing", "");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.detail())
        .isEqualTo("The platform never had such a node: 'Ingest/Live/Nothing' on 'acme/Live'");
  }

  @Test
  void keepsTheLastTokenThatMayOperateUnlessForced() {
    var kept = api.send("DELETE", "/api/v1/tokens/operator", operator, null);

    assertThat(kept.status()).isEqualTo(409);
    assertThat(kept.json().path("type").asText()).isEqualTo("urn:trueup:error:last-operator");
    assertThat(kept.detail())
        .isEqualTo(
            "Cannot revoke token 'operator', because it is the last with scope OPERATE, without"
                + " which no other can be created. Create another first, or use --force and then"
                + " 'trueup token recover' on the daemon's machine");
    assertThat(api.get("/api/v1/tokens", operator).status()).isEqualTo(200);

    var forced = api.send("DELETE", "/api/v1/tokens/operator?force=true", operator, null);
    assertThat(forced.status()).isEqualTo(204);
    assertThat(api.get("/api/v1/tokens", operator).status()).isEqualTo(401);
  }

  @Test
  void makesListsAndRevokesTokens() {
    var wanted = "{\"name\":\"airflow\",\"scope\":\"RUN\",\"expiresAt\":\"2026-04-01T00:00:00Z\"}";

    var created = api.send("POST", "/api/v1/tokens", operator, wanted);
    var taken = api.send("POST", "/api/v1/tokens", operator, wanted);
    var all = api.get("/api/v1/tokens", operator);
    var secret = created.json().path("token").asText();
    var allowed = api.get("/api/v1/status", secret);
    var revoked = api.send("DELETE", "/api/v1/tokens/airflow", operator, null);
    var gone = api.send("DELETE", "/api/v1/tokens/airflow", operator, null);

    assertThat(created.status()).isEqualTo(201);
    assertThat(secret).matches("tu_[A-Za-z0-9_-]{43}");
    assertThat(taken.status()).isEqualTo(409);
    assertThat(texts(all.json(), "name"))
        .containsExactly("airflow", "operator", "reader", "runner");
    assertThat(all.body()).doesNotContain(secret).doesNotContain(Secrets.digest(secret));
    assertThat(allowed.status()).isEqualTo(200);
    assertThat(revoked.status()).isEqualTo(204);
    assertThat(gone.status()).isEqualTo(404);
    assertThat(api.get("/api/v1/status", secret).status()).isEqualTo(401);
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          PUT  | /api/v1/platforms/Live/pause  | {"reason":"x","untill":"2h"} | 400 | untill | Unknown field 'untill'. The fields are 'reason', 'until', 'dryRun'
          PUT  | /api/v1/platforms/Live/pause  | {"until":"2h"}               | 400 | reason | 'reason' is required
          PUT  | /api/v1/platforms/Live/pause  | {"reason":"  "}              | 400 | reason | 'reason' is required
          PUT  | /api/v1/platforms/Live/pause  | {"reason":5}                 | 400 | reason | 'reason' cannot be '5': it must be a string
          PUT  | /api/v1/platforms/Live/pause  | {"reason":"a\\u0000b"}       | 400 | reason | 'reason' contains a NUL character
          PUT  | /api/v1/platforms/Live/pause  | {"reason":"x","until":"soon"} | 400 | until | 'until' must be an instant such as 2026-01-02T03:04:05Z or a duration such as 30m, 2h or 1d, not 'soon'
          PUT  | /api/v1/platforms/Live/pause  | {"reason":"x","until":"2020-01-01T00:00:00Z"} | 400 | until | 'until' must be after now, 2026-03-01T12:00:00Z, but is 2020-01-01T00:00:00Z
          PUT  | /api/v1/platforms/Live/pause  | [1]                          | 400 | -      | The body must be a JSON object with 'reason', 'until', 'dryRun'
          PUT  | /api/v1/platforms/Live/pause  | null                         | 400 | -      | The body must be a JSON object with 'reason', 'until', 'dryRun'
          PUT  | /api/v1/platforms/Live/pause  | ``                           | 400 | -      | The body must be a JSON object with 'reason', 'until', 'dryRun'
          PUT  | /api/v1/platforms/Nobody/pause | {"reason":"x"}              | 404 | -      | There is no platform 'Nobody'. There are acme/Live, acme/Monthly, acme/Old
          PUT  | /api/v1/platforms/UPPER/Live/pause | {"reason":"x"}          | 400 | source | 'UPPER' is not a source's name: use lower-case letters, digits and hyphens, at most 63, starting with a letter
          PUT  | /api/v1/sources/acme/approve | {"reason":"x"}              | 400 | commit | Give either 'commit', for the rejected head, or 'change', as 'trueup check' shows it
          PUT  | /api/v1/sources/acme/approve | {"change":"5c","reason":"x"} | 400 | change | 'change' must be the 64 hex digits that 'trueup check' shows, not '5c'
          PUT  | /api/v1/sources/acme/acknowledge | {"commit":"zz","reason":"x"} | 400 | commit | 'commit' must be 8 to 40 hex digits, not 'zz'
          POST | /api/v1/runs | {"platform":"Live","node":"N"}                 | 400 | job    | 'job' is required
          POST | /api/v1/runs | {"platform":"Live","node":"N","job":"j","fingerprint":"xyz"} | 400 | fingerprint | 'fingerprint' must be the 32 hex digits of an earlier answer
          POST | /api/v1/runs | {"platform":"Live","node":"N","job":"j","length":"1 hour"}   | 400 | length | '1 hour' is not a duration such as 500ms, 30s, 5m, 1h or 2d
          POST | /api/v1/runs | {"platform":"Live","node":"N","job":"j","length":"8d"}       | 400 | length | 'length' must be at most 7d. Prolong a run that takes longer
          POST | /api/v1/runs/x/end | {"outcome":"succeeded"}                  | 404 | -      | There is no run 'x'
          POST | /api/v1/runs/x/end | {"outcome":"done"}                       | 400 | outcome | 'outcome' cannot be 'done': it must be one of succeeded, failed
          POST | /api/v1/runs/x/end | {}                                       | 400 | outcome | 'outcome' is required: succeeded or failed
          POST | /api/v1/tokens | {"name":"a b","scope":"READ"}                | 400 | name   | A token's name consists of at most 63 letters, digits, '.', '_' and '-', and starts with a letter
          POST | /api/v1/tokens | {"name":"a","scope":"ALL"}                   | 400 | scope  | 'scope' cannot be 'ALL': it must be one of READ, RUN, SERVE, OPERATE
          POST | /api/v1/tokens | {"name":"a","scope":0}                       | 400 | scope  | 'scope' cannot be '0': it must be one of READ, RUN, SERVE, OPERATE
          POST | /api/v1/tokens | {"name":"a","scope":"READ","expiresAt":"2020-01-01T00:00:00Z"} | 400 | expiresAt | 'expiresAt' must be after now, 2026-03-01T12:00:00Z, but is 2020-01-01T00:00:00Z
          POST | /api/v1/tokens | {"name":"a"}                                 | 400 | scope  | 'scope' is required: READ, RUN, SERVE or OPERATE
          GET  | /api/v1/versions?limit=0 | -                                  | 400 | limit  | 'limit' must be a whole number from 1 to 1000, not '0'
          GET  | /api/v1/versions?limit=many | -                               | 400 | limit  | 'limit' must be a whole number from 1 to 1000, not 'many'
          GET  | /api/v1/versions?limit=1&limit=2 | -                          | 400 | limit  | Parameter 'limit' must be given only once
          GET  | /api/v1/status?verbose=1 | -                                  | 400 | verbose | Unknown parameter 'verbose'. The parameters are []
          GET  | /api/v1/nodes | -                                             | 400 | platform | 'platform' is required
          GET  | /api/v1/names | -                                             | 400 | platform | 'platform' is required
          GET  | /api/v1/names?platform=Live&dataset=x | -                     | 400 | dataset | 'dataset' must be a store and a dataset such as NW_Data/customers, not 'x'
          GET  | /api/v1/names?platform=Live&after=x | -                       | 400 | after  | 'after' must be the 'next' of an earlier page
          GET  | /api/v1/names?platform=Live&after=eHg | -                     | 400 | after  | 'after' must be the 'next' of an earlier page
          GET  | /api/v1/names?platform=Nobody | -                             | 404 | -      | There is no platform 'Nobody'. There are acme/Live, acme/Monthly, acme/Old
          GET  | /api/v1/versions/acme/one | -                                 | 400 | version | 'version' must be a sequence number, not 'one'
          GET  | /api/v1/nothing | -                                           | 404 | -      | Unknown path
          DELETE | /api/v1/status | -                                          | 405 | -      | This path accepts only GET
          """)
  void explainsInvalidRequests(
      String method,
      String path,
      @Nullable String body,
      int status,
      @Nullable String field,
      String detail) {
    scene.firstMerge();

    var reply = api.send(method, path, operator, body);

    assertThat(reply.detail()).isEqualTo(detail);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.json().path("field").asText("-").replace("null", "-"))
        .isEqualTo(field == null ? "-" : field);
    assertThat(fields(reply.json()))
        .containsExactly("type", "title", "status", "detail", "field", "candidates", "gates");
  }

  @Test
  void refusesABodyThatIsNotJsonOrTooLarge() {
    var broken = api.send("POST", "/api/v1/tokens", operator, "{\"name\":");
    var doubled = api.send("POST", "/api/v1/tokens", operator, "{\"name\":\"a\",\"name\":\"b\"}");
    var large = api.send("POST", "/api/v1/tokens", operator, "x".repeat(65 * 1024));

    assertThat(broken.status()).isEqualTo(400);
    assertThat(broken.detail()).startsWith("The body is not JSON: ");
    assertThat(doubled.status()).isEqualTo(400);
    assertThat(large.status()).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 200000", "Transfer-Encoding: chunked"})
  void receivesALargeBodyOnlyFromACallerWhoMaySendIt(String length) {
    var head = "POST /api/v1/runs HTTP/1.1\nHost: x\nAuthorization: Bearer %s\n%s\n\n";

    var unknown = Wire.ask(api.port(), head.formatted("t".repeat(40), length), "");
    var forbidden = Wire.ask(api.port(), head.formatted(reader, length), "");

    assertThat(unknown).extracting(Wire.Reply::status).isEqualTo(401);
    assertThat(forbidden).extracting(Wire.Reply::status).isEqualTo(403);
  }

  @Test
  void readsALargeBodyWhole() {
    var job = "x".repeat(200_000);

    var reply = api.send("POST", "/api/v1/runs", runner, "{\"job\":\"%s\"}".formatted(job));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("field").asText()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/platforms/%zz",
        "/api/v1/platforms/%",
        "/api/v1/versions?limit=%zz",
        "/api/v1/versions?source=%ff%fe",
        "/api/v1/../v1/nothing"
      })
  void answersWhatIsNotWellFormedWithAnError(String path) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket.setSoTimeout(10_000);
      var request =
          "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(path, reader);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 40").contains("urn:trueup:error:");
    }
  }

  @Test
  void asksToComeBackWhenTheStoreIsAway() {
    fault.set(new StateStoreException("Cannot connect", true, new IllegalStateException()));

    var reply = api.get("/api/v1/status", reader);
    var ready = api.get("/readyz", null);
    var alive = api.get("/healthz", null);
    var metrics = api.get("/metrics", null);

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isEqualTo("5");
    assertThat(ready.status()).isEqualTo(503);
    assertThat(ready.body())
        .isEqualTo(
            "{\"status\":\"not-ready\",\"checks\":[{\"name\":\"database\",\"ok\":false,\"detail\":\"Cannot"
                + " connect\"}]}");
    assertThat(alive.status()).isEqualTo(200);
    assertThat(metrics.body()).contains("trueup_store_up 0.0");
  }

  @Test
  void keepsItsOwnFailuresInsidesToItself() {
    fault.set(new IllegalStateException("inner secret"));

    var reply = api.get("/api/v1/status", reader);

    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.detail())
        .matches("Trueup itself failed\\. See incident [0-9a-f]{8} in its log");
    assertThat(reply.body()).doesNotContain("inner secret").doesNotContain("at io.trueup");
  }

  @Test
  void isReadyWhenEverySourceHasBeenRefreshed() {
    store.sources().declare(StoreScene.ACME);

    var before = api.get("/readyz", null);
    scene.firstMerge();
    var after = api.get("/readyz", null);

    assertThat(before.status()).isEqualTo(503);
    assertThat(before.body()).contains("not checked yet");
    assertThat(after.status()).isEqualTo(200);
    assertThat(after.json().path("status").asText()).isEqualTo("ready");
  }

  @Test
  void countsHowFarBehindEachPlatformIs() {
    scene.awaitingJobs();

    var metrics = api.get("/metrics", null).body();

    assertThat(metrics)
        .contains("trueup_platform_behind{platform=\"acme/Live\"} 1.0")
        .contains("trueup_platform_nodes_waiting{platform=\"acme/Live\"} 1.0")
        .contains("trueup_source_following{source=\"acme\"} 1.0")
        .contains("trueup_poll_discovered_total{source=\"acme\"} 1.0")
        .contains("trueup_source_unannounced{source=\"acme\"} 1.0")
        .contains("trueup_source_hook_suspected{source=\"acme\"} 0.0")
        .contains("trueup_store_up 1.0");
  }

  @Test
  void showsBlockedNodesEverywhere() {
    scene.awaitingJobs();
    scene.block("2 rows of customers have no phone");

    var status = api.get("/api/v1/status", reader).json();
    var live = status.path("platforms").path(0);
    var explained = api.get("/api/v1/platforms/Live", reader).json();
    var nodes = api.get("/api/v1/nodes?platform=Live", reader).json().path("nodes");

    var blocked =
        "{\"node\":\"Ingest/Live/NW_Data\",\"reason\":\"2 rows of customers have no"
            + " phone\",\"since\":\"2026-03-01T12:00:00Z\",\"command\":\"trueup schema apply"
            + " --platform acme/Live --node 'Ingest/Live/NW_Data'\"}";
    assertThat(status.path("needsEyes").asBoolean()).isTrue();
    assertThat(live.path("state").asText()).isEqualTo("BLOCKED");
    assertThat(live.path("blocked").toString()).isEqualTo(blocked);
    assertThat(live.path("blockedNodes").asInt()).isEqualTo(1);
    assertThat(explained.path("blocked").toString()).isEqualTo("[" + blocked + "]");
    assertThat(texts(explained.path("nodes"), "state")).containsExactly("BLOCKED");
    assertThat(texts(nodes, "state")).containsExactly("REALIZED", "BLOCKED");
    assertThat(nodes.path(0).path("blocked").isNull()).isTrue();
    assertThat(nodes.path(1).path("blocked").toString()).isEqualTo(blocked);
    assertThat(api.get("/metrics", null).body())
        .contains("trueup_platform_nodes_blocked{platform=\"acme/Live\"} 1.0")
        .contains("trueup_platform_nodes_blocked{platform=\"acme/Monthly\"} 0.0");
  }

  @Test
  void neverRevealsASecret() {
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var level = root.getLevel();
    var log = new ListAppender<ILoggingEvent>();
    log.start();
    root.addAppender(log);
    root.setLevel(Level.DEBUG);
    var canary = "tu_canary-9f8e7d6c5b4a";
    store.tokens().add("canary", Scope.OPERATE, Secrets.digest(canary), null, Actor.DAEMON);

    var answers = new StringBuilder();
    for (var route : api.routes.routes()) {
      var reply = api.send(route.method().name(), concrete(route), canary, "{}");
      answers.append(reply.body()).append(reply.response().headers().map());
    }
    fault.set(new IllegalStateException("broken"));
    answers.append(api.get("/api/v1/status", canary).body());
    answers.append(api.get("/api/v1/status", canary + "x").body());
    root.setLevel(level);
    root.detachAppender(log);

    var logged = new StringBuilder();
    log.list.forEach(event -> logged.append(event.getFormattedMessage()).append('\n'));
    assertThat(answers.toString()).doesNotContain("canary-9f8e").doesNotContain(digestOf(canary));
    assertThat(logged.toString())
        .contains("incident")
        .doesNotContain("canary-9f8e")
        .doesNotContain(digestOf(canary));
  }

  private static String digestOf(String secret) {
    return Secrets.digest(secret);
  }
}
