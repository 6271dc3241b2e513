package io.trueup.listener.daemon.forge.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.trueup.listener.engine.text.JsonMappers;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One call of an API.
 *
 * @param path the segments after the server's base, not yet encoded
 * @param query in order
 * @param json the body; null for none
 */
public record ForgeCall(
    Method method, List<String> path, Map<String, String> query, @Nullable String json) {

  private static final Set<String> NOT_SEGMENTS = Set.of("", ".", "..");

  /** How to call. */
  public enum Method {
    GET,
    POST,
    PUT
  }

  /**
   * Checks the path.
   *
   * @throws IllegalArgumentException when a segment could lead elsewhere
   */
  public ForgeCall {
    path = List.copyOf(path);
    query = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(query));
    if (path.stream().anyMatch(NOT_SEGMENTS::contains)) {
      throw new IllegalArgumentException("Not the path of an API: " + path);
    }
  }

  /** Reads something. */
  public static ForgeCall get(String... path) {
    return new ForgeCall(Method.GET, List.of(path), Map.of(), null);
  }

  /** Adds something, or has something done. */
  public static ForgeCall post(String... path) {
    return new ForgeCall(Method.POST, List.of(path), Map.of(), null);
  }

  /** Writes something. */
  public static ForgeCall put(String... path) {
    return new ForgeCall(Method.PUT, List.of(path), Map.of(), null);
  }

  /** The same call with one more parameter. */
  public ForgeCall with(String name, String value) {
    var more = new LinkedHashMap<>(query);
    more.put(name, value);
    return new ForgeCall(method, path, more, json);
  }

  /** The same call with a body. */
  public ForgeCall sending(Map<String, ?> body) {
    try {
      return new ForgeCall(method, path, query, JsonMappers.STRICT.writeValueAsString(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Not a body of JSON: " + body.keySet(), e);
    }
  }

  URI at(ForgeServer server) {
    var parameters =
        query.entrySet().stream()
            .map(it -> encoded(it.getKey()) + "=" + encoded(it.getValue()))
            .collect(Collectors.joining("&"));
    return URI.create(
        server.base()
            + path.stream().map(it -> "/" + encoded(it)).collect(Collectors.joining())
            + (parameters.isEmpty() ? "" : "?" + parameters));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
