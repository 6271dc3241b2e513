package io.trueup.listener.daemon.hooks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The few facts of a payload that decide whether it matters; a fact that is absent or of another
 * type is null.
 */
record GitHubPayload(
    @Nullable String ref,
    @Nullable String action,
    @Nullable String baseRef,
    boolean isMerged,
    @Nullable String repositoryId) {

  private static final String REF = "/ref";
  private static final String ACTION = "/action";
  private static final String MERGED = "/pull_request/merged";
  private static final String BASE_REF = "/pull_request/base/ref";
  private static final String REPOSITORY_ID = "/repository/id";
  private static final Set<String> TEXTS = Set.of(REF, ACTION, BASE_REF);
  private static final Set<String> FACTS = Set.of(REF, ACTION, BASE_REF, MERGED, REPOSITORY_ID);
  private static final Set<String> PARENTS =
      Set.of("/pull_request", "/pull_request/base", "/repository");

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxNameLength(1_000)
                  .maxNumberLength(100)
                  .maxStringLength(1 << 20)
                  .maxTokenCount(1_000_000)
                  .build())
          // The sender chooses the names, so they are not cached.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private static final int BYTE_ORDER_MARK = 0xfeff;

  /**
   * Reads the whole body, so that a malformed end is found too. Bytes that are not UTF-8 are
   * replaced: a commit's message may hold them.
   *
   * @throws IOException when it is not one JSON object, or exceeds what a payload may be
   */
  static GitHubPayload read(byte[] body) throws IOException {
    var text = new InputStreamReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8);
    try (var reader = new PushbackReader(text)) {
      var first = reader.read();
      if (first >= 0 && first != BYTE_ORDER_MARK) {
        reader.unread(first);
      }
      try (var parser = JSON.createParser(reader)) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          throw new JsonParseException(parser, "not an object");
        }
        var facts = new HashMap<String, String>();
        readObject(parser, "", facts);
        if (parser.nextToken() != null) {
          throw new JsonParseException(parser, "more than one value");
        }
        return of(facts);
      }
    }
  }

  private static GitHubPayload of(Map<String, String> facts) {
    return new GitHubPayload(
        facts.get(REF),
        facts.get(ACTION),
        facts.get(BASE_REF),
        "true".equals(facts.get(MERGED)),
        facts.get(REPOSITORY_ID));
  }

  /** Reads no deeper than the facts need. */
  private static void readObject(JsonParser parser, String path, Map<String, String> facts)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var here = path + "/" + parser.currentName();
      var token = parser.nextToken();
      if (token == JsonToken.START_OBJECT && PARENTS.contains(here)) {
        readObject(parser, here, facts);
      } else if (isFact(here, token)) {
        if (facts.put(here, parser.getText()) != null) {
          throw new JsonParseException(parser, "a fact twice");
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private static boolean isFact(String path, JsonToken token) {
    if (!FACTS.contains(path)) {
      return false;
    }
    return switch (token) {
      case VALUE_STRING -> TEXTS.contains(path);
      case VALUE_NUMBER_INT -> path.equals(REPOSITORY_ID);
      case VALUE_TRUE, VALUE_FALSE -> path.equals(MERGED);
      default -> false;
    };
  }
}
