package io.trueup.listener.daemon.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.trueup.listener.daemon.api.ApiException.Status;
import io.trueup.listener.daemon.view.ApplyEventView;
import io.trueup.listener.daemon.view.PlanView;
import io.trueup.listener.daemon.view.RetiredView;
import io.trueup.listener.engine.schema.ApplyEvent;
import io.trueup.listener.engine.schema.ApplyOrder;
import io.trueup.listener.engine.schema.ApplyResult;
import io.trueup.listener.engine.schema.DriftResult;
import io.trueup.listener.engine.schema.PlanResult;
import io.trueup.listener.engine.schema.PlatformSchemas;
import io.trueup.listener.engine.schema.PurgeResult;
import io.trueup.listener.engine.schema.RetiredResult;
import io.trueup.listener.engine.schema.SchemaRefusal;
import io.trueup.listener.engine.schema.SchemaScope;
import io.trueup.listener.engine.schema.VersionChoice;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.model.schedule.Durations;
import io.trueup.statestore.ApiTokens.Scope;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Routes for the schemas of platforms: plan, drift, apply, retired and purge. */
final class SchemaRoutes {

  private static final Duration READ_LIMIT = Duration.ofMinutes(10);

  /**
   * Building an index on a large table takes hours. Running statements end even after the limit.
   */
  private static final Duration APPLY_LIMIT = Duration.ofHours(24);

  private final PlatformSchemas schemas;
  private final PlatformNames names;

  SchemaRoutes(PlatformSchemas schemas, PlatformNames names) {
    this.schemas = schemas;
    this.names = names;
  }

  /**
   * A request to apply a plan.
   *
   * @param digest of the plan that the operator saw; a different plan is refused
   * @param allow ids of statements that destroy or rewrite data and are approved
   * @param adopt tables and views of other owners to take over
   * @param reason required with {@code allow} and {@code adopt}
   */
  record ApplyRequest(
      @Nullable String digest,
      @Nullable List<String> allow,
      @Nullable List<String> adopt,
      @Nullable String reason) {}

  /**
   * A request to drop retired relations.
   *
   * @param olderThan the least age since retirement, such as {@code 30d}; exclusive with {@code
   *     retiredBefore}
   * @param retiredBefore relations retired later are kept; the value from a list of retired
   *     relations
   */
  record PurgeRequest(
      @Nullable String olderThan, @Nullable String retiredBefore, @Nullable String reason) {}

  List<Route> routes() {
    return Stream.of(
            "/api/v1/platforms/{platform}/schema", "/api/v1/platforms/{source}/{name}/schema")
        .flatMap(path ->
            Stream.of(
                Route.read(path + "/plan", this::plan)
                    .with("workspace", "group", "node", "at", "adopt")
                    .within(READ_LIMIT),
                Route.read(path + "/drift", this::drift).with("at").within(READ_LIMIT),
                Route.of(HttpMethod.POST, path + "/apply", Scope.OPERATE, this::apply)
                    .with("workspace", "group", "node")
                    .within(APPLY_LIMIT),
                Route.read(path + "/retired", this::retired).with("olderThan").within(READ_LIMIT),
                Route.of(HttpMethod.POST, path + "/purge", Scope.OPERATE, this::purge)
                    .within(APPLY_LIMIT)))
        .toList();
  }

  private HttpAnswer plan(ApiRequest request) {
    var adopt = texts("adopt", request.query().get("adopt"));
    return switch (schemas.plan(names.find(request), scope(request), at(request), adopt)) {
      case PlanResult.Planned(var plan) -> HttpAnswer.ok(PlanView.of(plan));
      case SchemaRefusal refusal -> throw refused(refusal);
    };
  }

  private HttpAnswer drift(ApiRequest request) {
    return switch (schemas.drift(names.find(request), at(request))) {
      case DriftResult.Compared(var plan) -> HttpAnswer.ok(PlanView.of(plan));
      case SchemaRefusal refusal -> throw refused(refusal);
    };
  }

