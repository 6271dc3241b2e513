package io.trueup.listener.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.trueup.listener.api.ApiException.Status;
import io.trueup.listener.config.Durations;
import io.trueup.listener.schema.ApplyEvent;
import io.trueup.listener.schema.ApplyOrder;
import io.trueup.listener.schema.At;
import io.trueup.listener.schema.SchemaException;
import io.trueup.listener.schema.SchemaScope;
import io.trueup.listener.schema.Schemas;
import io.trueup.listener.text.Json;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.LostLeaseException;
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

  private final Schemas schemas;
  private final PlatformNames names;

  SchemaRoutes(Schemas schemas, PlatformNames names) {
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
  record Applying(
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
  record Purging(
      @Nullable String olderThan, @Nullable String retiredBefore, @Nullable String reason) {}

  List<Route> routes() {
    return Stream.of(
            "/api/v1/platforms/{platform}/schema", "/api/v1/platforms/{source}/{name}/schema")
        .flatMap(path ->
            Stream.of(
                Route.read(path + "/plan", failing(this::plan))
                    .with("workspace", "group", "node", "at", "adopt")
                    .within(READ_LIMIT),
                Route.read(path + "/drift", failing(this::drift)).with("at").within(READ_LIMIT),
                Route.of(HttpMethod.POST, path + "/apply", Scope.OPERATE, failing(this::apply))
                    .with("workspace", "group", "node")
                    .within(APPLY_LIMIT),
                Route.read(path + "/retired", failing(this::retired))
                    .with("olderThan")
                    .within(READ_LIMIT),
                Route.of(HttpMethod.POST, path + "/purge", Scope.OPERATE, failing(this::purge))
                    .within(APPLY_LIMIT)))
        .toList();
  }

  private Answer plan(Request request) {
    var adopt = texts("adopt", request.query().get("adopt"));
    return Answer.ok(schemas.plan(names.find(request), scope(request), at(request), adopt));
  }

  private Answer drift(Request request) {
    return Answer.ok(schemas.drift(names.find(request), at(request)));
  }

  private Answer apply(Request request) {
    var asked = request.body(Applying.class);
    var reason = asked.reason() == null ? null : Request.required("reason", asked.reason());
    var order =
        new ApplyOrder(
            asked.digest(), texts("allow", asked.allow()), texts("adopt", asked.adopt()), reason);
    var application = schemas.apply(names.find(request), scope(request), order, request.actor());
    return Answer.lines(line -> application.run(event -> line.accept(json(event))));
  }

  private Answer retired(Request request) {
    var olderThan = request.query("olderThan");
    var least = olderThan == null ? Duration.ZERO : duration(olderThan);
    return Answer.ok(schemas.retired(names.find(request), least));
  }

  private Answer purge(Request request) {
    var asked = request.body(Purging.class);
    var before =
        asked.retiredBefore() == null
            ? schemas.before(duration(Request.required("olderThan", asked.olderThan())))
            : Moments.before(schemas.before(Duration.ZERO), "retiredBefore", asked.retiredBefore());
    var reason = Request.required("reason", asked.reason());
    return Answer.ok(schemas.purge(names.find(request), before, request.actor(), reason));
  }

  private static SchemaScope scope(Request request) {
    var nodes =
        request.query().getOrDefault("node", List.of()).stream()
            .map(it -> Request.required("node", it))
            .toList();
    return new SchemaScope(request.query("workspace"), request.query("group"), nodes);
  }

  private static At at(Request request) {
    var text = request.query("at");
    if (text == null) {
      return At.TARGET;
    }
    return Arrays.stream(At.values())
        .filter(it -> it.text().equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            ApiException.invalid(
                "at",
                "'at' must be one of %s, not '%s'"
                    .formatted(
                        Arrays.stream(At.values()).map(At::text).collect(Collectors.joining(", ")),
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
        : values.stream().map(it -> Request.required(field, it)).toList();
  }

  private static String json(ApplyEvent event) {
    try {
      return Json.STRICT.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Every event can be written", e);
    }
  }

  private static Route.Action failing(Route.Action action) {
    return request -> {
      try {
        return action.answer(request);
      } catch (SchemaException e) {
        throw refusal(e);
      } catch (LostLeaseException _) {
        throw ApiException.conflict(
            "platform-held",
            "Stopped, because another process took over the platform. Nothing more was changed");
      }
    };
  }

  private static ApiException refusal(SchemaException e) {
    var message = String.valueOf(e.getMessage());
    return switch (e.kind()) {
      case UNKNOWN ->
          ApiException.of(Status.NOT_FOUND, e.name().replace(' ', '-'), message, e.candidates());
      case INVALID -> ApiException.invalid(e.name(), message);
      case CONFLICT -> ApiException.of(Status.CONFLICT, e.name(), message, e.candidates());
      case UNAVAILABLE -> ApiException.of(Status.UNAVAILABLE, e.name(), message);
    };
  }
}
