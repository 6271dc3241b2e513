package io.trueup.listener.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.engine.text.JsonMappers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client for a daemon. Uses {@link HttpURLConnection}, because the newer client accepts no
 * host with an underscore.
 */
public final class ApiClient {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofMinutes(15);

  static {
    // A request must not be sent twice.
    System.setProperty("sun.net.http.retryPost", "false");
  }

  private final String server;
  private final @Nullable String token;

  /**
   * A client of one daemon.
   *
   * @param server such as {@code http://127.0.0.1:8080}, without a slash at its end
   * @param token null for none
   */
  public ApiClient(String server, @Nullable String token) {
    this.server = server;
    this.token = token;
  }

  /**
   * An answer.
   *
   * @param text the body as received; may be empty
   */
  public record Reply(String text) {

    /** The answer that a daemon would give with a view. */
    public static Reply of(Object view) {
      try {
        return new Reply(JsonMappers.STRICT.writeValueAsString(view));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("Every view can be written", e);
      }
    }

    public <T> T as(Class<T> type) {
      return type.cast(read(JsonMappers.LENIENT.constructType(type)));
    }

    public <T> List<T> asListOf(Class<T> type) {
      var items =
          (List<?>)
              read(JsonMappers.LENIENT.getTypeFactory().constructCollectionType(List.class, type));
      return items.stream().<T>map(type::cast).toList();
    }

    private Object read(JavaType type) {
      try {
        return JsonMappers.LENIENT.readValue(text, type);
      } catch (JsonProcessingException e) {
        throw new CommandException(
            ExitCode.FAILED,
            "Cannot read the daemon's answer; does the daemon have another version? "
                + e.getOriginalMessage());
      }
    }
  }

  /** A path from its parts, which are encoded. */
  public static String path(String... parts) {
    return Arrays.stream(parts)
        .map(ApiClient::encoded)
        .collect(Collectors.joining("/", "/api/v1/", ""));
  }

  /** A path with a query; each name may have any number of values. */
  public static String query(String path, Map<String, List<String>> values) {
    var query =
        values.entrySet().stream()
            .flatMap(it -> it.getValue().stream().map(value -> it.getKey() + "=" + encoded(value)))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? path : path + "?" + query;
  }

  /** The encoded form of a part of a path or a value of a query. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public Reply get(String path) {
    return send("GET", path, null);
  }

  public Reply send(String method, String path, @Nullable Object body) {
    return send(method, path, body, Map.of());
  }

  /** Sends a request with further headers. */
  public Reply send(
      String method, String path, @Nullable Object body, Map<String, String> headers) {
    return exchange(
        method,
        path,
        body,
        headers,
        answer -> new Reply(new String(answer.readAllBytes(), StandardCharsets.UTF_8)));
  }

  /** Sends a request and passes on each line of the answer as it arrives, except empty ones. */
  public void follow(String path, Object body, Consumer<Reply> line) {
    this.<@Nullable Void>exchange(
        "POST",
        path,
        body,
        Map.of(),
        answer -> {
          follow(answer, line);
          return null;
        });
  }

  private void follow(InputStream answer, Consumer<Reply> line) {
    var reader = new BufferedReader(new InputStreamReader(answer, StandardCharsets.UTF_8));
    try (var lines = reader.lines()) {
      lines.filter(it -> !it.isEmpty()).map(Reply::new).forEach(line);
    } catch (UncheckedIOException _) {
      throw new CommandException(
          ExitCode.FAILED,
          "Lost the connection to %s. The daemon goes on; see the result with 'trueup audit'"
              .formatted(server));
    }
  }

  /** How long an open answer may stay without a byte. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  /**
   * An answer whose content is still to be read; the caller closes the content.
   *
   * @param headers by name, in lower case
   */
  public record OpenAnswer(int status, Map<String, String> headers, InputStream content) {

