package io.trueup.listener.daemon.forge.api;

import io.trueup.listener.daemon.forge.OutsideText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a connection. */
final class ForgeErrors {

  private ForgeErrors() {}

  /**
   * One clause.
   *
   * @param most the most bytes of an answer, which may be what it exceeds
   */
  static String sentence(@Nullable Throwable failure, long most) {
    return switch (failure) {
      case HttpTimeoutException _ -> "no connection came about in time";
      case ConnectException e when e.getCause() instanceof UnresolvedAddressException ->
          "its name is not known";
      case ConnectException _ -> "the connection was refused";
      case SSLException e -> "TLS failed, " + OutsideText.shown(e.getMessage());
      case IOException e when String.valueOf(e.getMessage()).contains("capacity") ->
          "its answer is longer than %d bytes".formatted(most);
      case null -> "the connection failed";
      default -> OutsideText.shown(cause(failure));
    };
  }

  private static String cause(Throwable failure) {
    var message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
  }
}
