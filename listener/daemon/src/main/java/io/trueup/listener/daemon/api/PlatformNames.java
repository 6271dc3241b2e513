package io.trueup.listener.daemon.api;

import io.trueup.model.problem.Suggestions;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Platforms;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds platforms by the names that people use. Safe for any thread; blocks. */
final class PlatformNames {

  private static final int MOST_SUGGESTED = 5;

  private static final Duration RECENT = Duration.ofSeconds(1);

  private final Platforms platforms;
  private volatile Recent recent = new Recent(System.nanoTime() - RECENT.toNanos() - 1, List.of());

  /** All platforms, as they were read. */
  private record Recent(long readAt, List<PlatformId> ids) {}

  PlatformNames(Platforms platforms) {
    this.platforms = platforms;
  }

  /**
   * The platform that the path of a request names: {@code {source}/{name}}, or {@code {platform}}
   * alone where only one source has it.
   */
  PlatformState find(ApiRequest request) {
    return request.path().containsKey("platform")
        ? find(request.path("platform"))
        : find(request.path("source"), request.path("name"));
  }

  /** The platform with this {@code source/name}, or with this name alone. */
  PlatformState find(String text) {
    var slash = text.indexOf('/');
    if (slash >= 0) {
      return find(text.substring(0, slash), text.substring(slash + 1));
    }
    var such = platforms.all().stream().filter(it -> it.id().name().equals(text)).toList();
    return switch (such.size()) {
      case 0 -> throw unknown(text);
      case 1 -> such.getFirst();
      default ->
          throw ApiException.ambiguous(text, such.stream().map(it -> it.id().toString()).toList());
    };
  }

  /**
   * The id of the platform with this {@code source/name}, which may be unknown, or with this name
   * alone. The names of all platforms are known for a second, because jobs begin by the thousand.
   */
  PlatformId id(String text) {
    var slash = text.indexOf('/');
    if (slash >= 0) {
      return new PlatformId(
          ApiRequest.source("source", text.substring(0, slash)), text.substring(slash + 1));
    }
    var known = recent;
    if (System.nanoTime() - known.readAt() > RECENT.toNanos()) {
      known =
          new Recent(System.nanoTime(), platforms.all().stream().map(PlatformState::id).toList());
      recent = known;
    }
    var such = known.ids().stream().filter(it -> it.name().equals(text)).toList();
    return such.size() == 1 ? such.getFirst() : find(text).id();
  }

  /** The platform of a source; empty when there is none. */
  Optional<PlatformState> of(String source, String name) {
    return platforms.all().stream()
        .filter(it -> it.id().source().value().equals(source) && it.id().name().equals(name))
        .findFirst();
  }

  private PlatformState find(String source, String name) {
    var id = new PlatformId(ApiRequest.source("source", source), name);
    return platforms.find(id).orElseThrow(() -> unknown(id.toString()));
  }

  private static boolean isNear(String asked, String name) {
    return Suggestions.nearest(asked, List.of(name)).isPresent()
        || (!asked.isEmpty() && name.regionMatches(true, 0, asked, 0, asked.length()));
  }

  /** Suggests the platforms that the caller may have meant. */
  private ApiException unknown(String text) {
    var all = platforms.all().stream().map(it -> it.id().toString()).toList();
    var asked = text.substring(text.indexOf('/') + 1);
    var meant =
        all.stream()
            .filter(it -> {
              var name = it.substring(it.indexOf('/') + 1);
              return isNear(asked, name) || isNear(text, it);
            })
            .limit(MOST_SUGGESTED)
            .toList();
    var detail =
        meant.isEmpty()
            ? all.size() <= MOST_SUGGESTED && !all.isEmpty()
                ? ". There are " + String.join(", ", all)
                : ""
            : ". Did you mean %s?"
                .formatted(
                    meant.stream().map("'%s'"::formatted).collect(Collectors.joining(" or ")));
    return ApiException.of(
        ApiException.Status.NOT_FOUND,
        "unknown-platform",
        "There is no platform '%s'%s".formatted(text, detail),
        meant);
  }
}
