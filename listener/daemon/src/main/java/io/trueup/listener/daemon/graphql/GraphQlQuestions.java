package io.trueup.listener.daemon.graphql;

import com.fasterxml.jackson.core.JsonProcessingException;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphQLError;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.Document;
import graphql.language.OperationDefinition;
import io.trueup.listener.daemon.graphql.QueryException.Kind;
import io.trueup.listener.daemon.question.ModelQuestions;
import io.trueup.listener.engine.snapshot.ModelVersion;
import io.trueup.listener.engine.text.JsonMappers;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Answers queries about versions. Before a query is answered its depth and cost are measured; while
 * it is answered its time and the size of its answer are. An answer is whole, but for what the
 * version does not have. Thread-safe.
 */
public final class GraphQlQuestions {

  private static final int MOST_ERRORS = 100;

  /** Things in an answer that is made between other work: some milliseconds. */
  private static final int SMALL = 2_000;

  private final GraphQlLimits limits;
  private final InstantSource clock;
  private final QueryDocuments documents;
  private final QueryMeter meter;
  private final GraphQL engine;
  private final PersistedQueries persisted;
  private final NamesOfDatasets names;

  /** Questions in a process that knows no physical names. */
  public GraphQlQuestions(GraphQlLimits limits, InstantSource clock) {
    this(
        limits,
        clock,
        (_, _, _, _) -> {
          throw new QueryException(
              Kind.INVALID,
              "This process does not know physical names. Ask the daemon for 'names'");
        });
  }

  /**
   * Questions within limits.
   *
   * @param clock for the time that queries may take
   * @throws QueryException when one of the installation's own queries is none
   */
  public GraphQlQuestions(GraphQlLimits limits, InstantSource clock, NamesOfDatasets names) {
    this.limits = limits;
    this.clock = clock;
    this.names = names;
    this.persisted = new PersistedQueries(limits.allowed());
    var schema = ModelSchema.build();
    documents = new QueryDocuments(schema);
    meter = new QueryMeter(schema);
    engine =
        GraphQL.newGraphQL(schema)
            .defaultDataFetcherExceptionHandler(new FieldFailures())
            .preparsedDocumentProvider((input, _) ->
                CompletableFuture.completedFuture(
                    new PreparsedDocumentEntry(
                        Objects.requireNonNull(
                            input.getGraphQLContext().<Document>get(Document.class)))))
            .build();
    requireValid(documents, limits.allowed());
  }

  /** What is wrong with the queries of an installation; empty when nothing is. */
  public static Optional<String> problem(AllowedQueries queries) {
    if (!queries.texts().isEmpty()) {
      try {
        requireValid(new QueryDocuments(ModelSchema.build()), queries);
      } catch (QueryException e) {
        return Optional.of(String.valueOf(e.getMessage()));
      }
    }
    return Optional.empty();
  }

  private static void requireValid(QueryDocuments documents, AllowedQueries queries) {
    new TreeMap<>(queries.texts()).forEach((name, text) -> requireValid(documents, name, text));
  }

  private static void requireValid(QueryDocuments documents, String name, String text) {
    try {
      documents.read(text);
    } catch (QueryException e) {
      throw new QueryException(e.kind(), "Query '%s': %s".formatted(name, e.getMessage()));
    }
  }

  /** The schema, in the schema definition language. */
  public static String schema() {
    return ModelSchema.text();
  }

  /**
   * Checks and measures a query.
   *
   * @return empty when the request names a digest whose query is not known
   * @throws QueryException when it cannot be answered
   */
  public Optional<PreparedQuery> prepare(QueryRequest sent) {
    var request = persisted.named(sent);
    var digest = PersistedQueries.digest(request);
    var text = request.query();
    if (text == null || text.isBlank()) {
      if (digest == null) {
        throw new QueryException(Kind.INVALID, "'query' is required");
      }
      return persisted.find(digest).map(it -> prepared(it, documents.read(it), request));
    }
    persisted.requireAllowed(text);
    var query = prepared(text, documents.read(text), request);
    if (digest != null) {
      persisted.keep(digest, text);
    }
    return Optional.of(query);
  }

  /** The same, but only if it takes next to no time: the text was checked before. */
  public Optional<PreparedQuery> prepareKnown(QueryRequest sent) {
    var request = persisted.named(sent);
    var digest = PersistedQueries.digest(request);
    var text = request.query();
    if (text != null && digest != null) {
      return Optional.empty();
    }
    var known = digest == null ? Optional.ofNullable(text) : persisted.find(digest);
    known.ifPresent(persisted::requireAllowed);
    return known.flatMap(
        it -> documents.known(it).map(document -> prepared(it, document, request)));
  }

