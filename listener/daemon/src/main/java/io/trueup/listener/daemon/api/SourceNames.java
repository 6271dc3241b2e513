package io.trueup.listener.daemon.api;

import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.Sources;
import org.jspecify.annotations.Nullable;

/** Finds sources by the names in requests. Safe for any thread; blocks. */
final class SourceNames {

  private final Sources sources;

  SourceNames(Sources sources) {
    this.sources = sources;
  }

  /**
   * The source that the path names.
   *
   * @throws ApiException when there is none
   */
  SourceState find(ApiRequest request) {
    return find(ApiRequest.source("source", request.path("source")));
  }

  /**
   * Refuses a source that does not exist; null is fine.
   *
   * @throws ApiException when there is none
   */
  void requireKnown(@Nullable SourceId source) {
    if (source != null) {
      find(source);
    }
  }

  private SourceState find(SourceId source) {
    return sources.find(source).orElseThrow(() -> ApiException.notFound("source", source.value()));
  }
}
