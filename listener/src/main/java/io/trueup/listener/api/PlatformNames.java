package io.trueup.listener.api;

import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;

/** Finds platforms as people name them. Safe for any thread; blocks. */
final class PlatformNames {

  private final StateStore store;

  PlatformNames(StateStore store) {
    this.store = store;
  }

  /**
   * The platform of a request's path: {@code {source}/{name}}, or {@code {platform}} alone where
   * only one source has it.
   */
  PlatformState find(Request request) {
    return request.path().containsKey("platform")
        ? find(request.path("platform"))
        : find(request.path("source"), request.path("name"));
  }

  /** The platform that is called {@code source/name}, or by its name alone. */
  PlatformState find(String text) {
    var slash = text.indexOf('/');
    if (slash >= 0) {
      return find(text.substring(0, slash), text.substring(slash + 1));
    }
    var such = store.platforms().all().stream().filter(it -> it.id().name().equals(text)).toList();
    return switch (such.size()) {
      case 0 -> throw ApiException.notFound("platform", text);
      case 1 -> such.getFirst();
      default ->
          throw ApiException.ambiguous(text, such.stream().map(it -> it.id().toString()).toList());
    };
  }

  private PlatformState find(String source, String name) {
    var id = new PlatformId(Request.source("source", source), name);
    return store
        .platforms()
        .find(id)
        .orElseThrow(() -> ApiException.notFound("platform", id.toString()));
  }
}
