package io.trueup.listener.daemon.hooks;

import io.trueup.listener.daemon.forge.DeliveryHeaders;
import io.trueup.listener.daemon.forge.ForgeHead;
import io.trueup.listener.daemon.forge.ForgeReader;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Checks the head of a request before any of its body is read. */
final class DeliveryHead {

  private DeliveryHead() {}

  /** Checks what holds for every hook; null when it is good. */
  static @Nullable HookAnswer refusal(HttpServerRequest request, HookLimits limits) {
    if (!request.method().equals(HttpMethod.POST)) {
      return HookAnswer.malformed(405, "Deliveries are sent with POST");
    }
    var encoding = request.getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      return HookAnswer.malformed(415, "Compressed bodies are not accepted");
    }
    return announcedLength(request) > limits.maxBodyBytes() ? HookAnswer.tooLong(limits) : null;
  }

  /** Checks what a forge sends; null when it is good. */
  static @Nullable HookAnswer refusal(DeliveryHeaders headers, ForgeReader reader) {
    return switch (reader.head(headers)) {
      case ForgeHead.Good _ -> null;
      case ForgeHead.WrongType(var reason) -> HookAnswer.malformed(415, reason);
      case ForgeHead.Malformed(var reason) -> HookAnswer.malformed(400, reason);
    };
  }

  private static long announcedLength(HttpServerRequest request) {
    try {
      var length = request.getHeader("Content-Length");
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException _) {
      return Long.MAX_VALUE;
    }
  }
}
