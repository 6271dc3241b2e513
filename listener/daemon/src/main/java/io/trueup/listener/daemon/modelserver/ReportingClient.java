package io.trueup.listener.daemon.modelserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.trueup.listener.daemon.view.ModelServerView;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.listener.engine.versions.VersionFileSet;
import io.trueup.listener.engine.versions.VersionImport;
import io.trueup.listener.engine.versions.VersionManifest;
import io.trueup.listener.engine.versions.VersionRefusedException;
import io.trueup.listener.engine.versions.moving.ContentCoding;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceId;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/** Reports to a daemon, and fetches compiled versions from it. Thread-safe; blocks. */
final class ReportingClient implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int OK = 200;
  private static final int PARTIAL = 206;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final String url;
  private final Supplier<Secret> token;

  /**
   * Calls a daemon.
   *
   * @param token is read for each call, so that a rotated one needs no restart
   */
  ReportingClient(String url, Supplier<Secret> token) {
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    this.token = token;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(ANSWER)
        .header("Authorization", "Bearer " + token.get().value());
  }

  private static String part(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * Reports.
   *
   * @throws IOException when the daemon does not answer, or refuses
   */
  void report(String instance, ModelServerView.Report report) throws IOException {
    byte[] body;
    try {
      body = JsonMappers.STRICT.writeValueAsBytes(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Every view can be written", e);
    }
    var answer =
        send(
            request("/api/v1/model-servers/" + part(instance))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                .header("Content-Type", "application/json")
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != OK) {
      throw new IOException(
          "the daemon answers %d: %s".formatted(answer.statusCode(), answer.body()));
    }
  }

  /**
   * Copies what a folder lacks of a version.
   *
   * @throws IOException when that fails; what arrived is kept, and the next call goes on there
   */
  void fetch(SourceId source, CommitId commit, VersionFileSet into, VersionImport.Expected expected)
      throws IOException {
    var models = "/api/v1/models/" + part(source.value());
    var listed =
        send(request(models + "/" + commit.value() + "/files").build(), BodyHandlers.ofByteArray());
    if (listed.statusCode() != OK) {
      throw new IOException(
          "the daemon answers %d: %s"
              .formatted(listed.statusCode(), new String(listed.body(), StandardCharsets.UTF_8)));
    }
    try (var version = VersionImport.begin(into, VersionManifest.read(listed.body()), expected)) {
      for (var item : version.missing()) {
        version.receive(item, from -> open(models + "/files/" + item.id(), from), _ -> {});
      }
      version.publish();
    } catch (IllegalArgumentException | VersionRefusedException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The rest of a file; a whole file arrives compressed, a part as it is. */
  private InputStream open(String path, long from) throws IOException {
    var asked = request(path);
    if (from > 0) {
      asked.header("Range", "bytes=%d-".formatted(from));
    } else {
      asked.header("Accept-Encoding", ContentCoding.best().token());
    }
    var answer = send(asked.build(), BodyHandlers.ofInputStream());
    var content = answer.body();
    try {
      if (answer.statusCode() != OK && answer.statusCode() != PARTIAL) {
        throw new IOException("the daemon answers %d".formatted(answer.statusCode()));
      }
      var coding = answer.headers().firstValue("Content-Encoding");
      var decoded =
          coding.isEmpty()
              ? content
              : ContentCoding.of(coding.get())
                  .orElseThrow(() -> new IOException("unknown compression " + coding.get()))
                  .decode(content);
      if (from > 0 && answer.statusCode() == OK) {
        decoded.skipNBytes(from); // a proxy ignored the range
      }
      return decoded;
    } catch (IOException | RuntimeException e) {
      content.close();
      throw e;
    }
  }

  private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body) throws IOException {
    try {
      return http.send(request, body);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
