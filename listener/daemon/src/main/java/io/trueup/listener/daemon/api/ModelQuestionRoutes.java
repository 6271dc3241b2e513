package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.api.QuestionAnswers.Lasting;
import io.trueup.listener.daemon.question.AnswerList;
import io.trueup.listener.daemon.question.ContainerAnswer;
import io.trueup.listener.daemon.question.DatasetAnswer;
import io.trueup.listener.daemon.question.DatastoreAnswer;
import io.trueup.listener.daemon.question.Dependents;
import io.trueup.listener.daemon.question.EcosystemAnswer;
import io.trueup.listener.daemon.question.ModelQuestions;
import io.trueup.listener.daemon.question.NodeAnswer;
import io.trueup.listener.daemon.question.PlatformAnswer;
import io.trueup.listener.daemon.question.TeamAnswer;
import io.trueup.listener.daemon.question.VersionAnswer;
import io.trueup.listener.daemon.question.WorkspaceAnswer;
import io.trueup.listener.daemon.question.ZoneAnswer;
import io.trueup.listener.engine.snapshot.ModelVersion;
import io.trueup.listener.engine.snapshot.ModelVersions;
import io.trueup.listener.engine.snapshot.VersionReference;
import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Routes that answer questions about one version of a model. One thing of a version that is open is
 * answered on the event loop; lists are sent at the pace of their client.
 */
final class ModelQuestionRoutes {

  private static final String ROOT = "/api/v1/models/{source}/{version}";

  /** A list of half a million datasets over a slow line. */
  private static final Duration LONGEST = Duration.ofHours(12);

  private final ModelVersions versions;
  private final QuestionAnswers answers;

  ModelQuestionRoutes(ModelVersions versions, QuestionAnswers answers) {
    this.versions = versions;
    this.answers = answers;
  }

  List<Route> routes() {
    return Stream.concat(
            questions().stream(), new ModelDiffRoutes(versions, answers).routes().stream())
        .toList();
  }

  private List<Route> questions() {
    return List.of(
        one("", VersionAnswer.class, (it, _) -> it.version()),
        one("/ecosystem", EcosystemAnswer.class, (it, _) -> it.ecosystem()),
        list("/zones", (it, _) -> it.zones()),
        one("/zones/{zone}", ZoneAnswer.class, (it, asked) -> it.zone(asked.path("zone"))),
        list("/teams", (it, _) -> it.teams()),
        one(
            "/teams/{zone}/{team}",
            TeamAnswer.class,
            (it, asked) -> it.team(asked.path("zone") + "/" + asked.path("team"))),
        list("/containers", (it, _) -> it.containers()),
        one(
            "/containers/{zone}/{team}/{container}",
            ContainerAnswer.class,
            (it, asked) ->
                it.container(
                    String.join(
                        "/", asked.path("zone"), asked.path("team"), asked.path("container")))),
        list("/stores", (it, _) -> it.stores()),
        one("/stores/{store}", DatastoreAnswer.class, (it, asked) -> it.store(asked.path("store"))),
        list(
            "/stores/{store}/datasets",
            (it, asked) -> it.datasets(asked.path("store"), asked.query("container")),
            "container"),
        one(
            "/stores/{store}/datasets/{dataset}",
            DatasetAnswer.class,
            (it, asked) ->
                it.dataset(asked.path("store"), asked.path("dataset"), asked.query("container")),
            "container"),
        slow(
            "/stores/{store}/dependents",
            (it, asked) -> it.dependents().ofStore(asked.path("store"))),
        slow(
            "/stores/{store}/datasets/{dataset}/dependents",
            (it, asked) -> it.dependents().ofDataset(asked.path("store"), asked.path("dataset"))),
        slow(
            "/platforms/{platform}/nodes/{node}/dependents",
            (it, asked) -> it.dependents().ofNode(asked.path("platform"), asked.path("node"))),
        list("/workspaces", (it, _) -> it.workspaces()),
        one(
            "/workspaces/{workspace}",
            WorkspaceAnswer.class,
            (it, asked) -> it.workspace(asked.path("workspace"))),
        list("/groups", (it, _) -> it.groups()),
        one(
            "/workspaces/{workspace}/groups/{group}",
            WorkspaceAnswer.GroupAnswer.class,
            (it, asked) -> it.group(asked.path("workspace"), asked.path("group"))),
        list(
            "/workspaces/{workspace}/groups/{group}/datasets",
            (it, asked) -> it.sinks(asked.path("workspace"), asked.path("group"))),
        list("/transformers", (it, _) -> it.transformers()),
        one(
            "/transformers/{workspace}",
            WorkspaceAnswer.TransformerAnswer.class,
            (it, asked) -> it.transformer(asked.path("workspace"))),
        list("/platforms", (it, _) -> it.platforms()),
        one(
            "/platforms/{platform}",
            PlatformAnswer.class,
            (it, asked) -> it.platform(asked.path("platform"))),
        one(
            "/platforms/{platform}/graph",
            PlatformAnswer.GraphAnswer.class,
            (it, asked) -> it.graphs().graph(asked.path("platform"))),
        list(
            "/platforms/{platform}/nodes",
            (it, asked) -> it.graphs().nodes(asked.path("platform"), asked.query("kind")),
            "kind"),
        one(
            "/platforms/{platform}/nodes/{node}",
            NodeAnswer.class,
            (it, asked) -> it.graphs().node(asked.path("platform"), asked.path("node"))),
        list(
            "/platforms/{platform}/nodes/{node}/inputs",
            (it, asked) -> it.graphs().inputs(asked.path("platform"), asked.path("node"))),
        list(
            "/platforms/{platform}/nodes/{node}/outputs",
            (it, asked) -> it.graphs().outputs(asked.path("platform"), asked.path("node"))));
  }

