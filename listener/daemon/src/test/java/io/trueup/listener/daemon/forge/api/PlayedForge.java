package io.trueup.listener.daemon.forge.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trueup.platforms.spi.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A real server that plays the API of a forge, as a test says. Safe for any thread. */
public final class PlayedForge implements AutoCloseable {

  /** The token that it expects. */
  public static final String TOKEN = "forge-token-of-the-test";

  /** A call as it arrived. */
  public record Call(
      String method,
      String path,
      @Nullable String query,
      String body,
      Map<String, String> headers) {

    /** The method, the path and the query. */
    public String line() {
      return method + " " + path + (query == null ? "" : "?" + query);
    }
  }

  /** An answer. */
  public record Answer(int status, String body, Map<String, String> headers) {

    public static Answer json(int status, String body) {
      return new Answer(status, body, Map.of("Content-Type", "application/json"));
    }

    /** The same answer with one more header. */
    public Answer with(String name, String value) {
      var more = new TreeMap<>(headers);
      more.put(name, value);
      return new Answer(status, body, more);
    }
  }

  /** What the forge does with a call. */
  @FunctionalInterface
  public interface Play {
    Answer answer(Call call) throws Exception;
  }

  /** What the forge does with the connection of a call. */
  @FunctionalInterface
  public interface RawPlay {
    void answer(Call call, HttpExchange exchange) throws IOException, InterruptedException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
  private final @Nullable OpenApiCalls description;
  private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
  private volatile RawPlay play =
      (_, exchange) -> send(exchange, Answer.json(404, "{\"message\":\"Not Found\"}"));

  private PlayedForge(@Nullable OpenApiCalls description) {
    this.description = description;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** A server whose calls and answers are not compared with a description. */
  public static PlayedForge free() {
    return new PlayedForge(null);
  }

  /** A server that compares each call, and each answer, with the forge's own description. */
  public static PlayedForge of(OpenApiCalls description) {
    return new PlayedForge(description);
  }

  /** Answers calls like this from now on. */
  public void play(Play next) {
    play = (call, exchange) -> send(exchange, answer(next, call));
  }

  /** Does this with the connections of calls from now on. */
  public void playRaw(RawPlay next) {
    play = next;
  }

  private Answer answer(Play next, Call call) {
    try {
      var answer = next.answer(call);
      if (description != null) {
        violations.addAll(description.violations(call, answer));
      }
      return answer;
    } catch (Exception e) {
      violations.add("%s: %s".formatted(call.line(), e));
      return Answer.json(500, "{\"message\":\"The test failed\"}");
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
    var uri = exchange.getRequestURI();
    var call =
        new Call(
            exchange.getRequestMethod(),
            uri.getRawPath(),
            uri.getRawQuery(),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
            headers);
    calls.add(call);
    try (exchange) {
      play.answer(call, exchange);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** The calls so far. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /** The calls so far, each its method, path and query. */
  public List<String> lines() {
    return calls.stream().map(Call::line).toList();
  }

  /** Where calls or answers differ from the description; empty without one. */
  public List<String> violations() {
    return List.copyOf(violations);
  }

  public URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** This server, with its token. */
  public ForgeServer server(Map<String, String> headers) {
    var token = Optional.of(new Secret(TOKEN));
    return new ForgeServer(base(), () -> token, headers);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
