package io.trueup.listener.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends any request to a daemon with one token. Safe for any thread. */
final class ApiCaller implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI server;
  private final String token;

  ApiCaller(URI server, String token) {
    this.server = server;
    this.token = token;
  }

  /** An answer. {@code text} is the body; {@code json} is missing when the body is no JSON. */
  record Answer(int status, String type, String text, JsonNode json) {

    String field(String name) {
      return json.path(name).asText();
    }
  }

  Answer get(String path) {
    return send("GET", path, null);
  }

  Answer post(String path, Map<String, ?> body) {
    try {
      return send("POST", path, JSON.writeValueAsString(body));
    } catch (IOException e) {
      throw new IllegalStateException("Maps of texts can be written as JSON", e);
    }
  }

  /**
   * Sends a request.
   *
   * @param body null for none
   */
  Answer send(String method, String path, @Nullable String body) {
    var request =
        HttpRequest.newBuilder(URI.create(server + path))
            .timeout(Duration.ofSeconds(90))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    try {
      var answer = http.send(request.build(), BodyHandlers.ofString());
      return new Answer(
          answer.statusCode(),
          answer.headers().firstValue("Content-Type").orElse(""),
          answer.body(),
          json(answer.body()));
    } catch (IOException e) {
      throw new IllegalStateException("Cannot reach the daemon", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the daemon", e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException _) {
      return JSON.missingNode();
    }
  }

  /** A caller with a new token, which the operator's token creates. */
  static ApiCaller withToken(ApiCaller operator, String name, String scope) {
    var created = operator.post("/api/v1/tokens", Map.of("name", name, "scope", scope));
    if (created.status() / 100 != 2) {
      throw new AssertionError(created.text());
    }
    return new ApiCaller(operator.server, created.field("token"));
  }

  String token() {
    return token;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
