package io.trueup.listener.daemon.graphql;

import graphql.ErrorType;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import io.trueup.listener.daemon.question.QuestionException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What becomes of a field that fails: when the version does not have what it asks for, it is null
 * with an error. All other failures are those of the whole query. Stateless.
 */
final class FieldFailures implements DataFetcherExceptionHandler {

  @Override
  public CompletableFuture<DataFetcherExceptionHandlerResult> handleException(
      DataFetcherExceptionHandlerParameters field) {
    return CompletableFuture.completedFuture(
        DataFetcherExceptionHandlerResult.newResult(error(field)).build());
  }

  private static GraphQLError error(DataFetcherExceptionHandlerParameters field) {
    var builder =
        GraphqlErrorBuilder.newError(field.getDataFetchingEnvironment())
            .errorType(ErrorType.DataFetchingException);
    if (field.getException() instanceof QuestionException e
        && e.kind() == QuestionException.Kind.UNKNOWN) {
      return builder
          .message("%s", e.getMessage())
          .extensions(Map.of("type", "urn:trueup:error:unknown-" + e.subject()))
          .build();
    }
    Fetching.run(field.getDataFetchingEnvironment()).fail(failure(field.getException()));
    return builder.message("The query failed").build();
  }

  private static RuntimeException failure(Throwable cause) {
    return cause instanceof RuntimeException known
        ? known
        : new IllegalStateException("A field cannot be answered", cause);
  }
}
