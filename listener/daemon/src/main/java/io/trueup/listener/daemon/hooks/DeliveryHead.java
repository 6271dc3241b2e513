package io.trueup.listener.daemon.hooks;

import io.trueup.listener.daemon.edge.UrlEncodedForm;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The head of a request, checked before any of its body is read. */
sealed interface DeliveryHead {

  /**
   * * The head of a possible delivery.
   *
   * @param signature null when there is none or more than one
   * @param kept headers to store
   * @param isForm whether the payload is a field of a form, as GitHub sends it by default
   */
  record Good(
      String deliveryId,
      String event,
      @Nullable String signature,
      Map<String, String> kept,
      boolean isForm)
      implements DeliveryHead {}

  /** The head of something else. */
  record Bad(HookAnswer answer) implements DeliveryHead {}

  Pattern DELIVERY_ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");
  Pattern EVENT = Pattern.compile("[a-z0-9_]{1,60}");
  String JSON = "application/json";
  List<String> KEPT =
      List.of("User-Agent", "X-GitHub-Hook-ID", "X-GitHub-Hook-Installation-Target-ID");

  static DeliveryHead of(HttpServerRequest request, HookLimits limits) {
    if (!request.method().equals(HttpMethod.POST)) {
      return bad(405, "Deliveries are sent with POST");
    }
    var type = mediaType(request.getHeader("Content-Type"));
    if (!type.equals(JSON) && !type.equals(UrlEncodedForm.TYPE)) {
      return bad(
          415,
          "The content type is '%s'. Set the webhook's content type to application/json"
              .formatted(type));
    }
    var encoding = request.getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      return bad(415, "Compressed bodies are not accepted");
    }
    if (announcedLength(request) > limits.maxBodyBytes()) {
      return new Bad(HookAnswer.tooLong(limits));
    }
    var deliveryId = request.getHeader("X-GitHub-Delivery");
    if (deliveryId == null || !DELIVERY_ID.matcher(deliveryId).matches()) {
      return bad(400, "The header X-GitHub-Delivery is missing or malformed");
    }
    var event = request.getHeader("X-GitHub-Event");
    if (event == null || !EVENT.matcher(event).matches()) {
      return bad(400, "The header X-GitHub-Event is missing or malformed");
    }
    var signatures = request.headers().getAll("X-Hub-Signature-256");
    var signature = signatures.size() == 1 ? signatures.getFirst() : null;
    return new Good(deliveryId, event, signature, kept(request), !type.equals(JSON));
  }

  /** A header's value when it has the expected form, else the empty text. */
  static String orEmpty(HttpServerRequest request, String header, Pattern form) {
    var value = request.getHeader(header);
    return value != null && form.matcher(value).matches() ? value : "";
  }

  private static Bad bad(int status, String reason) {
    return new Bad(HookAnswer.malformed(status, reason));
  }

  private static String mediaType(@Nullable String header) {
    var type = header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.replaceAll("[^a-z0-9/+.-]", "?");
  }

  private static long announcedLength(HttpServerRequest request) {
    try {
      var length = request.getHeader("Content-Length");
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException _) {
      return Long.MAX_VALUE;
    }
  }

  private static Map<String, String> kept(HttpServerRequest request) {
    var headers = new TreeMap<String, String>();
    for (var name : KEPT) {
      var value = request.getHeader(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    return Map.copyOf(headers);
  }
}