  /** Asks for one thing. */
  @FunctionalInterface
  private interface Question {
    Object ask(ModelQuestions model, ApiRequest request);
  }

  /** Asks for a list. */
  @FunctionalInterface
  private interface ListQuestion {
    AnswerList<?> ask(ModelQuestions model, ApiRequest request);
  }

  /** Answers about a version. */
  @FunctionalInterface
  private interface VersionAction {
    HttpAnswer answer(ModelVersion version, ApiRequest request);
  }

  private Route one(String path, Class<?> type, Question question, String... parameters) {
    var action = action(type, question);
    return Route.read(ROOT + path, request -> answer(request, action))
        .with(parameters("fields", parameters))
        .immediately(request -> immediate(request, action));
  }

  private VersionAction action(Class<?> type, Question question) {
    return (version, request) ->
        answers.one(
            request,
            version,
            type,
            lasting(request),
            () -> question.ask(new ModelQuestions(version), request));
  }

  /** What depends on data: never on the event loop, and few at once. */
  private Route slow(String path, Question question) {
    var action = action(Dependents.class, question);
    return Route.read(ROOT + path, request -> answers.fewAtOnce(() -> answer(request, action)))
        .with("fields");
  }

  private Route list(String path, ListQuestion question, String... parameters) {
    VersionAction action =
        (version, request) ->
            answers.list(
                request,
                version,
                question.ask(new ModelQuestions(version), request),
                lasting(request));
    var known = parameters("fields", parameters);
    return Route.read(ROOT + path, request -> answer(request, action))
        .with(parameters("limit", parameters("after", known)))
        .within(LONGEST);
  }

  private static String[] parameters(String first, String... others) {
    var all = new String[others.length + 1];
    all[0] = first;
    System.arraycopy(others, 0, all, 1, others.length);
    return all;
  }

  /** The types that containers have are the program's knowledge, not the model's. */
  private static Lasting lasting(ApiRequest request) {
    return request.query("container") == null ? Lasting.FOR_EVER : Lasting.WITH_PROGRAM;
  }

  private Optional<HttpAnswer> immediate(ApiRequest request, VersionAction action) {
    return reference(request) instanceof VersionReference.Sequence(var number)
        ? versions.opened(source(request), number).map(it -> action.answer(it, request))
        : Optional.empty();
  }

  private HttpAnswer answer(ApiRequest request, VersionAction action) {
    var source = source(request);
    var reference = reference(request);
    if (reference instanceof VersionReference.Sequence(var number)) {
      return action.answer(versions.open(source, number), request);
    }
    return VersionPaths.redirect(
        request, VersionPaths.VERSION, versions.resolve(source, reference));
  }

  private static SourceId source(ApiRequest request) {
    return ApiRequest.source("source", request.path("source"));
  }

  private static VersionReference reference(ApiRequest request) {
    return VersionPaths.reference("version", request.path("version"));
  }
}
