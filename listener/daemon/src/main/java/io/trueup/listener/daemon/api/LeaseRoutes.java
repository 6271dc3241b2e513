package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.view.LeaseView;
import io.trueup.listener.engine.Secrets;
import io.trueup.listener.engine.snapshot.ModelVersions;
import io.trueup.listener.engine.snapshot.VersionReference;
import io.trueup.model.schedule.Durations;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.ModelLease;
import io.trueup.statestore.ModelLeases;
import io.trueup.statestore.ModelLeases.Changing;
import io.trueup.statestore.ModelLeases.Taking;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Routes by which callers keep a version of a model without a run. */
final class LeaseRoutes {

  private static final int ID_BYTES = 16;
  private static final int LONGEST_PURPOSE = 200;

  private final ModelLeases leases;
  private final ModelVersions versions;
  private final SourceNames sources;
  private final LeaseRules rules;
  private final Secrets secrets;

  LeaseRoutes(
      ModelLeases leases,
      ModelVersions versions,
      SourceNames sources,
      LeaseRules rules,
      Secrets secrets) {
    this.leases = leases;
    this.versions = versions;
    this.sources = sources;
    this.rules = rules;
    this.secrets = secrets;
  }

  /**
   * A lease to take.
   *
   * @param purpose what it is for, for people
   * @param length such as {@code 30m}; null for the configured one
   */
  record LeaseRequest(@Nullable String purpose, @Nullable String length) {}

  /** The new length from now; null for the configured one. */
  record LongerLease(@Nullable String length) {}

  /** Why an operator ends a lease. */
  record LeaseEnding(@Nullable String reason) {}

  List<Route> routes() {
    return List.of(
        Route.of(
            HttpMethod.POST, "/api/v1/models/{source}/{version}/leases", Scope.RUN, this::take),
        Route.read("/api/v1/leases", this::list).with("source"),
        Route.read("/api/v1/leases/{lease}", this::show),
        Route.of(HttpMethod.POST, "/api/v1/leases/{lease}/prolong", Scope.RUN, this::prolong),
        Route.of(HttpMethod.POST, "/api/v1/leases/{lease}/release", Scope.RUN, this::release),
        Route.of(HttpMethod.POST, "/api/v1/leases/{lease}/end", Scope.OPERATE, this::end));
  }

  /**
   * The version is open before the lease is recorded, so that one that is gone is refused; and
   * after it, because it may have been dropped in between.
   */
  private HttpAnswer take(ApiRequest request) {
    var asked = request.body(LeaseRequest.class);
    var purpose = purpose(asked.purpose());
    var length = length(asked.length());
    var source = sources.find(request).id();
    var version = versions.resolve(source, reference(request.path("version")));
    versions.open(source, version);
    var wanted =
        new ModelLease.Request(
            new ModelLease.Id(secrets.hex(ID_BYTES)),
            source,
            version,
            purpose,
            length,
            request.actor());
    return switch (leases.take(wanted, rules.mostOfToken())) {
      case Taking.Taken(var lease) -> {
        openOrRelease(request, lease);
        yield HttpAnswer.created(LeaseView.of(lease));
      }
      case Taking.TooMany(var held) ->
          throw ApiException.conflict(
              "too-many-leases",
              "Token '%s' holds %d leases, the most that one token may hold. Release some, or wait for them to expire"
                  .formatted(request.actor().name(), held));
      case Taking.UnknownVersion() ->
          throw ApiException.notFound("version", source + "/" + version);
      case Taking.UnknownToken() -> throw ApiException.unauthorized();
    };
  }

  private void openOrRelease(ApiRequest request, ModelLease lease) {
    try {
      versions.open(lease.source(), lease.version());
    } catch (RuntimeException e) {
      leases.release(lease.id(), request.actor());
      throw e;
    }
  }

  private static VersionReference reference(String text) {
    return VersionReference.parse(text)
        .orElseThrow(() ->
            ApiException.invalid(
                "version",
                "'version' must be the number of a version, a full commit of 40 hex digits, 'merged', 'realized@PLATFORM' or 'target@PLATFORM', not '%s'"
                    .formatted(text)));
  }

  private static String purpose(@Nullable String text) {
    var purpose = ApiRequest.requireText("purpose", text);
    if (purpose.length() > LONGEST_PURPOSE) {
      throw ApiException.invalid(
          "purpose", "'purpose' is longer than %d characters".formatted(LONGEST_PURPOSE));
    }
    return purpose;
  }

  private Duration length(@Nullable String text) {
    if (text == null) {
      return rules.standard();
    }
    Duration length;
    try {
      length = Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("length", String.valueOf(e.getMessage()));
    }
    if (length.compareTo(rules.longest()) > 0) {
      throw ApiException.invalid(
          "length",
          "'length' must be at most %s. Prolong a lease that is needed longer"
              .formatted(Durations.text(rules.longest())));
    }
    return length;
  }

  private HttpAnswer list(ApiRequest request) {
    var source = request.source();
    sources.requireKnown(source);
    return HttpAnswer.ok(leases.live(source).stream().map(LeaseView::of).toList());
  }

  private HttpAnswer show(ApiRequest request) {
    return HttpAnswer.ok(
        LeaseView.of(id(request).flatMap(leases::find).orElseThrow(() -> unknown(request))));
  }

  private HttpAnswer prolong(ApiRequest request) {
    var length = length(request.body(LongerLease.class).length());
    return changed(
        request, "prolong", id(request).map(id -> leases.prolong(id, length, request.actor())));
  }

  private HttpAnswer release(ApiRequest request) {
    var changing = id(request).map(id -> leases.release(id, request.actor()));
    return changing.isPresent() && changing.get() instanceof Changing.Over(var lease)
        ? HttpAnswer.ok(LeaseView.of(lease))
        : changed(request, "release", changing);
  }

  private HttpAnswer end(ApiRequest request) {
    var reason = ApiRequest.requireText("reason", request.body(LeaseEnding.class).reason());
    return changed(request, "end", id(request).map(id -> leases.end(id, reason, request.actor())));
  }

  private static HttpAnswer changed(ApiRequest request, String verb, Optional<Changing> changing) {
    return switch (changing.orElseThrow(() -> unknown(request))) {
      case Changing.Changed(var lease) -> HttpAnswer.ok(LeaseView.of(lease));
      case Changing.Over(var lease) ->
          throw ApiException.conflict(
              "lease-over",
              "Cannot %s lease '%s', because it %s. Take another"
                  .formatted(verb, lease.id(), ending(lease)));
      case Changing.NotHeld(var lease) ->
          throw ApiException.of(
              ApiException.Status.FORBIDDEN,
              "lease-of-another",
              "Cannot %s lease '%s', because token '%s' holds it. An operator ends it with 'trueup leases end'"
                  .formatted(verb, lease.id(), lease.holder()));
      case Changing.Unknown() -> throw unknown(request);
    };
  }

  private static String ending(ModelLease lease) {
    var by = lease.endedBy();
    return by == null
        ? "expired at " + lease.endedAt()
        : "was ended by token '%s' at %s".formatted(by, lease.endedAt());
  }

  private static Optional<ModelLease.Id> id(ApiRequest request) {
    var text = request.path("lease");
    return ModelLease.Id.isPossible(text) ? Optional.of(new ModelLease.Id(text)) : Optional.empty();
  }

  private static ApiException unknown(ApiRequest request) {
    return ApiException.notFound("lease", request.path("lease"));
  }
}
