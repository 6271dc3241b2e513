package io.trueup.listener.daemon.api;

import io.trueup.listener.engine.snapshot.VersionReference;
import java.util.Map;

/** Versions in the paths of requests. Stateless. */
final class VersionPaths {

  /** The place of the version among the parts of {@code /api/v1/models/{source}/{version}}. */
  static final int VERSION = 5;

  /** The place of the other version in {@code …/{version}/diff/{other}}. */
  static final int OTHER = 7;

  private VersionPaths() {}

  /**
   * The version that a text names.
   *
   * @param field where the text was given
   * @throws ApiException when it names none
   */
  static VersionReference reference(String field, String text) {
    return VersionReference.parse(text)
        .orElseThrow(() ->
            ApiException.invalid(
                field,
                "'%s' must be the number of a version, a full commit of 40 hex digits, 'merged', 'realized@PLATFORM' or 'target@PLATFORM', not '%s'"
                    .formatted(field, text)));
  }

  /**
   * Sends the caller to the number of the version that its path names, and to the same question
   * there. Nothing may keep this: the name means another version tomorrow.
   *
   * @param place of the name among the parts of the path
   */
  static HttpAnswer redirect(ApiRequest request, int place, long number) {
    var query = request.target().indexOf('?');
    var path = query < 0 ? request.target() : request.target().substring(0, query);
    var parts = path.split("/", -1);
    parts[place] = Long.toString(number);
    var target = String.join("/", parts) + (query < 0 ? "" : request.target().substring(query));
    return new HttpAnswer(307, "application/json", new byte[0], Map.of())
        .with("Location", target)
        .with("Cache-Control", "no-cache");
  }
}
