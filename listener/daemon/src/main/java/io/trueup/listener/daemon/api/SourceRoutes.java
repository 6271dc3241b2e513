package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.status.StatusReader;
import io.trueup.listener.daemon.view.SourceView;
import io.trueup.listener.daemon.view.SyncView;
import io.trueup.listener.daemon.view.SyncView.Outcome;
import io.trueup.model.verdict.ChangeDigest;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.Sources;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Routes by which operators steer sources. */
final class SourceRoutes {

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{8,40}");

  private final Sources sources;
  private final SourceNames names;
  private final StatusReader reader;
  private final Supplier<Instant> now;
  private final Consumer<SourceId> poke;

  /**
   * Routes over the sources of one store.
   *
   * @param now the store's clock; blocks
   */
  SourceRoutes(
      Sources sources,
      SourceNames names,
      StatusReader reader,
      Supplier<Instant> now,
      Consumer<SourceId> poke) {
    this.sources = sources;
    this.names = names;
    this.reader = reader;
    this.now = now;
    this.poke = poke;
  }

  /** A head, by at least its first eight digits, and the reason to acknowledge it. */
  record AcknowledgeRequest(@Nullable String commit, @Nullable String reason) {}

  /**
   * A change, and the reason to approve it.
   *
   * @param commit the rejected head, by its first digits; null with {@code change}
   * @param change the digest of a change; null with {@code commit}
   */
  record ApproveRequest(
      @Nullable String commit, @Nullable String change, @Nullable String reason) {}

  List<Route> routes() {
    return List.of(
        Route.of(HttpMethod.POST, "/api/v1/sources/{source}/sync", Scope.OPERATE, this::sync),
        Route.of(
            HttpMethod.PUT,
            "/api/v1/sources/{source}/acknowledge",
            Scope.OPERATE,
            this::acknowledge),
        Route.of(HttpMethod.PUT, "/api/v1/sources/{source}/approve", Scope.OPERATE, this::approve),
        Route.of(
            HttpMethod.PUT, "/api/v1/sources/{source}/withdraw", Scope.OPERATE, this::withdraw),
        Route.of(HttpMethod.PUT, "/api/v1/sources/{source}/forget", Scope.OPERATE, this::forget));
  }

  private HttpAnswer forget(ApiRequest request) {
    var reason =
        ApiRequest.requireText("reason", request.body(PlatformRoutes.ReasonRequest.class).reason());
    var source = names.find(request);
    if (!sources.forget(source.id(), request.actor(), reason)) {
      throw ApiException.conflict(
          "not-detached",
          "Cannot forget source '%s', because the configuration still has it. Remove it there and restart the daemon first"
              .formatted(source.id()));
    }
    return HttpAnswer.ok(SourceView.of(source, null, null, null, null));
  }

  private HttpAnswer sync(ApiRequest request) {
    var source = names.find(request).id();
    sources.requestNow(source, request.actor(), reason(request));
    poke.accept(source);
    return HttpAnswer.ok(
        new SyncView(source.value(), Outcome.REQUESTED, refreshMessage(names.find(request))));
  }

  /** Optional: the audit entry itself says that an operator requested a refresh. */
  private static String reason(ApiRequest request) {
    var given =
        request.hasBody() ? request.body(PlatformRoutes.ReasonRequest.class).reason() : null;
    return given == null
        ? "an operator requested a refresh"
        : ApiRequest.requireText("reason", given);
  }

  private String refreshMessage(SourceState source) {
    var retryAt = source.retryAt();
    return retryAt == null || !retryAt.isAfter(now.get())
        ? "Refresh of source '%s' requested".formatted(source.id())
        : "Refresh of source '%s' requested. It starts at %s at the earliest, because the last one failed"
            .formatted(source.id(), retryAt.truncatedTo(ChronoUnit.SECONDS));
  }

  private HttpAnswer acknowledge(ApiRequest request) {
    var asked = request.body(AcknowledgeRequest.class);
    var commit = commit(asked.commit());
    var reason = ApiRequest.requireText("reason", asked.reason());
    var source = names.find(request);
    requireBlockedBy(source, commit);
    if (!Objects.equals(source.head(), source.acknowledged())) {
      if (!sources.acknowledge(source, request.actor(), reason)) {
        throw ApiException.conflict(
            "not-the-head",
            "Cannot acknowledge the head of source '%s', because the source has just changed. See 'trueup status'"
                .formatted(source.id()));
      }
      poke.accept(source.id());
    }
    return HttpAnswer.ok(reader.source(names.find(request)));
  }

