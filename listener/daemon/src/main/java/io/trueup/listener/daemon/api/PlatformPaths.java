package io.trueup.listener.daemon.api;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides what a path is about that can be read in two ways, such as {@code acme/plan}: the plan of
 * a platform of that name, or the platform of the name 'plan' in a source. A platform that the path
 * names in full, and that exists, comes first, so that the full name of a platform always reaches
 * it, whatever it is called. Safe for any thread; blocks.
 */
final class PlatformPaths {

  private static final String ALONE = "/api/v1/platforms/{platform}/";
  private static final String IN_FULL = "/api/v1/platforms/{source}/{name}";

  private final PlatformNames names;
  private final List<Route> inFull;

  PlatformPaths(PlatformNames names, List<Route> routes) {
    this.names = names;
    this.inFull = routes.stream().filter(it -> it.path().startsWith(IN_FULL)).toList();
  }

  /** A request with the route that answers it. */
  record Meant(Route route, ApiRequest request) {

    HttpAnswer answer() {
      return route.action().answer(request);
    }
  }

  /**
   * What a request means.
   *
   * @param route that matches its path, and the first one of those that do
   */
  Meant meant(Route route, ApiRequest request) {
    var plain = new Meant(route, request);
    if (!route.path().startsWith(ALONE)) {
      return plain;
    }
    var parts = parts(route.path());
    for (var i = 0; i < parts.length; i++) {
      parts[i] = name(parts[i]).map(request::path).orElse(parts[i]);
    }
    return inFull.stream()
        .filter(it -> it.method().equals(route.method()) && it.scope() == route.scope())
        .flatMap(it -> read(it, parts, request).stream())
        .filter(it -> names.of(it.request().path("source"), it.request().path("name")).isPresent())
        .findFirst()
        .orElse(plain);
  }

  private static Optional<Meant> read(Route route, String[] parts, ApiRequest request) {
    var pattern = parts(route.path());
    if (pattern.length != parts.length) {
      return Optional.empty();
    }
    var path = new TreeMap<String, String>();
    for (var i = 0; i < parts.length; i++) {
      var name = name(pattern[i]);
      if (name.isPresent()) {
        path.put(name.get(), parts[i]);
      } else if (!pattern[i].equals(parts[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(new Meant(route, request.withPath(path)));
  }

  private static String[] parts(String path) {
    return path.split("/", -1);
  }

  /** The name of a parameter in a path; empty for a word. */
  private static Optional<String> name(String part) {
    return part.startsWith("{")
        ? Optional.of(part.substring(1, part.length() - 1))
        : Optional.empty();
  }
}
