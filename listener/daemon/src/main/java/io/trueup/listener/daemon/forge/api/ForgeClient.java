package io.trueup.listener.daemon.forge.api;

import io.trueup.listener.daemon.forge.OutsideText;
import io.trueup.listener.daemon.forge.api.ForgeAnswer.Done;
import io.trueup.listener.daemon.forge.api.ForgeAnswer.Failed;
import io.trueup.listener.daemon.forge.api.ForgeAnswer.Limited;
import io.trueup.listener.daemon.forge.api.ForgeAnswer.Refused;
import io.trueup.platforms.spi.Secret;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls the APIs of forges, within limits: of time for the whole answer, of its size, and of the
 * rate that the forge sets, also for calls that come later. The token goes to the configured host
 * only; a redirect to another is refused. Never throws for what a forge does. Thread-safe; blocks.
 */
public final class ForgeClient implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int MOST_REDIRECTS = 3;
  private static final String AGENT = "trueup";

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final InstantSource clock;
  private final Limits limits;
  private final Map<ForgeServer, Limited> pauses = new ConcurrentHashMap<>();
  private final Map<ForgeServer, Instant> expiries = new ConcurrentHashMap<>();

  /**
   * The limits of one answer.
   *
   * @param whole from the call to the last byte
   * @param body in bytes
   */
  public record Limits(Duration whole, long body) {

    /** What suits every forge. */
    public static final Limits USUAL = new Limits(Duration.ofSeconds(20), 4L << 20);
  }

  public ForgeClient(InstantSource clock) {
    this(clock, Limits.USUAL);
  }

  /** Calls within other limits. */
  public ForgeClient(InstantSource clock, Limits limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /** Makes a call, unless the server does not allow one yet. */
  public ForgeAnswer call(ForgeServer server, ForgeCall call) {
    var pause = pauses.get(server);
    if (pause != null) {
      if (clock.instant().isBefore(pause.until())) {
        return pause;
      }
      pauses.remove(server, pause);
    }
    var token = server.token().get();
    if (token.isEmpty()) {
      return new Failed("The token for %s is missing".formatted(server.host()));
    }
    return follow(server, call, token.get());
  }

  /** When the token for a server expires, by its last answers; empty while it does not say. */
  public Optional<Instant> tokenExpires(ForgeServer server) {
    return Optional.ofNullable(expiries.get(server));
  }

  private ForgeAnswer follow(ForgeServer server, ForgeCall call, Secret token) {
    var at = call.at(server);
    for (var redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpResponse<byte[]> response;
      try {
        response = send(request(server, call, at, token));
      } catch (TimeoutException _) {
        return new Failed(
            "%s did not answer within %d seconds".formatted(server.host(), seconds()));
      } catch (ExecutionException e) {
        return new Failed(
            "Cannot call %s: %s"
                .formatted(server.host(), ForgeErrors.sentence(e.getCause(), limits.body())));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return new Failed("The call to %s was interrupted".formatted(server.host()));
      }
      var next = redirect(call, at, response);
      if (next == null) {
        return answer(server, response, token);
      }
      if (!server.hosts(next)) {
        return new Refused(
            response.statusCode(),
            "%s redirects to another host, which gets no token".formatted(server.host()),
            response.headers());
      }
      at = next;
    }
    return new Failed("%s redirects again and again".formatted(server.host()));
  }

  private long seconds() {
    return Math.max(1, limits.whole().toSeconds());
  }

  private static HttpRequest request(ForgeServer server, ForgeCall call, URI at, Secret token) {
    var json = call.json();
    var body = json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json);
    var request =
        HttpRequest.newBuilder(at)
            .method(call.method().name(), body)
            .header("User-Agent", AGENT)
            .header("Authorization", server.scheme().header(token));
    if (json != null) {
      request.header("Content-Type", "application/json");
    }
    server.headers().forEach(request::header);
    return request.build();
  }

  /** The time limit of a request covers its head only, so the whole exchange is awaited here. */
  private HttpResponse<byte[]> send(HttpRequest request)
      throws ExecutionException, InterruptedException, TimeoutException {
    var answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.body()));
    try {
      return answer.get(limits.whole().toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      answer.cancel(true);
    }
  }

  /** Where a redirect leads; null when the answer is none that this call may follow. */
  private static @Nullable URI redirect(ForgeCall call, URI at, HttpResponse<byte[]> response) {
    var isFollowed =
        switch (response.statusCode()) {
          case 307, 308 -> true;
          case 301, 302 -> call.method() == ForgeCall.Method.GET;
          default -> false;
        };
    try {
      return response
          .headers()
          .firstValue("Location")
          .filter(_ -> isFollowed)
          .map(at::resolve)
          .orElse(null);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private ForgeAnswer answer(ForgeServer server, HttpResponse<byte[]> response, Secret token) {
    var status = response.statusCode();
    var message = message(response, token);
    var until = RateLimits.until(status, response.headers(), message, clock.instant());
    until.ifPresent(it -> pauses.put(server, limited(server, it)));
    var isDone = status >= 200 && status < 300;
    TokenExpiry.of(response.headers())
        .ifPresentOrElse(
            at -> expiries.put(server, at),
            () -> {
              if (isDone) {
                expiries.remove(server); // another token, which does not expire
              }
            });
    if (isDone) {
      return new Done(status, response.body(), response.headers());
    }
    if (until.isPresent()) {
      return limited(server, until.get());
    }
    var reason =
        "%s answers %d%s".formatted(server.host(), status, message.isEmpty() ? "" : ": " + message);
    return status >= 500 || status == 408
        ? new Failed(reason)
        : new Refused(status, reason, response.headers());
  }

  private static Limited limited(ForgeServer server, Instant until) {
    return new Limited(
        until, "%s limits calls, and allows the next at %s".formatted(server.host(), until));
  }

  /** The sentence of an error, without the token, which a forge could repeat. */
  private static String message(HttpResponse<byte[]> response, Secret token) {
    if (response.statusCode() < 400) {
      return "";
    }
    var said = new Done(response.statusCode(), response.body(), response.headers()).json();
    return Optional.ofNullable(said.path("message").textValue())
        .map(it -> OutsideText.shown(it.replace(token.value(), "***")))
        .orElse("");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
