package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.view.JointAnswerView;
import io.trueup.listener.daemon.view.NodeAnswerView;
import io.trueup.listener.daemon.view.RecordedRunView;
import io.trueup.listener.daemon.view.RunAnswerView;
import io.trueup.listener.engine.Secrets;
import io.trueup.listener.engine.nodetime.NodeTime.Answer.Go;
import io.trueup.listener.engine.nodetime.NodeTime.Answer.Retire;
import io.trueup.listener.engine.nodetime.NodeTime.Answer.Unknown;
import io.trueup.listener.engine.nodetime.NodeTime.Answer.Wait;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.DuplicateRunException;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.Runs.Change;
import io.trueup.statestore.Runs.Joining;
import io.trueup.statestore.StateStore;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The route by which jobs begin runs: on one node, on several, or on those of a platform's job. */
final class BeginRoutes {

  private static final Duration MARGIN = Duration.ofSeconds(30);
  private static final int RUN_BYTES = 16;

  private final JobRuns jobs;
  private final JobBegins begins;
  private final RunAccess access;
  private final StateStore store;
  private final PlatformNames names;
  private final Secrets secrets;

  BeginRoutes(
      JobRuns jobs, JobBegins begins, StateStore store, PlatformNames names, Secrets secrets) {
    this.jobs = jobs;
    this.begins = begins;
    this.access = new RunAccess(store);
    this.store = store;
    this.names = names;
    this.secrets = secrets;
  }

  /**
   * A job at its start.
   *
   * @param platform {@code source/name}, or the name alone where only one source has it
   * @param node the node that the job works for; null when {@code nodes} names several
   * @param nodes the nodes that one run covers; null when {@code node} names one. Without either,
   *     the run covers the nodes of the platform's job with the key {@code job}
   * @param allOrNone whether no node begins when one has to wait; null means so
   * @param fingerprint the one with which the job last ran; null on its first start
   * @param run an id that the job chose; null for one that the daemon chooses
   * @param length such as {@code 30m}; null for the configured one
   * @param fingerprints for a job's key, by node: the one with which it last ran
   * @param nodesTag for a job's key, that of the nodes that the caller knows; null for none
   */
  record BeginRequest(
      @Nullable String platform,
      @Nullable String node,
      @Nullable List<NodeRequest> nodes,
      @Nullable Boolean allOrNone,
      @Nullable String fingerprint,
      @Nullable String job,
      @Nullable String run,
      @Nullable String length,
      @Nullable Map<String, @Nullable String> fingerprints,
      @Nullable String nodesTag) {}

  /** A node of a run that covers several. */
  record NodeRequest(@Nullable String node, @Nullable String fingerprint) {}

  List<Route> routes() {
    return List.of(
        Route.of(HttpMethod.POST, "/api/v1/runs", Scope.RUN, this::begin)
            .within(jobs.reconcileWithin().plus(MARGIN))
            .withBodyOf(RunRoutes.MOST_BODY));
  }

  private HttpAnswer begin(ApiRequest request) {
    var asked = request.body(BeginRequest.class);
    var id = id(asked.run());
    try {
      if (asked.node() == null && asked.nodes() == null) {
        return beginJob(request, asked, id);
      }
      if (asked.fingerprints() != null || asked.nodesTag() != null) {
        throw ApiException.invalid(
            asked.fingerprints() != null ? "fingerprints" : "nodesTag",
            "'fingerprints' and 'nodesTag' are only for a begin by the job's key, without 'node'"
                + " and 'nodes'");
      }
      return asked.nodes() == null
          ? beginOne(request, asked, id)
          : beginSeveral(request, asked, asked.nodes(), id);
    } catch (DuplicateRunException _) {
      throw duplicate(request, id);
    }
  }

  private RunId id(@Nullable String chosen) {
    if (chosen == null) {
      return new RunId(secrets.hex(RUN_BYTES));
    }
    if (!RunRoutes.RUN.matcher(chosen).matches()) {
      throw ApiException.invalid(
          "run", "'run' must be 32 lower-case hex digits that cannot be guessed, or left out");
    }
    return new RunId(chosen);
  }

  private RunRequest request(
      ApiRequest request,
      BeginRequest asked,
      RunId id,
      @Nullable String node,
      @Nullable String ran) {
    return new RunRequest(
        id,
        names.id(ApiRequest.requireText("platform", asked.platform())),
        new NodeKey(ApiRequest.requireText("node", node)),
        fingerprint(ran),
        ApiRequest.requireText("job", asked.job()),
        jobs.length(asked.length()),
        jobs.reconcileWithin(),
        request.actor());
  }

  private HttpAnswer beginOne(ApiRequest request, BeginRequest asked, RunId id) {
    if (asked.allOrNone() != null) {
      throw ApiException.invalid("allOrNone", "'allOrNone' is only for 'nodes'");
    }
    var run = request(request, asked, id, asked.node(), asked.fingerprint());
    return switch (jobs.nodeTime().begin(run)) {
      case Go go -> HttpAnswer.ok(RunAnswerView.of(go));
      case Retire retire -> HttpAnswer.ok(RunAnswerView.of(retire));
      case Wait wait -> {
        var view = RunAnswerView.of(wait);
        yield HttpAnswer.ok(view).with("Retry-After", String.valueOf(view.retryAfterSeconds()));
      }
      case Unknown(var reason) -> throw unknown(run, reason);
    };
  }

