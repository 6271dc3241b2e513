package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.view.RunAnswerView;
import io.trueup.listener.daemon.view.RunView;
import io.trueup.listener.engine.Secrets;
import io.trueup.listener.engine.nodetime.NodeTime.Answer.Go;
import io.trueup.listener.engine.nodetime.NodeTime.Answer.Retire;
import io.trueup.listener.engine.nodetime.NodeTime.Answer.Unknown;
import io.trueup.listener.engine.nodetime.NodeTime.Answer.Wait;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.schedule.Durations;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.Runs;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Routes by which jobs begin, prolong and end runs. */
final class RunRoutes {

  private static final Pattern RUN = Pattern.compile("[0-9a-f]{32}");
  private static final int RUN_BYTES = 16;
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private final JobRuns jobs;
  private final Runs runs;
  private final PlatformNames names;
  private final Secrets secrets;

  RunRoutes(JobRuns jobs, Runs runs, PlatformNames names, Secrets secrets) {
    this.jobs = jobs;
    this.runs = runs;
    this.names = names;
    this.secrets = secrets;
  }

  /**
   * A job at its start.
   *
   * @param platform {@code source/name}, or the name alone where only one source has it
   * @param fingerprint the one with which the job last ran; null on its first start
   * @param length such as {@code 30m}; null for the configured one
   */
  record BeginRequest(
      @Nullable String platform,
      @Nullable String node,
      @Nullable String fingerprint,
      @Nullable String job,
      @Nullable String length) {}

  /** The new length from now; null for the configured one. */
  record ProlongRequest(@Nullable String length) {}

  /** How a run ended. */
  record EndRequest(@Nullable Outcome outcome) {}

  /** How a job ended. */
  enum Outcome {
    succeeded,
    failed
  }

  List<Route> routes() {
    return List.of(
        Route.of(HttpMethod.POST, "/api/v1/runs", Scope.RUN, this::begin)
            .within(jobs.reconcileWithin().plus(MARGIN)),
        Route.of(HttpMethod.POST, "/api/v1/runs/{run}/prolong", Scope.RUN, this::prolong),
        Route.of(HttpMethod.POST, "/api/v1/runs/{run}/end", Scope.RUN, this::end));
  }

  private HttpAnswer begin(ApiRequest request) {
    var asked = request.body(BeginRequest.class);
    var node = ApiRequest.requireText("node", asked.node());
    var job = ApiRequest.requireText("job", asked.job());
    var lastRan = fingerprint(asked.fingerprint());
    var length = length(asked.length());
    var platform = names.find(ApiRequest.requireText("platform", asked.platform())).id();
    var run =
        new RunRequest(
            new RunId(secrets.hex(RUN_BYTES)),
            platform,
            new NodeKey(node),
            lastRan,
            job,
            length,
            jobs.reconcileWithin(),
            request.actor());
    return switch (jobs.nodeTime().begin(run)) {
      case Go go -> HttpAnswer.ok(RunAnswerView.of(go));
      case Retire retire -> HttpAnswer.ok(RunAnswerView.of(retire));
      case Wait wait -> {
        var view = RunAnswerView.of(wait);
        yield HttpAnswer.ok(view).with("Retry-After", String.valueOf(view.retryAfterSeconds()));
      }
      case Unknown(var reason) ->
          throw ApiException.of(
              ApiException.Status.NOT_FOUND,
              "unknown-node",
              "%s: '%s' on '%s'".formatted(reason, node, platform));
    };
  }

  private static @Nullable Fingerprint fingerprint(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      return Fingerprint.parse(text);
    } catch (IllegalArgumentException _) {
      throw ApiException.invalid(
          "fingerprint", "'fingerprint' must be the 32 hex digits of an earlier answer");
    }
  }

  private Duration length(@Nullable String text) {
    if (text == null) {
      return jobs.length();
    }
    Duration length;
    try {
      length = Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("length", String.valueOf(e.getMessage()));
    }
    if (length.compareTo(LONGEST) > 0) {
      throw ApiException.invalid(
          "length", "'length' must be at most 7d. Prolong a run that takes longer");
    }
    return length;
  }

  private HttpAnswer prolong(ApiRequest request) {
    var length = length(request.body(ProlongRequest.class).length());
    var run = find(request);
    var prolonged = jobs.nodeTime().prolong(run.id(), length);
    return HttpAnswer.ok(
        RunView.of(
            prolonged.orElseThrow(() ->
                ApiException.conflict(
                    "run-over",
                    "Cannot prolong run '%s', because it has ended. Begin another"
                        .formatted(run.id())))));
  }

  private HttpAnswer end(ApiRequest request) {
    var outcome = request.body(EndRequest.class).outcome();
    if (outcome == null) {
      throw ApiException.invalid("outcome", "'outcome' is required: succeeded or failed");
    }
    var asked = outcome == Outcome.succeeded ? Run.State.SUCCEEDED : Run.State.FAILED;
    var run = find(request);
    var ended =
        jobs.nodeTime()
            .end(run.id(), outcome == Outcome.succeeded)
            .orElseThrow(() -> ApiException.notFound("run", run.id().value()));
    if (ended.state() != asked && ended.answer() != Run.Answer.RETIRE) {
      throw ApiException.conflict(
          "run-over",
          "Cannot end run '%s', because it has already ended: it is %s"
              .formatted(run.id(), ended.state()));
    }
    return HttpAnswer.ok(RunView.of(ended));
  }

  private Run find(ApiRequest request) {
    var text = request.path("run");
    var run = new RunId(text);
    return (RUN.matcher(text).matches() ? runs.find(run) : java.util.Optional.<Run>empty())
        .orElseThrow(() -> ApiException.notFound("run", text));
  }
}