  /** Refuses a commit whose acknowledgement would have no effect, or not the intended one. */
  private static void requireBlockedBy(SourceState source, String commit) {
    if (source.health() != Health.BLOCKED) {
      throw ApiException.conflict(
          "not-blocked",
          "Cannot acknowledge a head of source '%s', because the source is %s, not blocked"
              .formatted(source.id(), source.health().name().toLowerCase(Locale.ROOT)));
    }
    var head = source.head();
    if (head == null) {
      throw ApiException.conflict(
          "no-head",
          "Cannot acknowledge a head of source '%s', because it has none. %s"
              .formatted(source.id(), source.reason()));
    }
    if (!head.value().startsWith(commit)) {
      throw ApiException.conflict(
          "not-the-head",
          "Cannot use commit %s, because the head of source '%s' is %s"
              .formatted(commit, source.id(), head));
    }
  }

  private HttpAnswer approve(ApiRequest request) {
    var asked = request.body(ApproveRequest.class);
    var reason = ApiRequest.requireText("reason", asked.reason());
    if ((asked.commit() == null) == (asked.change() == null)) {
      throw ApiException.invalid(
          "commit",
          "Give either 'commit', for the rejected head, or 'change', as 'trueup check' shows it");
    }
    var source = names.find(request);
    var change = asked.change() == null ? changeOfHead(source, asked.commit()) : change(asked);
    if (!sources.approve(source, change, request.actor(), reason)) {
      throw ApiException.conflict(
          "another-version",
          source.accepted() == 0
              ? "Cannot approve a change of source '%s', because it has no accepted version to be compatible with"
                  .formatted(source.id())
              : "Cannot approve the change of source '%s', because the source has just changed. See 'trueup status'"
                  .formatted(source.id()));
    }
    poke.accept(source.id());
    return HttpAnswer.ok(reader.source(names.find(request)));
  }

  private static ChangeDigest change(ApproveRequest asked) {
    try {
      return new ChangeDigest(ApiRequest.requireText("change", asked.change()));
    } catch (IllegalArgumentException _) {
      throw ApiException.invalid(
          "change",
          "'change' must be the 64 hex digits that 'trueup check' shows, not '%s'"
              .formatted(asked.change()));
    }
  }

  /** The change of a rejected head that only compatibility rejects. */
  private static ChangeDigest changeOfHead(SourceState source, @Nullable String asked) {
    var commit = commit(asked);
    var head = source.head();
    if (head == null || !head.value().startsWith(commit)) {
      throw ApiException.conflict(
          "not-the-head",
          "Cannot use commit %s, because the head of source '%s' is %s"
              .formatted(commit, source.id(), head == null ? "missing" : head));
    }
    if (!source.isHeadRejected()) {
      throw ApiException.conflict(
          "not-rejected",
          "Cannot approve commit %s of source '%s', because it is not rejected"
              .formatted(head.abbreviated(), source.id()));
    }
    var change = source.checkedChange();
    if (change == null) {
      throw ApiException.conflict(
          "not-approvable",
          "Cannot approve commit %s of source '%s', because more than compatibility rejects it. See 'trueup versions --source %s'"
              .formatted(head.abbreviated(), source.id(), source.id()));
    }
    return change;
  }

  private HttpAnswer withdraw(ApiRequest request) {
    var reason =
        ApiRequest.requireText("reason", request.body(PlatformRoutes.ReasonRequest.class).reason());
    var source = names.find(request);
    if (!sources.withdrawApproval(source.id(), request.actor(), reason)) {
      throw ApiException.conflict(
          "not-approved",
          "Cannot withdraw the approval of source '%s', because it has none"
              .formatted(source.id()));
    }
    return HttpAnswer.ok(reader.source(names.find(request)));
  }

  private static String commit(@Nullable String asked) {
    var commit = ApiRequest.requireText("commit", asked).toLowerCase(Locale.ROOT);
    if (!COMMIT.matcher(commit).matches()) {
      throw ApiException.invalid(
          "commit", "'commit' must be 8 to 40 hex digits, not '%s'".formatted(commit));
    }
    return commit;
  }
}