  private HttpAnswer apply(ApiRequest request) {
    var asked = request.body(ApplyRequest.class);
    var order = order(asked);
    var platform = names.find(request);
    return switch (schemas.apply(platform, scope(request), order, request.actor())) {
      case ApplyResult.Ready(var run) ->
          HttpAnswer.lines(line -> run.run(event -> line.accept(json(event))));
      case SchemaRefusal refusal -> throw refused(refusal);
    };
  }

  private static ApplyOrder order(ApplyRequest asked) {
    var reason = asked.reason() == null ? null : ApiRequest.requireText("reason", asked.reason());
    var allow = texts("allow", asked.allow());
    var adopt = texts("adopt", asked.adopt());
    if (reason == null && ApplyOrder.needsReason(allow, adopt)) {
      throw ApiException.invalid(
          "reason", "'reason' is required where something is allowed or adopted");
    }
    return new ApplyOrder(asked.digest(), allow, adopt, reason);
  }

  private HttpAnswer retired(ApiRequest request) {
    var olderThan = request.query("olderThan");
    var least = olderThan == null ? Duration.ZERO : duration(olderThan);
    return switch (schemas.retired(names.find(request), least)) {
      case RetiredResult.Listed listed -> HttpAnswer.ok(RetiredView.of(listed));
      case SchemaRefusal refusal -> throw refused(refusal);
    };
  }

  private HttpAnswer purge(ApiRequest request) {
    var asked = request.body(PurgeRequest.class);
    var before =
        asked.retiredBefore() == null
            ? schemas.before(duration(ApiRequest.requireText("olderThan", asked.olderThan())))
            : TimeParser.parsePast(
                schemas.before(Duration.ZERO), "retiredBefore", asked.retiredBefore());
    var reason = ApiRequest.requireText("reason", asked.reason());
    return switch (schemas.purge(names.find(request), before, request.actor(), reason)) {
      case PurgeResult.Purged purged -> HttpAnswer.ok(RetiredView.Purge.of(purged));
      case SchemaRefusal refusal -> throw refused(refusal);
    };
  }

  private static SchemaScope scope(ApiRequest request) {
    var nodes =
        request.query().getOrDefault("node", List.of()).stream()
            .map(it -> ApiRequest.requireText("node", it))
            .toList();
    var workspace = request.query("workspace");
    var group = request.query("group");
    if (group != null && workspace == null) {
      throw ApiException.invalid("group", "'group' needs its 'workspace' too");
    }
    return new SchemaScope(workspace, group, nodes);
  }

  private static VersionChoice at(ApiRequest request) {
    var text = request.query("at");
    if (text == null) {
      return VersionChoice.TARGET;
    }
    return Arrays.stream(VersionChoice.values())
        .filter(it -> it.text().equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            ApiException.invalid(
                "at",
                "'at' must be one of %s, not '%s'"
                    .formatted(
                        Arrays.stream(VersionChoice.values())
                            .map(VersionChoice::text)
                            .collect(Collectors.joining(", ")),
                        text)));
  }

  private static Duration duration(String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("olderThan", "'olderThan': " + e.getMessage());
    }
  }

  private static List<String> texts(String field, @Nullable List<String> values) {
    return values == null
        ? List.of()
        : values.stream().map(it -> ApiRequest.requireText(field, it)).toList();
  }

  private static String json(ApplyEvent event) {
    try {
      return JsonMappers.STRICT.writeValueAsString(ApplyEventView.of(event));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Every event can be written", e);
    }
  }

  private static ApiException refused(SchemaRefusal refusal) {
    return switch (refusal) {
      case SchemaRefusal.Unknown(var what, var message, var candidates) ->
          ApiException.of(Status.NOT_FOUND, kind(what), message, candidates);
      case SchemaRefusal.Conflict(var name, var message, var candidates) ->
          ApiException.of(Status.CONFLICT, name, message, candidates);
      case SchemaRefusal.Unavailable(var message) ->
          ApiException.of(Status.UNAVAILABLE, "container-unavailable", message);
    };
  }

  /** The kind of the error names the thing alone, such as {@code unknown-statement}. */
  private static String kind(String what) {
    return "unknown-" + what.replaceFirst(" (that|or|of) .*", "").replace(' ', '-');
  }
}
