package io.trueup.listener.daemon.edge;

import io.netty.handler.codec.http.HttpMessage;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses what cannot be detected after the decoder: a request that has both {@code Content-Length}
 * and {@code Transfer-Encoding}, of which Netty removes the first although a proxy in front may
 * have used it; and a first line of another protocol, which Vert.x would answer in that protocol.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {

  private static final Pattern METHOD = Pattern.compile("[A-Za-z-]{1,20}");
  private static final Set<String> VERSIONS = Set.of("HTTP/1.1", "HTTP/1.0");

  StrictRequestDecoder(HttpServerOptions options) {
    super(options);
  }

  @Override
  protected HttpMessage createMessage(String[] initialLine) {
    if (!METHOD.matcher(initialLine[0]).matches() || !VERSIONS.contains(initialLine[2])) {
      throw new IllegalArgumentException("Not the first line of a request in HTTP/1.1 or HTTP/1.0");
    }
    return super.createMessage(initialLine);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("Content-Length and Transfer-Encoding in one request");
  }
}