  /** There is no such platform, which is said with suggestions, or it has no such node. */
  private ApiException unknown(RunRequest run, String reason) {
    names.find(run.platform().toString());
    return ApiException.of(
        ApiException.Status.NOT_FOUND,
        "unknown-node",
        "%s: '%s' on '%s'".formatted(reason, run.node(), run.platform()));
  }

  private HttpAnswer beginSeveral(
      ApiRequest request, BeginRequest asked, List<NodeRequest> nodes, RunId id) {
    if (asked.node() != null || asked.fingerprint() != null) {
      throw ApiException.invalid(
          "nodes", "Give either 'node' with 'fingerprint', or 'nodes' with one for each, not both");
    }
    if (nodes.isEmpty() || nodes.size() > RunRoutes.MOST_NODES) {
      throw ApiException.invalid(
          "nodes",
          "'nodes' must name 1 to %d nodes, not %d".formatted(RunRoutes.MOST_NODES, nodes.size()));
    }
    var runs = new ArrayList<RunRequest>();
    var seen = new HashSet<String>();
    for (var node : nodes) {
      if (node == null || !seen.add(ApiRequest.requireText("node", node.node()))) {
        throw ApiException.invalid(
            "nodes",
            "'nodes' must name each node once, as an object with 'node'%s"
                .formatted(node == null ? "" : "; '%s' comes twice".formatted(node.node())));
      }
      runs.add(
          request(
              request, asked, new RunId(secrets.hex(RUN_BYTES)), node.node(), node.fingerprint()));
    }
    return answer(joint(runs, asked, id));
  }

  /** The nodes that the job has now, whichever the caller knows. */
  private HttpAnswer beginJob(ApiRequest request, BeginRequest asked, RunId id) {
    if (asked.fingerprint() != null) {
      throw ApiException.invalid(
          "fingerprint",
          "A begin by the job's key takes 'fingerprints', an object with one for each node");
    }
    var fingerprints =
        asked.fingerprints() == null ? Map.<String, String>of() : asked.fingerprints();
    var job = begins.find(asked.platform(), asked.job());
    var runs = new ArrayList<RunRequest>();
    for (var node : job.nodes()) {
      runs.add(
          request(
              request,
              asked,
              new RunId(secrets.hex(RUN_BYTES)),
              node.value(),
              fingerprints.get(node.value())));
    }
    var known = asked.nodesTag();
    var view = joint(runs, asked, id).ofJob(job.tag(), known != null && !known.equals(job.tag()));
    if (view.run() == null || begins.isSame(job)) {
      return answer(view);
    }
    var _ = jobs.nodeTime().change(new Change.End(id, Set.of(), null, false));
    return answer(
        view.undone(
            "The job's nodes changed while it began. Begin it again, with another run id", 1));
  }

  private JointAnswerView joint(List<RunRequest> runs, BeginRequest asked, RunId id) {
    var isAllOrNone = !Boolean.FALSE.equals(asked.allOrNone());
    var joining = isAllOrNone ? Joining.ALL_OR_NONE : Joining.EACH;
    var answers = jobs.nodeTime().beginTogether(id, runs, joining);
    var views = new ArrayList<NodeAnswerView>();
    for (var i = 0; i < answers.size(); i++) {
      if (answers.get(i) instanceof Unknown(var reason) && isAllOrNone) {
        throw unknown(runs.get(i), reason);
      }
      views.add(NodeAnswerView.of(runs.get(i).node().value(), answers.get(i)));
    }
    if (views.stream().allMatch(it -> it.action() == null)) {
      throw unknown(runs.getFirst(), views.getFirst().reason());
    }
    return JointAnswerView.of(id.value(), joining, views);
  }

  private static HttpAnswer answer(JointAnswerView view) {
    var answer = HttpAnswer.ok(view);
    return view.retryAfterSeconds() == null
        ? answer
        : answer.with("Retry-After", String.valueOf(view.retryAfterSeconds()));
  }

  /** What the run is that has the id, and how its job goes on. */
  private ApiException duplicate(ApiRequest request, RunId id) {
    var parts = store.runs().recorded(id);
    if (parts.isEmpty() || !access.mayChange(request.actor(), parts)) {
      return ApiException.conflict(
          "run-exists", "There is another run '%s'. Begin with another id".formatted(id));
    }
    var view = RecordedRunView.of(parts);
    var isLive = view.state().isLive();
    return ApiException.conflict(
        "run-exists",
        "Run '%s' of job '%s' began at %s and is %s. %s"
            .formatted(
                id,
                view.job(),
                view.nodes().getFirst().beganAt(),
                view.state(),
                isLive
                    ? "If it is yours, read its answer with GET /api/v1/runs/%s and go on; else begin with another id"
                        .formatted(id)
                    : "Begin with another id"));
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
}
