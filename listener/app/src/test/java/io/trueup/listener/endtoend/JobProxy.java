package io.trueup.listener.endtoend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * Passes the requests of jobs on to a daemon, which may be another one later. Safe for any thread.
 */
final class JobProxy implements AutoCloseable {

  private static final String GONE =
      """
      {"type": "urn:trueup:error:version-gone", "title": "Gone", "status": 410,
       "detail": "Version 1 is no longer kept. Begin again with version 2",
       "field": null, "candidates": ["2"], "gates": [], "current": 2}
      """;

  private static final Pattern TAG = Pattern.compile("(\"nodesTag\"\\s*:\\s*\")[^\"]*");
  private static final Pattern WAIT = Pattern.compile("(\"retryAfterSeconds\"\\s*:\\s*)\\d+");

  private final AtomicBoolean isGone;
  private final AtomicBoolean hasOtherNodes;
  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpServer server;
  private volatile URI daemon;

  private JobProxy(URI daemon, boolean changes) throws IOException {
    isGone = new AtomicBoolean(changes);
    hasOtherNodes = new AtomicBoolean(changes);
    this.daemon = daemon;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::pass);
    server.start();
  }

  static JobProxy on(URI daemon) throws IOException {
    return new JobProxy(daemon, false);
  }

  /**
   * Answers the first question about a version as the daemon answers one that is no longer kept,
   * and lists a job with another tag the first time.
   */
  static JobProxy withChanges(URI daemon) throws IOException {
    return new JobProxy(daemon, true);
  }

  void to(URI other) {
    daemon = other;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void pass(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().toString();
    var body = exchange.getRequestBody().readAllBytes();
    if (path.contains("/models/") && isGone.getAndSet(false)) {
      answer(exchange, 410, GONE.getBytes(StandardCharsets.UTF_8));
      return;
    }
    var request =
        HttpRequest.newBuilder(URI.create(daemon + path))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    for (var name : List.of("Authorization", "Accept", "Content-Type")) {
      var value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        request.header(name, value);
      }
    }
    try {
      var answer = http.send(request.build(), BodyHandlers.ofByteArray());
      answer(exchange, answer.statusCode(), edited(path, answer.body()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Jobs wait for a second; the first list of a job's nodes is of others, if that is wanted. */
  private byte[] edited(String path, byte[] body) {
    var text = new String(body, StandardCharsets.UTF_8);
    if (path.contains("/jobs/") && hasOtherNodes.getAndSet(false)) {
      return bytes(TAG.matcher(text).replaceFirst("$1another"));
    }
    return path.contains("/currency") || path.contains("/runs")
        ? bytes(WAIT.matcher(text).replaceFirst("$1 1"))
        : body;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    http.shutdownNow();
  }
}
