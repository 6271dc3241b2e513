package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.view.ModelServerView;
import io.trueup.listener.engine.Secrets;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.ModelServer;
import io.trueup.statestore.ModelServers;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Platforms;
import io.trueup.statestore.ServedVersion;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.control.GateKind;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Routes by which model servers report, and operators see them. */
final class ModelServerRoutes {

  private static final int MOST_SERVERS = 1_000;
  private static final int MOST_VERSIONS = 1_000;

  private final ModelServers servers;
  private final ModelServerRules rules;
  private final ServedVersion.Policy policy;
  private final Platforms platforms;
  private final Consumer<PlatformId> poke;

  /**
   * Routes.
   *
   * @param poke has a platform worked on, because model servers opened what it waits for
   */
  ModelServerRoutes(
      ModelServers servers,
      ModelServerRules rules,
      Platforms platforms,
      Consumer<PlatformId> poke) {
    this.servers = servers;
    this.rules = rules;
    this.platforms = platforms;
    this.poke = poke;
    this.policy = ServedVersion.preparingFirst(rules.patience());
  }

  List<Route> routes() {
    return List.of(
        Route.read("/api/v1/model-servers", _ -> list()),
        Route.of(HttpMethod.PUT, "/api/v1/model-servers/{instance}", Scope.SERVE, this::report));
  }

  private HttpAnswer list() {
    var all = servers.all();
    var served =
        all.stream()
            .flatMap(it -> it.report().prepared().keySet().stream())
            .distinct()
            .sorted()
            .flatMap(it -> servers.served(it).stream())
            .toList();
    return HttpAnswer.ok(
        new ModelServerView.Fleet(
            all.stream().map(it -> ModelServerView.of(it, served)).toList(),
            served.stream().map(ModelServerView.Served::of).toList()));
  }

  private HttpAnswer report(ApiRequest request) {
    var instance = request.path("instance");
    if (!Secrets.isName(instance)) {
      throw ApiException.invalid(
          "instance",
          "A model server's name consists of at most 63 letters, digits, '.', '_' and '-', and starts with a letter, unlike '%s'"
              .formatted(instance));
    }
    var before = requireRoom(instance, request.actor().name());
    var report = report(instance, request.body(ModelServerView.Report.class));
    var reported = servers.report(report, rules.silence(), policy, request.actor());
    if (before.isEmpty() || isNews(before.get(), report)) {
      platforms.all().stream().filter(ModelServerRoutes::waits).forEach(it -> poke.accept(it.id()));
    }
    return HttpAnswer.ok(reported.served().stream().map(ModelServerView.Served::of).toList());
  }

  private static boolean isNews(ModelServer.Report before, ModelServer.Report now) {
    return before.isDraining() != now.isDraining() || !before.prepared().equals(now.prepared());
  }

  private static boolean waits(PlatformState platform) {
    var waiting = platform.waiting();
    return waiting != null
        && waiting.gates().stream().anyMatch(it -> it.kind() == GateKind.MODEL_SERVERS);
  }

  /** Refuses a report that cannot be recorded; returns the one before it. */
  private Optional<ModelServer.Report> requireRoom(String instance, String token) {
    var all = servers.all();
    var same = all.stream().filter(it -> it.report().instance().equals(instance)).findFirst();
    same.filter(it -> it.isLive() && !it.token().equals(token))
        .ifPresent(it -> {
          throw ApiException.conflict(
              "model-server-of-another",
              "Model server '%s' reports with token '%s'. Give each model server a name of its own"
                  .formatted(instance, it.token()));
        });
    if (same.isEmpty() && all.size() >= MOST_SERVERS) {
      throw ApiException.conflict(
          "too-many-model-servers",
          "%d model servers have reported within a week, the most that are kept. Give a restarted one the same name"
              .formatted(all.size()));
    }
    return same.map(ModelServer::report);
  }

  private static ModelServer.Report report(String instance, ModelServerView.Report said) {
    var prepared = new TreeMap<SourceId, SortedSet<Long>>();
    var listed = Objects.requireNonNullElseGet(said.prepared(), TreeMap<String, List<Long>>::new);
    for (var entry : listed.entrySet()) {
      prepared.put(
          ApiRequest.source("prepared", entry.getKey()),
          versions(entry.getKey(), entry.getValue()));
    }
    return new ModelServer.Report(
        instance,
        ApiRequest.requireText("address", said.address()),
        ApiRequest.requireText("program", said.program()),
        prepared,
        said.draining(),
        atLeastZero("heapUsed", said.heapUsed()),
        atLeastZero("heapMost", said.heapMost()),
        started(said.startedAt()));
  }

  private static SortedSet<Long> versions(
      String source, @Nullable List<? extends @Nullable Long> listed) {
    if (listed == null || listed.size() > MOST_VERSIONS) {
      throw ApiException.invalid(
          "prepared",
          "'prepared' must list at most %d versions of source '%s'"
              .formatted(MOST_VERSIONS, source));
    }
    var versions = new TreeSet<Long>();
    for (var version : listed) {
      if (version == null || version <= 0) {
        throw ApiException.invalid(
            "prepared", "'prepared' lists '%s', which is no version".formatted(version));
      }
      versions.add(version);
    }
    return versions;
  }

  private static long atLeastZero(String field, long number) {
    if (number < 0) {
      throw ApiException.invalid(field, "'%s' must be at least 0".formatted(field));
    }
    return number;
  }

  private static Instant started(@Nullable Instant at) {
    if (at == null) {
      throw ApiException.invalid("startedAt", "'startedAt' is required");
    }
    return at;
  }
}
