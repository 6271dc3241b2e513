package io.trueup.listener.daemon.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.trueup.listener.daemon.api.QuestionAnswers.Lasting;
import io.trueup.listener.daemon.graphql.GraphQlQuestions;
import io.trueup.listener.daemon.graphql.PreparedQuery;
import io.trueup.listener.daemon.graphql.QueryAnswer;
import io.trueup.listener.daemon.graphql.QueryRequest;
import io.trueup.listener.engine.snapshot.ModelVersion;
import io.trueup.listener.engine.snapshot.ModelVersions;
import io.trueup.listener.engine.snapshot.VersionReference;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.SourceId;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Routes that answer GraphQL queries about one version of a model. A query that was checked before
 * and is small is answered on the event loop.
 */
final class GraphQlRoutes {

  private static final String PATH = "/api/v1/models/{source}/{version}/graphql";
  private static final String SCHEMA = "/api/v1/graphql/schema";
  private static final TypeReference<Map<String, @Nullable Object>> FIELDS =
      new TypeReference<>() {};

  /** A client that knows how persisted queries work sends its query whole when it reads this. */
  private static final Map<String, Object> NOT_FOUND =
      Map.of(
          "errors",
          List.of(
              Map.of(
                  "message",
                  "PersistedQueryNotFound",
                  "extensions",
                  Map.of("code", "PERSISTED_QUERY_NOT_FOUND"))));

  private final ModelVersions versions;
  private final GraphQlQuestions questions;
  private final QuestionAnswers answers;

  GraphQlRoutes(ModelVersions versions, GraphQlQuestions questions, QuestionAnswers answers) {
    this.versions = versions;
    this.questions = questions;
    this.answers = answers;
  }

  List<Route> routes() {
    return List.of(
        Route.of(HttpMethod.POST, PATH, Scope.READ, it -> answer(it, sent(it)))
            .immediately(it -> immediate(it, sent(it))),
        Route.read(PATH, it -> answer(it, asked(it)))
            .with("query", "operationName", "variables", "extensions", "documentId")
            .immediately(it -> immediate(it, asked(it))),
        Route.read(SCHEMA, _ -> schema()));
  }

  private static HttpAnswer schema() {
    return new HttpAnswer(
        200,
        "text/plain; charset=utf-8",
        GraphQlQuestions.schema().getBytes(StandardCharsets.UTF_8),
        Map.of());
  }

  private static QueryRequest sent(ApiRequest request) {
    return request.body(QueryRequest.class);
  }

  private static QueryRequest asked(ApiRequest request) {
    return new QueryRequest(
        text(request, "query"),
        request.query("operationName"),
        fields(request, "variables"),
        fields(request, "extensions"),
        request.query("documentId"));
  }

  /** A parameter of any length that a line of a request may have. */
  private static @Nullable String text(ApiRequest request, String name) {
    return request.query().getOrDefault(name, List.of()).stream().findFirst().orElse(null);
  }

  private static @Nullable Map<String, @Nullable Object> fields(ApiRequest request, String name) {
    var text = text(request, name);
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      return JsonMappers.STRICT.readValue(text, FIELDS);
    } catch (JsonProcessingException _) {
      throw ApiException.invalid(name, "'%s' must be a JSON object".formatted(name));
    }
  }

  private Optional<HttpAnswer> immediate(ApiRequest request, QueryRequest query) {
    if (reference(request) instanceof VersionReference.Sequence(var number)) {
      var open = versions.opened(source(request), number);
      if (open.isPresent()) {
        return questions
            .prepareKnown(query)
            .filter(PreparedQuery::isSmall)
            .flatMap(it -> questions.answerSmall(it, open.get()))
            .map(it -> answered(request, it, open.get()));
      }
    }
    return Optional.empty();
  }

  private HttpAnswer answer(ApiRequest request, QueryRequest query) {
    var source = source(request);
    var reference = reference(request);
    if (!(reference instanceof VersionReference.Sequence(var number))) {
      return VersionPaths.redirect(
          request, VersionPaths.VERSION, versions.resolve(source, reference));
    }
    var version = versions.open(source, number);
    var prepared = questions.prepare(query).orElse(null);
    if (prepared == null) {
      return HttpAnswer.ok(NOT_FOUND);
    }
    return prepared.isLarge()
        ? answers.fewAtOnce(() -> answered(request, prepared, version))
        : answered(request, prepared, version);
  }

  private HttpAnswer answered(ApiRequest request, PreparedQuery query, ModelVersion version) {
    return answered(
        request,
        questions.answer(query, version, other -> versions.open(version.source(), other)),
        version);
  }

  private HttpAnswer answered(ApiRequest request, QueryAnswer answer, ModelVersion version) {
    return answers.made(
        request,
        version,
        answer.isOfProgram() ? Lasting.WITH_PROGRAM : Lasting.FOR_EVER,
        answer.body(),
        request.hasBody() || answer.isChanging());
  }

  private static SourceId source(ApiRequest request) {
    return ApiRequest.source("source", request.path("source"));
  }

  private static VersionReference reference(ApiRequest request) {
    return VersionPaths.reference("version", request.path("version"));
  }
}
