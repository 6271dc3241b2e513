package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.view.NameView;
import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.PhysicalNames;
import io.trueup.statestore.PhysicalNames.Filter;
import io.trueup.statestore.PhysicalNames.Position;
import io.trueup.statestore.PlatformId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Routes for physical names in containers. */
final class NameRoutes {

  private static final int LIMIT = 200;
  private static final int MOST = 1000;
  private static final Pattern DATASET = Pattern.compile("[^/]+/[^/]+");

  private final PhysicalNames names;
  private final PlatformNames platforms;

  NameRoutes(PhysicalNames names, PlatformNames platforms) {
    this.names = names;
    this.platforms = platforms;
  }

  List<Route> routes() {
    return List.of(
        Route.read("/api/v1/names", this::names)
            .with("platform", "container", "node", "dataset", "physical", "after", "limit"));
  }

  private HttpAnswer names(ApiRequest request) {
    var platform =
        platforms.find(ApiRequest.requireText("platform", request.query("platform"))).id();
    var node = request.query("node");
    var filter =
        new Filter(
            request.query("container"),
            node == null ? null : new NodeKey(node),
            dataset(request.query("dataset")),
            request.query("physical"));
    return page(names, platform, filter, request);
  }

  /** A page of a platform's names, as the request's cursor and limit say. */
  static HttpAnswer page(
      PhysicalNames names, PlatformId platform, Filter filter, ApiRequest request) {
    var limit = request.limit(LIMIT, MOST);
    var found = names.search(platform, filter, PageCursor.read(request.cursor()), limit);
    return HttpAnswer.ok(
        new NameView.Page(
            platform.toString(),
            found.stream().map(NameView::of).toList(),
            found.size() < limit ? null : PageCursor.write(found.getLast().position())));
  }

  private static @Nullable String dataset(@Nullable String text) {
    if (text != null && !DATASET.matcher(text).matches()) {
      throw ApiException.invalid(
          "dataset",
          "'dataset' must be a store and a dataset such as NW_Data/customers, not '%s'"
              .formatted(text));
    }
    return text;
  }

  /** The end of a page, as text that is opaque to callers. */
  private static final class PageCursor {

    /** No text in the store contains it. */
    private static final String SEPARATOR = "\0";

    static String write(Position at) {
      var parts = String.join(SEPARATOR, at.container(), at.kind(), at.within(), at.name());
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(parts.getBytes(StandardCharsets.UTF_8));
    }

    static Position read(@Nullable String text) {
      if (text == null) {
        return Position.START;
      }
      try {
        var bytes = Base64.getUrlDecoder().decode(text);
        var parts = new String(bytes, StandardCharsets.UTF_8).split(SEPARATOR, -1);
        if (parts.length == 4) {
          return new Position(parts[0], parts[1], parts[2], parts[3]);
        }
      } catch (IllegalArgumentException _) {
        // Reported below, with the expected form.
      }
      throw ApiException.invalid("after", "'after' must be the 'next' of an earlier page");
    }
  }
}
