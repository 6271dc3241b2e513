package io.trueup.listener.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import io.trueup.listener.api.view.ErrorView;
import io.trueup.listener.api.view.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks a daemon. */
final class ApiClient implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofMinutes(15);

  private final String server;
  private final @Nullable String token;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  /**
   * A client of one daemon.
   *
   * @param server such as {@code http://127.0.0.1:8080}, without a slash at its end
   * @param token null when there is none
   */
  ApiClient(String server, @Nullable String token) {
    this.server = server;
    this.token = token;
  }

  /**
   * What was answered.
   *
   * @param text as it came; empty when there is nothing to say
   */
  record Reply(String text) {

    /** What a daemon would answer with. */
    static Reply of(Object view) {
      try {
        return new Reply(Json.STRICT.writeValueAsString(view));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("Every view can be written", e);
      }
    }

    <T> T as(Class<T> type) {
      return type.cast(read(Json.LENIENT.constructType(type)));
    }

    <T> List<T> asListOf(Class<T> type) {
      var items =
          (List<?>) read(Json.LENIENT.getTypeFactory().constructCollectionType(List.class, type));
      return items.stream().<T>map(type::cast).toList();
    }

    private Object read(JavaType type) {
      try {
        return Json.LENIENT.readValue(text, type);
      } catch (JsonProcessingException e) {
        throw new CommandException(
            ExitCode.FAILED,
            "The daemon's answer is not understood; is it of another version? "
                + e.getOriginalMessage());
      }
    }
  }

  /** A path of its parts, each of which may hold anything. */
  static String path(String... parts) {
    return Arrays.stream(parts)
        .map(ApiClient::encoded)
        .collect(Collectors.joining("/", "/api/v1/", ""));
  }

  /** A path with a query; a name may have many values, or none. */
  static String query(String path, Map<String, List<String>> values) {
    var query =
        values.entrySet().stream()
            .flatMap(it -> it.getValue().stream().map(value -> it.getKey() + "=" + encoded(value)))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? path : path + "?" + query;
  }

  /** A part of a path, or a value of a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  Reply get(String path) {
    return send("GET", path, null);
  }

  Reply send(String method, String path, @Nullable Object body) {
    var response = send(request(method, path, body), BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (response.statusCode() >= 400) {
      throw refusal(response.statusCode(), response.body());
    }
    return new Reply(response.body());
  }

  /** Asks, and tells of each line of the answer as it comes; those that are empty left out. */
  void follow(String path, Object body, Consumer<Reply> line) {
    var response = send(request("POST", path, body), BodyHandlers.ofLines());
    try (var lines = response.body()) {
      if (response.statusCode() >= 400) {
        throw refusal(response.statusCode(), lines.collect(Collectors.joining("\n")));
      }
      lines.filter(it -> !it.isEmpty()).map(Reply::new).forEach(line);
    } catch (UncheckedIOException e) {
      throw new CommandException(
          ExitCode.FAILED,
          "The connection to %s was cut; what was begun there goes on. The audit says how it ended"
              .formatted(server));
    }
  }

  private HttpRequest request(String method, String path, @Nullable Object body) {
    var request =
        HttpRequest.newBuilder(uri(path))
            .timeout(ANSWER)
            .header("Accept", "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : json(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return request.build();
  }

  private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (HttpTimeoutException _) {
      throw new CommandException(
          ExitCode.TIMEOUT,
          request.method().equals("GET")
              ? "The daemon at %s does not answer in time".formatted(server)
              : "The daemon at %s does not answer in time; what was begun there goes on. The audit says how it ended"
                  .formatted(server));
    } catch (ConnectException _) {
      throw new CommandException(
          ExitCode.FAILED,
          "Nothing answers at %s: is the daemon running there ('trueup serve')? Name another address with --server or TRUEUP_SERVER"
              .formatted(server));
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED, "Cannot ask the daemon at %s: %s".formatted(server, e.getMessage()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.FAILED, "Interrupted");
    }
  }

  private URI uri(String path) {
    try {
      return URI.create(server + path);
    } catch (IllegalArgumentException _) {
      throw new CommandException(
          ExitCode.USAGE, "'%s' is not an address such as http://127.0.0.1:8080".formatted(server));
    }
  }

  private static HttpRequest.BodyPublisher json(Object body) {
    try {
      return BodyPublishers.ofByteArray(Json.STRICT.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Every request can be written", e);
    }
  }

  private CommandException refusal(int status, String body) {
    String detail;
    try {
      detail = Json.LENIENT.readValue(body, ErrorView.class).detail();
    } catch (JsonProcessingException | IllegalArgumentException _) {
      detail = "The answer from %s is %d, and not the daemon's".formatted(server, status);
    }
    if (status == 401 && token == null) {
      detail = "This needs a token: name its file with --token-file or TRUEUP_TOKEN_FILE";
    }
    return new CommandException(ExitCode.of(status), detail);
  }

  @Override
  public void close() {
    http.close();
  }
}
