package io.trueup.listener.api;

import io.trueup.listener.api.view.SourceView;
import io.trueup.listener.api.view.SyncView;
import io.trueup.listener.api.view.SyncView.Outcome;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.StateStore;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What operators do to sources. */
final class SourceRoutes {

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{8,40}");

  private final OperatorContext context;

  SourceRoutes(OperatorContext context) {
    this.context = context;
  }

  /** Which head, and why; its first eight digits are enough. */
  record Acknowledgement(@Nullable String commit, @Nullable String reason) {}

  List<Route> routes() {
    return List.of(
        Route.of(HttpMethod.POST, "/api/v1/sources/{source}/sync", Scope.OPERATE, this::sync),
        Route.of(
            HttpMethod.PUT,
            "/api/v1/sources/{source}/acknowledge",
            Scope.OPERATE,
            this::acknowledge));
  }

  private Answer sync(Request request) {
    var source = find(request).id();
    context.store().sources().request(source);
    context.pokeSource().accept(source);
    return Answer.ok(
        new SyncView(
            source.value(), Outcome.REQUESTED, "Source '%s' is looked at now".formatted(source)));
  }

  private Answer acknowledge(Request request) {
    var asked = request.body(Acknowledgement.class);
    var commit = Request.required("commit", asked.commit()).toLowerCase(Locale.ROOT);
    var reason = Request.required("reason", asked.reason());
    if (!COMMIT.matcher(commit).matches()) {
      throw ApiException.invalid(
          "commit", "'commit' is 8 to 40 hex digits, not '%s'".formatted(commit));
    }
    var source = find(request);
    var head = head(source, commit);
    if (!head.equals(source.acknowledged())) {
      context.store().sources().acknowledge(source.id(), head, request.actor(), reason);
      context.pokeSource().accept(source.id());
    }
    return Answer.ok(SourceView.of(find(request)));
  }

  /** The head that was meant, when acknowledging it can have an effect. */
  private static CommitId head(SourceState source, String commit) {
    if (source.health() != Health.BLOCKED) {
      throw ApiException.conflict(
          "not-blocked",
          "Source '%s' is %s and not blocked: there is no head to acknowledge"
              .formatted(source.id(), source.health().name().toLowerCase(Locale.ROOT)));
    }
    var head = source.head();
    if (head == null || !head.value().startsWith(commit)) {
      throw ApiException.conflict(
          "not-the-head",
          "Commit %s is not the head of source '%s', which is %s"
              .formatted(commit, source.id(), head == null ? "missing" : head));
    }
    return head;
  }

  private SourceState find(Request request) {
    return find(context.store(), Request.source("source", request.path("source")));
  }

  private static SourceState find(StateStore store, SourceId source) {
    return store
        .sources()
        .find(source)
        .orElseThrow(() -> ApiException.notFound("source", source.value()));
  }

  /** Refuses a source that is not known; no source at all is fine. */
  static void known(StateStore store, @Nullable SourceId source) {
    if (source != null) {
      find(store, source);
    }
  }
}
