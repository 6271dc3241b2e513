package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.view.ErrorView;
import io.trueup.listener.daemon.view.GateView;
import io.trueup.statestore.control.ShutGate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request failed; the message is for its sender. */
final class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient ErrorView error;

  private ApiException(
      Status status, String kind, String detail, @Nullable String field, List<String> candidates) {
    this(status, kind, detail, field, candidates, List.of(), null);
  }

  private ApiException(
      Status status,
      String kind,
      String detail,
      @Nullable String field,
      List<String> candidates,
      List<GateView> gates,
      @Nullable Long current) {
    super(detail);
    error =
        new ErrorView(
            "urn:trueup:error:" + kind,
            status.title,
            status.code,
            detail,
            field,
            candidates,
            gates,
            current);
  }

  /** The statuses of errors. */
  enum Status {
    BAD_REQUEST(400, "Bad request"),
    UNAUTHORIZED(401, "Unauthorized"),
    FORBIDDEN(403, "Forbidden"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    REQUEST_TIMEOUT(408, "Request timeout"),
    CONFLICT(409, "Conflict"),
    GONE(410, "Gone"),
    PRECONDITION_FAILED(412, "Precondition failed"),
    TOO_LARGE(413, "Content too large"),
    UNSUPPORTED_TYPE(415, "Unsupported media type"),
    NOT_IN_RANGE(416, "Range not satisfiable"),
    TOO_MANY(429, "Too many requests"),
    INTERNAL(500, "Internal error"),
    UNAVAILABLE(503, "Unavailable");

    private final int code;
    private final String title;

    Status(int code, String title) {
      this.code = code;
      this.title = title;
    }
  }

  ErrorView error() {
    return error;
  }

  static ApiException of(Status status, String kind, String detail) {
    return new ApiException(status, kind, detail, null, List.of());
  }

  static ApiException of(Status status, String kind, String detail, List<String> candidates) {
    return new ApiException(status, kind, detail, null, candidates);
  }

  static ApiException invalid(String field, String detail) {
    return new ApiException(Status.BAD_REQUEST, "invalid-field", detail, field, List.of());
  }

  static ApiException malformed(String detail) {
    return of(Status.BAD_REQUEST, "malformed-json", detail);
  }

  static ApiException notFound(String what, String name) {
    return of(
        Status.NOT_FOUND,
        "unknown-" + what.toLowerCase(Locale.ROOT).replace(' ', '-'),
        "There is no %s '%s'".formatted(what, name));
  }

  static ApiException conflict(String kind, String detail) {
    return of(Status.CONFLICT, kind, detail);
  }

  /** An order was refused, by gates or otherwise. */
  static ApiException refused(String kind, String detail, List<ShutGate> gates) {
    return new ApiException(
        Status.CONFLICT,
        kind,
        detail,
        null,
        List.of(),
        gates.stream().map(GateView::of).toList(),
        null);
  }

  /**
   * The version that was asked for cannot be answered from here.
   *
   * @param current the newest version that is served; null when there is none
   */
  static ApiException missingVersion(
      Status status, String kind, String detail, List<String> candidates, @Nullable Long current) {
    return new ApiException(status, kind, detail, null, candidates, List.of(), current);
  }

  static ApiException ambiguous(String name, List<String> candidates) {
    return new ApiException(
        Status.CONFLICT,
        "ambiguous-platform",
        "Several sources have a platform '%s'. Name one of %s"
            .formatted(name, String.join(", ", candidates)),
        null,
        candidates);
  }

  static ApiException unauthorized() {
    return of(
        Status.UNAUTHORIZED,
        "unauthorized",
        "This request needs a valid token, as 'Authorization: Bearer …'");
  }

  static ApiException forbidden(String name, String has, String needs) {
    return of(
        Status.FORBIDDEN,
        "forbidden",
        "Token '%s' has scope %s, but this request needs scope %s".formatted(name, has, needs));
  }
}
