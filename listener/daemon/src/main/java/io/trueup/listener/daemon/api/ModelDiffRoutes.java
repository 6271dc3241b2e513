package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.api.QuestionAnswers.Lasting;
import io.trueup.listener.daemon.question.AnswerList;
import io.trueup.listener.daemon.question.DiffAnswer;
import io.trueup.listener.daemon.question.DiffQuestions;
import io.trueup.listener.engine.snapshot.ModelVersion;
import io.trueup.listener.engine.snapshot.ModelVersions;
import io.trueup.listener.engine.snapshot.VersionReference;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

/** Routes to what differs between two versions of a model. */
final class ModelDiffRoutes {

  private static final String ROOT = "/api/v1/models/{source}/{version}/diff/{other}";
  private static final Duration LONGEST = Duration.ofHours(12);

  private final ModelVersions versions;
  private final QuestionAnswers answers;

  ModelDiffRoutes(ModelVersions versions, QuestionAnswers answers) {
    this.versions = versions;
    this.answers = answers;
  }

  List<Route> routes() {
    return List.of(
        Route.read(
                ROOT,
                request ->
                    answers.fewAtOnce(() ->
                        answer(
                            request,
                            (version, diff) ->
                                answers.one(
                                    request,
                                    version,
                                    DiffAnswer.class,
                                    Lasting.FOR_EVER,
                                    diff::summary))))
            .with("fields"),
        list("/declarations", (_, diff) -> diff.declarations()),
        list(
            "/platforms/{platform}/nodes",
            (request, diff) -> diff.nodes(request.path("platform"))));
  }

  private Route list(String path, BiFunction<ApiRequest, DiffQuestions, AnswerList<?>> question) {
    return Route.read(
            ROOT + path,
            request ->
                answer(
                    request,
                    (version, diff) ->
                        answers.slowList(
                            request, version, question.apply(request, diff), Lasting.FOR_EVER)))
        .with("fields", "after", "limit")
        .within(LONGEST);
  }

  private HttpAnswer answer(
      ApiRequest request, BiFunction<ModelVersion, DiffQuestions, HttpAnswer> action) {
    var source = ApiRequest.source("source", request.path("source"));
    var version = VersionPaths.reference("version", request.path("version"));
    var other = VersionPaths.reference("other", request.path("other"));
    if (!(version instanceof VersionReference.Sequence(var number))) {
      return VersionPaths.redirect(
          request, VersionPaths.VERSION, versions.resolve(source, version));
    }
    if (!(other instanceof VersionReference.Sequence(var from))) {
      return VersionPaths.redirect(request, VersionPaths.OTHER, versions.resolve(source, other));
    }
    var after = versions.open(source, number);
    return action.apply(after, new DiffQuestions(versions.open(source, from), after));
  }
}
