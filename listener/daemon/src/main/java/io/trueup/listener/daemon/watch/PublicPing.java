package io.trueup.listener.daemon.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trueup.listener.daemon.forge.ForgeSettings;
import io.trueup.listener.daemon.forge.OutsideText;
import io.trueup.listener.daemon.forge.OwnPing;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.RandomSecrets;
import io.trueup.statestore.SourceId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends a source of ours a proved delivery that moves nothing, by the address that its forge uses.
 * Blocks.
 */
final class PublicPing {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final long WHOLE_SECONDS = 15;
  private static final int MOST_BYTES = 64 << 10;
  private static final int ID_BYTES = 8;

  private final String publicUrl;
  private final InstantSource clock;

  PublicPing(String publicUrl, InstantSource clock) {
    this.publicUrl = publicUrl;
    this.clock = clock;
  }

  /** The address of a source's webhook. */
  String address(SourceId source) {
    return publicUrl + "/hooks/" + source;
  }

  /** Sends one; why it did not arrive as it should, or empty. */
  Optional<String> send(SourceId source, ForgeSettings settings, @Nullable Secret secret) {
    var id = "trueup-check-" + RandomSecrets.hex(ID_BYTES);
    var ping = OwnPing.of(settings, secret, id, clock.instant());
    var request =
        HttpRequest.newBuilder(URI.create(address(source)))
            .POST(BodyPublishers.ofString(ping.body()))
            .header("User-Agent", "trueup");
    ping.headers().forEach(request::header);
    try (var http = HttpClient.newBuilder().connectTimeout(CONNECT).build()) {
      return problem(send(http, request.build()));
    } catch (TimeoutException _) {
      return Optional.of("There was no answer within %d seconds".formatted(WHOLE_SECONDS));
    } catch (ExecutionException e) {
      return Optional.of("The connection failed: " + sentence(e.getCause()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.of("It was interrupted");
    }
  }

  private static HttpResponse<byte[]> send(HttpClient http, HttpRequest request)
      throws ExecutionException, InterruptedException, TimeoutException {
    var answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      return answer.get(WHOLE_SECONDS, TimeUnit.SECONDS);
    } finally {
      http.shutdownNow();
    }
  }

  private static Optional<String> problem(HttpResponse<byte[]> answer) {
    var json = json(answer.body());
    if (answer.statusCode() == 200 && json.path("status").asText().equals("ignored")) {
      return Optional.empty();
    }
    // Nothing else of the answer is shown: it could repeat the proof, which may be the secret.
    var reason = json.path("status").asText().equals("refused") ? json.path("reason").asText() : "";
    return Optional.of(
        switch (answer.statusCode()) {
          case 200, 202 -> "Something else than a daemon answers";
          case 301, 302, 303, 307, 308 -> "It is redirected, which forges do not follow";
          default ->
              "It is answered %d%s"
                  .formatted(
                      answer.statusCode(),
                      reason.isEmpty() ? "" : ": " + OutsideText.shown(reason));
        });
  }

  private static JsonNode json(byte[] body) {
    try {
      var tree = JsonMappers.LENIENT.readTree(body);
      return tree == null ? MissingNode.getInstance() : tree;
    } catch (IOException _) {
      return MissingNode.getInstance();
    }
  }

  private static String sentence(@Nullable Throwable failure) {
    if (failure == null || failure.getMessage() == null) {
      return failure instanceof IOException
          ? "the address is not reached"
          : "the reason is unknown";
    }
    return OutsideText.shown(failure.getMessage());
  }
}
