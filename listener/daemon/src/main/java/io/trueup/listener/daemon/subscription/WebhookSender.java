package io.trueup.listener.daemon.subscription;

import io.trueup.listener.daemon.remote.RetryAfter;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Away;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Posts to webhooks: to an address that was checked when the name was looked up, so that another
 * look-up cannot lead elsewhere; without following redirects; within limits of time, and without
 * reading the answer's body. Safe for any thread; blocks.
 */
public final class WebhookSender implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration WHOLE = Duration.ofSeconds(15);

  private final HttpClient http;
  private final AddressRules rules;
  private final InstantSource clock;
  private final Names names;
  private final Duration patience;

  /** Looks names up. */
  @FunctionalInterface
  interface Names {
    InetAddress resolve(String host) throws UnknownHostException;
  }

  /** Sends within rules. */
  public WebhookSender(Vertx vertx, AddressRules rules, InstantSource clock) {
    this(vertx, rules, clock, InetAddress::getByName, WHOLE);
  }

  WebhookSender(
      Vertx vertx, AddressRules rules, InstantSource clock, Names names, Duration patience) {
    this.patience = patience;
    this.rules = rules;
    this.clock = clock;
    this.names = names;
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) CONNECT.toMillis())
                .setDecompressionSupported(false)
                .setKeepAlive(true)
                .setKeepAliveTimeout(30));
  }

  /** Why nothing can be sent to an address, without repeating it; empty when it can. */
  public Optional<String> flaw(String url) {
    try {
      var _ = WebhookAddress.parse(url, rules);
      return Optional.empty();
    } catch (WebhookAddress.RefusedException e) {
      return Optional.of(e.reason());
    }
  }

  /** Posts a body. */
  public WebhookVerdict post(String url, Map<String, String> headers, byte[] body) {
    WebhookAddress address;
    InetAddress at;
    try {
      address = WebhookAddress.parse(url, rules);
      at = names.resolve(address.host());
    } catch (IllegalArgumentException e) {
      return new Away(String.valueOf(e.getMessage()), null);
    } catch (UnknownHostException _) {
      return new Away("Its name is not known", null);
    }
    if (!rules.allows(address.host(), at)) {
      return new Away(
          "Its address %s is not a public one. Allow it under 'subscriptions.allow' in the configuration"
              .formatted(at.getHostAddress()),
          null);
    }
    return exchange(address.host(), options(address, at, headers), body);
  }

  private static RequestOptions options(
      WebhookAddress address, InetAddress at, Map<String, String> headers) {
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(SocketAddress.inetSocketAddress(address.port(), at.getHostAddress()))
            .setHost(address.host())
            .setPort(address.port())
            .setSsl(address.isSecure())
            .setURI(address.target())
            .setFollowRedirects(false);
    headers.forEach(options::putHeader);
    return options;
  }

  private WebhookVerdict exchange(String host, RequestOptions options, byte[] body) {
    var verdict = new CompletableFuture<WebhookVerdict>();
    var open = new AtomicReference<@Nullable HttpClientRequest>();
    http.request(options)
        .onSuccess(request -> {
          open.set(request);
          request
              .send(Buffer.buffer(body))
              .onSuccess(response -> verdict.complete(verdict(response)))
              .onFailure(verdict::completeExceptionally);
        })
        .onFailure(verdict::completeExceptionally);
    try {
      return verdict.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      hangUp(open.get());
      return new Away("It did not answer within %d seconds".formatted(patience.toSeconds()), null);
    } catch (ExecutionException e) {
      return new Away(
          "The connection failed: %s".formatted(ConnectionFailures.reason(e.getCause(), host)),
          null);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Away("The daemon stops", null);
    } finally {
      end(open.get());
    }
  }

  private WebhookVerdict verdict(HttpClientResponse response) {
    response.handler(_ -> {}); // what it says is of no interest, and may never end
    var retryIn =
        RetryAfter.of(
            response.getHeader("Retry-After"),
            response.getHeader("Date"),
            clock.instant(),
            WebhookVerdict.LONGEST_WAIT);
    return WebhookVerdict.of(response.statusCode(), retryIn.orElse(null));
  }

  /** Closes the connection, which a reset leaves open while only interim answers come. */
  private static void hangUp(@Nullable HttpClientRequest request) {
    if (request != null) {
      var _ = request.connection().close();
    }
  }

  /** Cuts an answer that goes on, so that the connection carries nothing else. */
  private static void end(@Nullable HttpClientRequest request) {
    if (request != null) {
      request.reset();
    }
  }

  @Override
  public void close() {
    var _ = http.close();
  }
}