    /** A header; empty when there is none. */
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  /**
   * Asks for content of any size.
   *
   * @throws IOException when the daemon cannot be reached, or is busy, so that it may be asked
   *     again
   * @throws CommandException when it refuses
   */
  public OpenAnswer open(String path, Map<String, String> headers) throws IOException {
    var connection = connection("GET", path, null, headers);
    connection.setReadTimeout((int) SILENCE.toMillis());
    var status = connection.getResponseCode();
    if (status == HttpURLConnection.HTTP_UNAVAILABLE) {
      throw new IOException(
          String.valueOf(refusal(status, text(connection.getErrorStream())).getMessage()));
    }
    if (status >= 400) {
      throw refusal(status, text(connection.getErrorStream()));
    }
    var found = new TreeMap<String, String>();
    connection
        .getHeaderFields()
        .forEach((name, values) -> {
          if (name != null) {
            found.put(name.toLowerCase(Locale.ROOT), values.getFirst());
          }
        });
    return new OpenAnswer(status, found, connection.getInputStream());
  }

  /** Reads a successful answer. */
  private interface AnswerReader<T extends @Nullable Object> {
    T read(InputStream answer) throws IOException;
  }

  private <T extends @Nullable Object> T exchange(
      String method,
      String path,
      @Nullable Object body,
      Map<String, String> headers,
      AnswerReader<T> reading) {
    try {
      var connection = connection(method, path, body, headers);
      var status = connection.getResponseCode();
      if (status >= 400) {
        throw refusal(status, text(connection.getErrorStream()));
      }
      try (var answer = connection.getInputStream()) {
        return reading.read(answer);
      }
    } catch (SocketTimeoutException e) {
      throw timeout(method, String.valueOf(e.getMessage()));
    } catch (ConnectException | UnknownHostException | NoRouteToHostException _) {
      throw noAnswer();
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED, "Cannot reach the daemon at %s: %s".formatted(server, e.getMessage()));
    }
  }

  private HttpURLConnection connection(
      String method, String path, @Nullable Object body, Map<String, String> headers)
      throws IOException {
    var connection = (HttpURLConnection) address(path).openConnection();
    connection.setConnectTimeout((int) CONNECT.toMillis());
    connection.setReadTimeout((int) ANSWER.toMillis());
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod(method);
    connection.setRequestProperty("Accept", "application/json");
    headers.forEach(connection::setRequestProperty);
    if (token != null) {
      connection.setRequestProperty("Authorization", "Bearer " + token);
    }
    if (body != null || method.equals("POST") || method.equals("PUT")) {
      connection.setDoOutput(true);
      if (body != null) {
        connection.setRequestProperty("Content-Type", "application/json");
      }
      try (var out = connection.getOutputStream()) {
        out.write(body == null ? new byte[0] : json(body));
      }
    }
    return connection;
  }

  @SuppressWarnings("deprecation") // the address was checked, and a URI allows no host with '_'
  private URL address(String path) throws IOException {
    return new URL(server + path);
  }

  private static String text(@Nullable InputStream answer) throws IOException {
    if (answer == null) {
      return "";
    }
    try (answer) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private CommandException timeout(String method, String message) {
    if (message.toLowerCase(Locale.ROOT).contains("connect")) {
      return noAnswer();
    }
    return new CommandException(
        ExitCode.TIMEOUT,
        method.equals("GET")
            ? "Timed out waiting for the daemon at %s".formatted(server)
            : "Timed out waiting for the daemon at %s. The daemon goes on; see the result with 'trueup audit'"
                .formatted(server));
  }

  private CommandException noAnswer() {
    return new CommandException(
        ExitCode.FAILED,
        "Cannot reach a daemon at %s. Start it with 'trueup serve', or set another address with --server or TRUEUP_SERVER"
            .formatted(server));
  }

  private static byte[] json(Object body) {
    try {
      return JsonMappers.STRICT.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Every request can be written", e);
    }
  }

  /** What is wrong, by a problem document, of which a daemon that starts sends the least. */
  private static String detail(String body) {
    try {
      return JsonMappers.LENIENT.readTree(body).path("detail").asText();
    } catch (JsonProcessingException _) {
      return "";
    }
  }

  private CommandException refusal(int status, String body) {
    var detail = detail(body);
    if (detail.isEmpty()) {
      detail =
          "Unexpected answer %2$d from %1$s, which is probably not a daemon"
              .formatted(server, status);
    }
    if (status == 401 && token == null) {
      detail = "This command needs a token. Name its file with --token-file or TRUEUP_TOKEN_FILE";
    }
    return new CommandException(ExitCode.of(status), detail);
  }
}
