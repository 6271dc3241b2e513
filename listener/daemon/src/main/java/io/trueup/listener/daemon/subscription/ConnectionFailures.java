package io.trueup.listener.daemon.subscription;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.trueup.listener.daemon.remote.CertificateFlaws;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says why a webhook could not be reached. Pure. */
final class ConnectionFailures {

  /** Of a chain of causes. */
  private static final int DEEPEST = 20;

  private ConnectionFailures() {}

  /** The reason, within a sentence. */
  static String reason(@Nullable Throwable failure, String host) {
    return CertificateFlaws.of(failure, "its", host).orElseGet(() -> withoutFlaw(failure));
  }

  private static String withoutFlaw(@Nullable Throwable failure) {
    var chain =
        Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(DEEPEST).toList();
    if (chain.isEmpty() || !(chain.getFirst() instanceof SSLException)) {
      return line(chain);
    }
    return switch (chain.getLast()) {
      case NotSslRecordException _ -> "it does not speak TLS";
      case SslHandshakeTimeoutException _ -> "it did not agree on TLS in time";
      case ClosedChannelException _ -> "it closed the connection before TLS was agreed on";
      default -> "TLS was not agreed on: " + line(chain.reversed());
    };
  }

  /** The first line of the first message. */
  private static String line(List<Throwable> chain) {
    return chain.stream()
        .flatMap(it -> Stream.ofNullable(it.getMessage()))
        .filter(it -> !it.isBlank())
        .flatMap(String::lines)
        .findFirst()
        .orElse("no reason was given");
  }
}
