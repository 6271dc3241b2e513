package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.api.ApiException.Status;
import io.trueup.listener.engine.snapshot.MissingVersionException;
import java.util.List;

/** Turns questions about a version that cannot be answered from into answers. */
final class MissingVersionAnswers {

  /** The number of the newest version that is served, for clients that start again with it. */
  static final String CURRENT = "Trueup-Current-Version";

  private static final String RETRY_SECONDS = "1";

  private MissingVersionAnswers() {}

  static HttpAnswer of(MissingVersionException missing) {
    var current = missing.current();
    var answer =
        switch (missing.reason()) {
          case UNKNOWN -> error(Status.NOT_FOUND, "unknown-version", missing);
          case GONE -> error(Status.GONE, "version-gone", missing);
          case NOT_SERVED -> error(Status.NOT_FOUND, "source-not-served", missing);
          case NOT_YET ->
              error(Status.UNAVAILABLE, "version-not-open", missing)
                  .with("Retry-After", RETRY_SECONDS);
        };
    return current == null ? answer : answer.with(CURRENT, Long.toString(current));
  }

  private static HttpAnswer error(Status status, String kind, MissingVersionException missing) {
    var current = missing.current();
    List<String> candidates = current == null ? List.of() : List.of(Long.toString(current));
    return HttpAnswer.error(
        ApiException.missingVersion(
                status, kind, String.valueOf(missing.getMessage()), candidates, current)
            .error());
  }
}
