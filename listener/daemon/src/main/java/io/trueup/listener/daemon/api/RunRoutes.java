package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.view.RecordedRunView;
import io.trueup.listener.daemon.view.RunView;
import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.Runs.Change;
import io.trueup.statestore.Runs.ChangeOutcome;
import io.trueup.statestore.Runs.Changed;
import io.trueup.statestore.StateStore;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Routes by which jobs prolong, end and read runs. */
final class RunRoutes {

  static final Pattern RUN = Pattern.compile("[0-9a-f]{32}");

  /** Of one run. */
  static final int MOST_NODES = 1000;

  static final int MOST_BODY = 1 << 20;

  private final JobRuns jobs;
  private final StateStore store;
  private final RunAccess access;

  RunRoutes(JobRuns jobs, StateStore store) {
    this.jobs = jobs;
    this.store = store;
    this.access = new RunAccess(store);
  }

  /**
   * The new length from now; null for the configured one.
   *
   * @param nodes those of the run's nodes that are meant; null for all
   */
  record ProlongRequest(@Nullable String length, @Nullable List<String> nodes) {}

  /**
   * How a run ended.
   *
   * @param nodes those of the run's nodes that are meant; null for all
   */
  record EndRequest(@Nullable Outcome outcome, @Nullable List<String> nodes) {}

  /** How a job ended. */
  enum Outcome {
    succeeded,
    failed
  }

  List<Route> routes() {
    return List.of(
        Route.of(HttpMethod.GET, "/api/v1/runs/{run}", Scope.RUN, this::show),
        Route.of(HttpMethod.POST, "/api/v1/runs/{run}/prolong", Scope.RUN, this::prolong)
            .withBodyOf(MOST_BODY),
        Route.of(HttpMethod.POST, "/api/v1/runs/{run}/end", Scope.RUN, this::end)
            .withBodyOf(MOST_BODY));
  }

  private HttpAnswer show(ApiRequest request) {
    var run = run(request);
    var parts = store.runs().recorded(run);
    if (parts.isEmpty()) {
      throw ApiException.notFound("run", run.value());
    }
    if (!access.mayChange(request.actor(), parts)) {
      throw ofAnotherToken(run);
    }
    return HttpAnswer.ok(RecordedRunView.of(parts));
  }

  private HttpAnswer prolong(ApiRequest request) {
    var asked = request.body(ProlongRequest.class);
    var length = jobs.length(asked.length());
    var run = run(request);
    var nodes = nodes(asked.nodes());
    var changed = change(request, run, token -> new Change.Prolong(run, nodes, token, length));
    if (changed.outcome() == ChangeOutcome.OVER) {
      throw ApiException.conflict(
          "run-over",
          "Cannot prolong run '%s', because it has ended. Begin another".formatted(run));
    }
    return answer(run, changed);
  }

  private HttpAnswer end(ApiRequest request) {
    var asked = request.body(EndRequest.class);
    if (asked.outcome() == null) {
      throw ApiException.invalid("outcome", "'outcome' is required: succeeded or failed");
    }
    var hasSucceeded = asked.outcome() == Outcome.succeeded;
    var state = hasSucceeded ? Run.State.SUCCEEDED : Run.State.FAILED;
    var run = run(request);
    var nodes = nodes(asked.nodes());
    var changed = change(request, run, token -> new Change.End(run, nodes, token, hasSucceeded));
    var other =
        changed.runs().stream()
            .filter(it -> it.state() != state && it.answer() != Run.Answer.RETIRE)
            .findFirst();
    if (changed.outcome() == ChangeOutcome.OVER && other.isPresent()) {
      throw ApiException.conflict(
          "run-over",
          "Cannot end run '%s', because it has already ended: it is %s"
              .formatted(run, other.get().state()));
    }
    return answer(run, changed);
  }

  /** Changes a run that the caller may change. */
  private Changed change(ApiRequest request, RunId run, Function<@Nullable String, Change> change) {
    var changed = jobs.nodeTime().change(change.apply(request.actor().name()));
    if (changed.outcome() == ChangeOutcome.OF_ANOTHER_TOKEN) {
      if (!access.mayOperate(request.actor())) {
        throw ofAnotherToken(run);
      }
      changed = jobs.nodeTime().change(change.apply(null));
    }
    if (changed.outcome() == ChangeOutcome.UNKNOWN) {
      throw store.runs().find(run).isEmpty()
          ? ApiException.notFound("run", run.value())
          : ApiException.invalid(
              "nodes", "Run '%s' does not cover all of these nodes".formatted(run));
    }
    return changed;
  }

  private static ApiException ofAnotherToken(RunId run) {
    return ApiException.of(
        ApiException.Status.FORBIDDEN,
        "run-of-another-token",
        "Run '%s' began with another token. Use that token, or one with scope OPERATE"
            .formatted(run));
  }

  private HttpAnswer answer(RunId run, Changed changed) {
    var first = changed.runs().getFirst();
    return HttpAnswer.ok(
        first.partOf() == null
            ? RunView.of(first)
            : RecordedRunView.of(store.runs().recorded(run)));
  }

  private static Set<NodeKey> nodes(@Nullable List<String> nodes) {
    if (nodes == null) {
      return Set.of();
    }
    if (nodes.isEmpty() || nodes.size() > MOST_NODES) {
      throw ApiException.invalid(
          "nodes",
          "'nodes' must name 1 to %d nodes of the run, or be left out".formatted(MOST_NODES));
    }
    var keys = new TreeSet<NodeKey>();
    nodes.forEach(it -> keys.add(new NodeKey(ApiRequest.requireText("nodes", it))));
    return keys;
  }

  private static RunId run(ApiRequest request) {
    var text = request.path("run");
    if (!RUN.matcher(text).matches()) {
      throw ApiException.notFound("run", text);
    }
    return new RunId(text);
  }
}