  private PreparedQuery prepared(String text, Document document, QueryRequest request) {
    var name = request.operationName();
    var operation = operation(document, name == null || name.isEmpty() ? null : name);
    Map<String, @Nullable Object> variables =
        Objects.requireNonNullElseGet(request.variables(), Map::of);
    var measure = meter.measure(document, operation, variables);
    if (measure.isAboutSchema() && !limits.isIntrospected()) {
      throw new QueryException(
          Kind.INVALID,
          "This installation does not answer '__schema' and '__type'. Read the schema at"
              + " /api/v1/graphql/schema");
    }
    if (measure.depth() > limits.depth()) {
      throw new QueryException(
          Kind.TOO_COSTLY,
          "The query is %d fields deep, and may be %d".formatted(measure.depth(), limits.depth()));
    }
    if (measure.cost() > limits.cost()) {
      throw new QueryException(
          Kind.TOO_COSTLY,
          "The query costs %d, and may cost %d. Ask for fewer fields, or smaller pages"
              .formatted(measure.cost(), limits.cost()));
    }
    return new PreparedQuery(text, document, operation.getName(), variables, measure);
  }

  private static OperationDefinition operation(Document document, @Nullable String name) {
    var operations = document.getDefinitionsOfType(OperationDefinition.class);
    if (name == null && operations.size() != 1) {
      throw new QueryException(
          Kind.INVALID,
          "The query has %d operations. Name one of them in 'operationName'"
              .formatted(operations.size()));
    }
    return operations.stream()
        .filter(it -> name == null || name.equals(it.getName()))
        .findFirst()
        .orElseThrow(() ->
            new QueryException(Kind.INVALID, "The query has no operation '%s'".formatted(name)));
  }

  /**
   * Answers a query.
   *
   * @param others opens other versions of the same source
   * @throws QueryException when it has a wrong value, or takes more than it may
   */
  public QueryAnswer answer(
      PreparedQuery query, ModelVersion version, LongFunction<ModelVersion> others) {
    return answer(query, run(version, others, limits.cost()));
  }

  /**
   * Answers a small query between other work.
   *
   * @return empty when its answer is larger than it seemed, so that it takes too long for that
   * @throws QueryException when it has a wrong value
   */
  public Optional<QueryAnswer> answerSmall(PreparedQuery query, ModelVersion version) {
    var run =
        run(
            version,
            _ -> {
              throw new IllegalStateException("A small query asks for one version");
            },
            Math.min(SMALL, limits.cost()));
    try {
      return Optional.of(answer(query, run));
    } catch (QueryException e) {
      if (run.isTooLarge()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private QueryRun run(ModelVersion version, LongFunction<ModelVersion> others, int most) {
    return new QueryRun(new ModelQuestions(version), others, limits, most, clock);
  }

  private QueryAnswer answer(PreparedQuery query, QueryRun run) {
    var input = ExecutionInput.newExecutionInput(query.text());
    if (query.isLarge()) {
      input.dataLoaderRegistry(NameField.registry(run, names));
    }
    input
        .operationName(query.operation())
        .variables(variables(query))
        .locale(Locale.ENGLISH)
        .root(run)
        .graphQLContext(Map.of(Document.class, query.document()));
    var result = engine.execute(input.build());
    run.requireWhole();
    if (!result.isDataPresent()) {
      throw QueryDocuments.invalid(result.getErrors());
    }
    return new QueryAnswer(
        body(result), run.isOfProgram() || query.isAboutSchema(), run.isChanging());
  }

  /** The library's signature does not say that values may be null. */
  @SuppressWarnings("NullAway")
  private static Map<String, Object> variables(PreparedQuery query) {
    return query.variables();
  }

  private static byte[] body(ExecutionResult result) {
    var body = new LinkedHashMap<String, @Nullable Object>();
    body.put("data", result.getData());
    var errors = result.getErrors();
    if (!errors.isEmpty()) {
      body.put("errors", errors.stream().limit(MOST_ERRORS).map(GraphQlQuestions::view).toList());
    }
    try {
      return JsonMappers.STRICT.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Every answer can be written", e);
    }
  }

  /** An error in an answer. */
  private record ErrorEntry(
      String message,
      List<Place> locations,
      @Nullable List<Object> path,
      @Nullable Object extensions) {

    /** A place in the query, counted from 1. */
    private record Place(int line, int column) {}
  }

  private static ErrorEntry view(GraphQLError error) {
    var places = error.getLocations();
    return new ErrorEntry(
        error.getMessage(),
        places == null
            ? List.of()
            : places.stream()
                .map(it -> new ErrorEntry.Place(it.getLine(), it.getColumn()))
                .toList(),
        error.getPath(),
        error.getExtensions());
  }
}
