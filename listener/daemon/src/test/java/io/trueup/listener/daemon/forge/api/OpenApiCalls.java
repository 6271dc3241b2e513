package io.trueup.listener.daemon.forge.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares calls and answers with a forge's published OpenAPI description: the path, its
 * parameters, the body, the status and the body of the answer. The descriptions in {@code openapi}
 * hold the paths that are used; CONTRIBUTING.md says how they are made.
 */
public final class OpenApiCalls {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDialect(Dialects.getOpenApi30());
  private static final Pattern PARAMETER = Pattern.compile("\\{([^/}]+)}");
  private static final String IN_JSON = "application/json";

  private final JsonNode document;

  private OpenApiCalls(JsonNode document) {
    this.document = document;
  }

  /** The description with a name, such as {@code github}. */
  public static OpenApiCalls of(String name) {
    var resource = "/openapi/%s.json".formatted(name);
    try (var stream = Objects.requireNonNull(OpenApiCalls.class.getResourceAsStream(resource))) {
      return new OpenApiCalls(JSON.readTree(stream));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The calls, each with the page that describes it, which is empty when none is named. */
  Map<String, String> sources() {
    var sources = new LinkedHashMap<String, String>();
    for (var path : document.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        var page = operation.getValue().path("externalDocs").path("url").asText();
        sources.put(operation.getKey() + " " + path.getKey(), page);
      }
    }
    return sources;
  }

  /** A path of the description that a call's path matches, with the values of its parameters. */
  private record Match(JsonNode operation, Map<String, String> values) {}

  /** Where a call or its answer differs from the description, one sentence each. */
  public List<String> violations(PlayedForge.Call call, PlayedForge.Answer answer) {
    var match = match(call);
    if (match == null) {
      return List.of("%s: there is no such call".formatted(call.line()));
    }
    var found = new ArrayList<String>();
    parameters(call, match, found);
    requestBody(call, match, found);
    answer(answer, match, found);
    return found.stream().map(it -> "%s: %s".formatted(call.line(), it)).toList();
  }

  private @Nullable Match match(PlayedForge.Call call) {
    for (var path : document.path("paths").properties()) {
      var operation = path.getValue().path(call.method().toLowerCase(Locale.ROOT));
      var names = PARAMETER.matcher(path.getKey()).results().map(it -> it.group(1)).toList();
      var matcher =
          Pattern.compile(PARAMETER.matcher(path.getKey()).replaceAll("([^/]+)"))
              .matcher(call.path());
      if (!operation.isMissingNode() && matcher.matches()) {
        var values = new LinkedHashMap<String, String>();
        for (var i = 0; i < names.size(); i++) {
          values.put(names.get(i), decoded(matcher.group(i + 1)));
        }
        return new Match(operation, values);
      }
    }
    return null;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private void parameters(PlayedForge.Call call, Match match, List<String> found) {
    var given = query(call);
    var known = new HashSet<String>();
    for (var reference : match.operation().path("parameters")) {
      var parameter = resolved(reference);
      var name = parameter.path("name").asText();
      var value =
          switch (parameter.path("in").asText()) {
            case "path" -> match.values().get(name);
            case "query" -> given.get(name);
            default -> null;
          };
      known.add(name);
      if (value != null) {
        validate("parameter '%s'".formatted(name), parameter.path("schema"), typed(value), found);
      } else if (parameter.path("required").asBoolean()) {
        found.add("parameter '%s' is missing".formatted(name));
      }
    }
    given.keySet().stream()
        .filter(it -> !known.contains(it))
        .forEach(it -> found.add("parameter '%s' is not known".formatted(it)));
  }

  /** A whole number as such, else a text. */
  private static JsonNode typed(String value) {
    return value.matches("-?[0-9]{1,18}")
        ? JSON.getNodeFactory().numberNode(Long.parseLong(value))
        : JSON.getNodeFactory().textNode(value);
  }

  private static Map<String, String> query(PlayedForge.Call call) {
    var values = new LinkedHashMap<String, String>();
    var query = call.query();
    for (var pair : query == null ? new String[0] : query.split("&", -1)) {
      var parts = pair.split("=", 2);
      values.put(decoded(parts[0]), parts.length == 1 ? "" : decoded(parts[1]));
    }
    return values;
  }

  private void requestBody(PlayedForge.Call call, Match match, List<String> found) {
    var body = resolved(match.operation().path("requestBody"));
    if (call.body().isEmpty()) {
      if (body.path("required").asBoolean()) {
        found.add("the body is missing");
      }
      return;
    }
    var schema = body.path("content").path(IN_JSON).path("schema");
    if (schema.isMissingNode()) {
      found.add("it takes no body");
      return;
    }
    validate("the body", schema, parsed(call.body()), found);
    parsed(call.body())
        .fieldNames()
        .forEachRemaining(name -> {
          var properties = resolved(schema).path("properties");
          if (!properties.isMissingNode() && !properties.has(name)) {
            found.add("the body's field '%s' is not known".formatted(name));
          }
        });
  }

  private void answer(PlayedForge.Answer answer, Match match, List<String> found) {
    var responses = match.operation().path("responses");
    var declared = responses.path(Integer.toString(answer.status()));
    if (declared.isMissingNode()) {
      // Errors that every call may end with are not declared for each.
      if (answer.status() < 400) {
        found.add("the answer %d is not declared".formatted(answer.status()));
      }
      return;
    }
    var schema = resolved(declared).path("content").path(IN_JSON).path("schema");
    if (!schema.isMissingNode()) {
      validate("the answer", schema, parsed(answer.body()), found);
    }
  }

  /**
   * The smallest answer that a call may get: all that is required, and nothing else.
   *
   * @param call the method and the path of the description
   */
  public JsonNode smallest(String call, int status) {
    var parts = call.split(" ", 2);
    var operation = document.path("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
    var response = resolved(operation.path("responses").path(Integer.toString(status)));
    return smallest(resolved(response.path("content").path(IN_JSON).path("schema")));
  }

  private JsonNode smallest(JsonNode schema) {
    var nodes = JSON.getNodeFactory();
    if (schema.path("nullable").asBoolean()) {
      return nodes.nullNode();
    }
    if (schema.has("enum")) {
      return schema.path("enum").path(0);
    }
    return switch (schema.path("type").asText()) {
      case "integer", "number" -> nodes.numberNode(1);
      case "boolean" -> nodes.booleanNode(true);
      case "array" -> nodes.arrayNode();
      case "string" ->
          nodes.textNode(
              switch (schema.path("format").asText()) {
                case "date-time" -> "2026-03-01T12:00:00Z";
                case "uri" -> "https://forge.test/";
                case "email" -> "ann@forge.test";
                default -> "x";
              });
      default -> {
        var object = nodes.objectNode();
        for (var name : schema.path("required")) {
          object.set(
              name.asText(), smallest(resolved(schema.path("properties").path(name.asText()))));
        }
        yield object;
      }
    };
  }

  private static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Not JSON: " + json, e);
    }
  }

  private JsonNode resolved(JsonNode node) {
    var reference = node.path("$ref").asText();
    return reference.isEmpty() ? node : document.at(reference.substring(1));
  }

  private void validate(String what, JsonNode schema, JsonNode value, List<String> found) {
    schema(schema)
        .validate(value.toString(), InputFormat.JSON)
        .forEach(error -> found.add("%s: %s".formatted(what, error)));
  }

  /** A schema with the components that it may refer to. */
  private Schema schema(JsonNode schema) {
    var whole = JSON.createObjectNode();
    whole.set("components", document.path("components"));
    whole.putArray("allOf").add(schema);
    return SCHEMAS.getSchema(whole.toString(), InputFormat.JSON);
  }
}
