package io.trueup.listener.lab.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.platforms.spi.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** An HTTP client of a daemon that acts as the forge and as jobs. Safe for any thread. */
public final class DaemonClient implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI server;
  private final Secret token;

  /**
   * A client of a server.
   *
   * @param token an operator's token
   */
  public DaemonClient(URI server, Secret token) {
    this.server = server;
    this.token = token;
  }

  /** A status and a JSON body. */
  public record Reply(int status, JsonNode body) {}

  /**
   * Announces a push with a signed delivery, as GitHub does.
   *
   * @param delivery the delivery's id
   */
  public Reply deliverPush(String source, String delivery, String commit, Secret secret) {
    var payload = JSON.createObjectNode();
    payload.put("ref", "refs/heads/main").put("after", commit);
    payload.putObject("repository").put("id", 1).put("full_name", "northwind/model");
    var body = payload.toString().getBytes(StandardCharsets.UTF_8);
    var request =
        HttpRequest.newBuilder(server.resolve("/hooks/" + source))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header("X-GitHub-Event", "push")
            .header("X-GitHub-Delivery", delivery)
            .header("X-Hub-Signature-256", "sha256=" + signature(body, secret))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return send(request);
  }

  /** The signature that GitHub sends with a body, in hex. */
  public static String signature(byte[] body, Secret secret) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform must offer HmacSHA256", e);
    }
  }

  /**
   * Begins a job's run.
   *
   * @param fingerprint of the job's last run; null at its first start
   */
  public Reply begin(String platform, String node, String job, @Nullable String fingerprint) {
    var body = new TreeMap<String, String>(Map.of("platform", platform, "node", node, "job", job));
    if (fingerprint != null) {
      body.put("fingerprint", fingerprint);
    }
    return post("/api/v1/runs", body);
  }

  /** Ends a job's run as succeeded. */
  public Reply end(String run) {
    return post("/api/v1/runs/" + run + "/end", Map.of("outcome", "succeeded"));
  }

  /** Takes a lease on a version of a source. */
  public Reply lease(String source, String version, String purpose) {
    return post(
        "/api/v1/models/%s/%s/leases".formatted(source, version), Map.of("purpose", purpose));
  }

  /** The header with the token, as a line with its end. */
  public String authorization() {
    return "Authorization: Bearer %s\r\n".formatted(token.value());
  }

  /** Sends a GET request with the token. */
  public Reply read(String path) {
    return send(authorized(path).GET().build());
  }

  /**
   * The answer to a question, as it arrives.
   *
   * @param type the media type that is asked for
   */
  public InputStream open(String path, String type) {
    var request = authorized(path).header("Accept", type).GET().build();
    try {
      var answer = http.send(request, BodyHandlers.ofInputStream());
      if (answer.statusCode() != 200) {
        answer.body().close();
        throw new DemoException("%s is answered %d".formatted(path, answer.statusCode()), null);
      }
      return answer.body();
    } catch (IOException e) {
      throw new DemoException(
          "Cannot reach the daemon at %s: %s".formatted(server, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("Interrupted while waiting for the daemon", e);
    }
  }

  private Reply post(String path, Map<String, String> body) {
    try {
      return send(
          authorized(path)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
              .build());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts can always be written as JSON", e);
    }
  }

  private HttpRequest.Builder authorized(String path) {
    return HttpRequest.newBuilder(server.resolve(path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token.value());
  }

  private Reply send(HttpRequest request) {
    try {
      var response = http.send(request, BodyHandlers.ofByteArray());
      return new Reply(response.statusCode(), JSON.readTree(response.body()));
    } catch (IOException e) {
      throw new DemoException(
          "Cannot reach the daemon at %s: %s".formatted(server, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("Interrupted while waiting for the daemon", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
