package io.trueup.listener.api;

import io.trueup.listener.api.ApiException.Status;
import io.trueup.statestore.StateStoreException;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where what went wrong becomes an answer. */
final class Failures {

  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final String RETRY_AFTER = "5";
  private static final String WAIT = "60";

  private final Supplier<String> incidents;

  /**
   * Maps failures.
   *
   * @param incidents gives an id for each failure that is logged, by which it is found again
   */
  Failures(Supplier<String> incidents) {
    this.incidents = incidents;
  }

  Answer of(Throwable failure, String request) {
    return switch (failure) {
      case ApiException e when e.error().status() == 401 ->
          Answer.error(e.error()).with("WWW-Authenticate", "Bearer realm=\"trueup\"");
      case ApiException e when e.error().status() == 429 ->
          Answer.error(e.error()).with("Retry-After", WAIT);
      case ApiException e -> Answer.error(e.error());
      case StateStoreException e when e.isTransient() ->
          error(
                  Status.UNAVAILABLE,
                  "store-unavailable",
                  "The state database does not answer now; nothing is lost, ask again shortly")
              .with("Retry-After", RETRY_AFTER);
      default -> internal(failure, request);
    };
  }

  /**
   * The answer for what the web server refuses by itself, or what failed before an action began.
   */
  Answer of(RoutingContext exchange) {
    return of(exchange, exchange.statusCode());
  }

  /** The same, where the status is known from elsewhere. */
  Answer of(RoutingContext exchange, int status) {
    var name = exchange.request().method() + " " + exchange.request().path();
    var failure = exchange.failure();
    return switch (status) {
      case 400 ->
          error(Status.BAD_REQUEST, "malformed-request", "The request is not well-formed HTTP");
      case 413 ->
          error(Status.TOO_LARGE, "too-large", "The body is larger than anything asked for here");
      case 503 ->
          error(
                  Status.UNAVAILABLE,
                  "timeout",
                  "The answer took too long; what was asked for may still happen")
              .with("Retry-After", RETRY_AFTER);
      default ->
          of(failure == null ? new IllegalStateException("Status " + status) : failure, name);
    };
  }

  private Answer internal(Throwable failure, String request) {
    var incident = incidents.get();
    LOG.error("Cannot answer {}; incident {}", request, incident, failure);
    return error(
        Status.INTERNAL,
        "internal",
        "Trueup itself failed; its log says more under incident %s".formatted(incident));
  }

  private static Answer error(Status status, String kind, String detail) {
    return Answer.error(ApiException.of(status, kind, detail).error());
  }
}
