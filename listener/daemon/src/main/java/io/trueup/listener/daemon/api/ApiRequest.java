package io.trueup.listener.daemon.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.statestore.Actor;
import io.trueup.statestore.SourceId;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request.
 *
 * @param target the path and the query as they were sent
 * @param path the parameters of the path, decoded
 * @param query the parameters of the query, decoded
 * @param headers the headers of {@link #HEADERS} that it has
 * @param actor the caller; anonymous where no token is needed
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes, read once
record ApiRequest(
    String target,
    Map<String, String> path,
    Map<String, List<String>> query,
    Map<String, String> headers,
    byte[] body,
    Actor actor) {

  /** The headers that actions may look at, beside the caller's. */
  private static final List<String> HEADERS =
      List.of(
          "Accept",
          "If-Match",
          "If-None-Match",
          "Range",
          "If-Range",
          "Accept-Encoding",
          "Last-Event-ID");

  private static final int LONGEST_TEXT = 1000;
  private static final Pattern ENTITY_TAG = Pattern.compile("\"([1-9][0-9]{0,17})\"");

  static ApiRequest of(RoutingContext context, Map<String, String> path, Actor actor, byte[] body) {
    var request = context.request();
    var sent = request.query();
    var target = Objects.requireNonNullElse(request.path(), "/");
    return new ApiRequest(
        sent == null ? target : target + "?" + sent,
        Map.copyOf(path),
        query(context),
        headers(request),
        body,
        actor);
  }

  private static Map<String, List<String>> query(RoutingContext context) {
    if (context.request().uri().indexOf('?') < 0) {
      return Map.of();
    }
    var query = new TreeMap<String, List<String>>();
    for (var entry : context.queryParams()) {
      query.computeIfAbsent(entry.getKey(), _ -> new ArrayList<>()).add(entry.getValue());
    }
    return query;
  }

  private static Map<String, String> headers(HttpServerRequest request) {
    var headers = new TreeMap<String, String>();
    for (var name : HEADERS) {
      var value = request.getHeader(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    return headers;
  }

  ApiRequest withActor(Actor known) {
    return new ApiRequest(target, path, query, headers, body, known);
  }

  ApiRequest withPath(Map<String, String> parameters) {
    return new ApiRequest(target, Map.copyOf(parameters), query, headers, body, actor);
  }

  /** One of {@link #HEADERS}; null when the request does not have it. */
  @Nullable String header(String name) {
    return headers.get(name);
  }

  /** A parameter of the path. */
  String path(String name) {
    var value = path.get(name);
    if (value == null) {
      throw new IllegalStateException("The route has no '%s'".formatted(name));
    }
    return requireText(name, value);
  }

  /** A parameter of the query; null when it is not given. */
  @Nullable String query(String name) {
    var values = query.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw ApiException.invalid(name, "Parameter '%s' must be given only once".formatted(name));
    }
    return values.isEmpty() || values.getFirst().isEmpty()
        ? null
        : requireText(name, values.getFirst());
  }

  /** The end of the previous page, of any length; null for the first page. */
  @Nullable String cursor() {
    return query.getOrDefault("after", List.of()).stream().findFirst().orElse(null);
  }

  /** The source that the query names; null for all. */
  @Nullable SourceId source() {
    var name = query("source");
    return name == null ? null : source("source", name);
  }

  static SourceId source(String field, String name) {
    try {
      return new SourceId(name);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid(field, String.valueOf(e.getMessage()));
    }
  }

  /** A parameter of the query that is 'true' or 'false'; false when it is not given. */
  boolean booleanParameter(String name) {
    var text = query(name);
    if (text != null && !text.equals("true") && !text.equals("false")) {
      throw ApiException.invalid(
          name, "'%s' must be 'true' or 'false', not '%s'".formatted(name, text));
    }
    return "true".equals(text);
  }

  /** The requested number of items. */
  int limit(int otherwise, int most) {
    var text = query("limit");
    if (text == null) {
      return otherwise;
    }
    try {
      var limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= most) {
        return limit;
      }
    } catch (NumberFormatException _) {
      // Reported below, with the expected form.
    }
    throw ApiException.invalid(
        "limit", "'limit' must be a whole number from 1 to %d, not '%s'".formatted(most, text));
  }

  /**
   * The version in {@code If-Match}: an entity tag as an answer carried it; null when there is
   * none, or any will do.
   */
  @Nullable Long seenVersion() {
    var text = header("If-Match");
    if (text == null || text.equals("*")) {
      return null;
    }
    var matcher = ENTITY_TAG.matcher(text);
    if (!matcher.matches()) {
      throw ApiException.invalid(
          "If-Match",
          "'If-Match' must be the ETag of an earlier answer, such as \"3\", not '%s'"
              .formatted(text));
    }
    return Long.parseLong(matcher.group(1));
  }

  /** A whole number. */
  static long number(String field, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw ApiException.invalid(
          field, "'%s' must be a whole number, not '%s'".formatted(field, text));
    }
  }

  /** Whether the body, a JSON object, names a field, even with null. */
  boolean names(String field) {
    try {
      return JsonMappers.STRICT.readTree(body).has(field);
    } catch (IOException _) {
      return false;
    }
  }

  /** Whether the request has a body. */
  boolean hasBody() {
    return body.length > 0;
  }

  /** The body as a record. */
  <T> T body(Class<T> type) {
    if (body.length == 0) {
      throw ApiException.malformed(
          "The body must be a JSON object with %s".formatted(fields(type)));
    }
    try {
      var value = JsonMappers.STRICT.readValue(body, type);
      if (value == null) {
        throw ApiException.malformed(
            "The body must be a JSON object with %s".formatted(fields(type)));
      }
      return value;
    } catch (UnrecognizedPropertyException e) {
      throw ApiException.invalid(
          e.getPropertyName(),
          "Unknown field '%s'. The fields are %s".formatted(e.getPropertyName(), fields(type)));
    } catch (InvalidFormatException e) {
      throw ApiException.invalid(
          field(e), "'%s' cannot be '%s'%s".formatted(field(e), e.getValue(), choices(e)));
    } catch (MismatchedInputException e) {
      throw field(e).isEmpty()
          ? ApiException.malformed("The body must be a JSON object with %s".formatted(fields(type)))
          : ApiException.invalid(field(e), "'%s' has the wrong type".formatted(field(e)));
    } catch (JsonProcessingException e) {
      throw ApiException.malformed("The body is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new IllegalStateException("Bytes in memory can be read", e);
    }
  }

  private static String field(JsonMappingException e) {
    return e.getPath().stream()
        .map(JsonMappingException.Reference::getFieldName)
        .filter(java.util.Objects::nonNull)
        .collect(Collectors.joining("."));
  }

  private static String choices(InvalidFormatException e) {
    if (e.getTargetType() == String.class) {
      return ": it must be a string";
    }
    var constants = e.getTargetType() == null ? null : e.getTargetType().getEnumConstants();
    return constants == null
        ? ""
        : ": it must be one of "
            + Arrays.stream(constants).map(Object::toString).collect(Collectors.joining(", "));
  }

  private static String fields(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(component -> "'" + component.getName() + "'")
        .collect(Collectors.joining(", "));
  }

  /** A required field; strips white space. */
  static String requireText(String field, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw ApiException.invalid(field, "'%s' is required".formatted(field));
    }
    if (value.indexOf('\0') >= 0) {
      throw ApiException.invalid(field, "'%s' contains a NUL character".formatted(field));
    }
    if (value.length() > LONGEST_TEXT) {
      throw ApiException.invalid(
          field, "'%s' is longer than %d characters".formatted(field, LONGEST_TEXT));
    }
    return value.strip();
  }
}
