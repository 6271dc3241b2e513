package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.api.ApiException.Status;
import io.trueup.listener.daemon.graphql.QueryException;
import io.trueup.listener.daemon.question.QuestionException;
import io.trueup.listener.engine.snapshot.MissingVersionException;
import io.trueup.model.stored.DamagedFileException;
import io.trueup.statestore.StateStoreException;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns failures into answers; the only place that does. */
final class ErrorAnswers {

  private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
  private static final String STORE_RETRY_SECONDS = "5";
  private static final String DAMAGE_RETRY_SECONDS = "2";
  private static final String TOKEN_RETRY_SECONDS = "60";

  private final Supplier<String> incidents;

  /**
   * Maps failures to answers.
   *
   * @param incidents creates an id for each logged failure, by which operators find it in the log
   */
  ErrorAnswers(Supplier<String> incidents) {
    this.incidents = incidents;
  }

  HttpAnswer of(Throwable failure, String request) {
    return switch (failure) {
      case ApiException e when e.error().status() == 401 ->
          HttpAnswer.error(e.error()).with("WWW-Authenticate", "Bearer realm=\"trueup\"");
      case ApiException e when e.error().status() == 429 ->
          HttpAnswer.error(e.error()).with("Retry-After", TOKEN_RETRY_SECONDS);
      case ApiException e -> HttpAnswer.error(e.error());
      case StateStoreException e when e.isTransient() ->
          error(
                  Status.UNAVAILABLE,
                  "store-unavailable",
                  "The state database does not answer. Nothing is lost; try again shortly")
              .with("Retry-After", STORE_RETRY_SECONDS);
      case DamagedFileException e -> damaged(e, request);
      case MissingVersionException e -> MissingVersionAnswers.of(e);
      case QuestionException e -> question(e);
      case QueryException e -> query(e);
      default -> internal(failure, request);
    };
  }

  /**
   * The answer for requests that the web server itself refuses, or that failed before an action
   * began.
   */
  HttpAnswer of(RoutingContext exchange) {
    return of(exchange, exchange.statusCode());
  }

  /** The same with a given status. */
  HttpAnswer of(RoutingContext exchange, int status) {
    var name = exchange.request().method() + " " + exchange.request().path();
    var failure = exchange.failure();
    return switch (status) {
      case 400 ->
          error(Status.BAD_REQUEST, "malformed-request", "The request is not well-formed HTTP");
      case 413 -> error(Status.TOO_LARGE, "too-large", "The body is larger than any request needs");
      case 503 ->
          error(Status.UNAVAILABLE, "timeout", "Timed out. The request may still take effect")
              .with("Retry-After", STORE_RETRY_SECONDS);
      default ->
          of(failure == null ? new IllegalStateException("Status " + status) : failure, name);
    };
  }

  /** The folder of versions logs the damage once it sets the file aside. */
  private static HttpAnswer damaged(DamagedFileException failure, String request) {
    LOG.debug("Cannot answer {}, because a compiled version is damaged", request, failure);
    return error(
            Status.UNAVAILABLE,
            "version-damaged",
            "The file of a version that is needed is damaged. The version is made again from its"
                + " commit; try again shortly")
        .with("Retry-After", DAMAGE_RETRY_SECONDS);
  }

  private static HttpAnswer question(QuestionException failure) {
    var message = String.valueOf(failure.getMessage());
    var error =
        switch (failure.kind()) {
          case UNKNOWN ->
              ApiException.of(Status.NOT_FOUND, "unknown-" + failure.subject(), message);
          case INVALID, TOO_LARGE -> ApiException.invalid(failure.subject(), message);
        };
    return HttpAnswer.error(error.error());
  }

  private static HttpAnswer query(QueryException failure) {
    var status =
        switch (failure.kind()) {
          case SYNTAX, INVALID, TOO_COSTLY -> Status.BAD_REQUEST;
          case NOT_ALLOWED -> Status.FORBIDDEN;
          case UNKNOWN -> Status.NOT_FOUND;
          case TIMEOUT -> Status.UNAVAILABLE;
        };
    return error(status, failure.kind().text(), String.valueOf(failure.getMessage()));
  }

  private HttpAnswer internal(Throwable failure, String request) {
    var incident = incidents.get();
    LOG.error("Cannot answer {}; incident {}", request, incident, failure);
    return error(
        Status.INTERNAL,
        "internal",
        "Trueup itself failed. See incident %s in its log".formatted(incident));
  }

  private static HttpAnswer error(Status status, String kind, String detail) {
    return HttpAnswer.error(ApiException.of(status, kind, detail).error());
  }
}
