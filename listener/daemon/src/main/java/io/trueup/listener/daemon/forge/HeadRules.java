package io.trueup.listener.daemon.forge;

import io.trueup.listener.daemon.edge.UrlEncodedForm;
import io.trueup.listener.daemon.forge.ForgeReader.Claims;
import io.trueup.model.fingerprint.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The headers that a forge's deliveries have.
 *
 * @param deliveryIds the headers that may hold the delivery's id, the best first; the first one is
 *     named in messages
 * @param needsId whether one of them must be there
 * @param events the headers that may hold the event; empty when the payload names it
 * @param types the media types of bodies
 */
record HeadRules(
    List<String> deliveryIds, boolean needsId, List<String> events, List<String> types) {

  static final String JSON = "application/json";
  static final String FORM = UrlEncodedForm.TYPE;

  private static final Pattern DELIVERY_ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");
  private static final Pattern EVENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_:. -]{0,99}");
  private static final int DIGITS = 40;

  HeadRules {
    deliveryIds = List.copyOf(deliveryIds);
    events = List.copyOf(events);
    types = List.copyOf(types);
  }

  ForgeHead head(DeliveryHeaders headers) {
    if (!types.contains(headers.mediaType())) {
      return new ForgeHead.WrongType(
          "The content type is '%s'. Set the webhook's content type to %s"
              .formatted(headers.mediaType(), types.getFirst()));
    }
    if (needsId && deliveryId(headers) == null) {
      return missing(deliveryIds.getFirst());
    }
    return !events.isEmpty() && event(headers) == null
        ? missing(events.getFirst())
        : new ForgeHead.Good();
  }

  private static ForgeHead missing(String header) {
    return new ForgeHead.Malformed("The header %s is missing or malformed".formatted(header));
  }

  @Nullable String deliveryId(DeliveryHeaders headers) {
    return headers.first(deliveryIds, DELIVERY_ID);
  }

  @Nullable String event(DeliveryHeaders headers) {
    return headers.first(events, EVENT);
  }

  Claims claims(DeliveryHeaders headers) {
    return new Claims(orElse(deliveryId(headers), ""), orElse(event(headers), ""));
  }

  /** A delivery's id as its sender gives it, or a digest of all that it says. */
  static String idOr(@Nullable String id, String event, byte[] body) {
    if (id != null && DELIVERY_ID.matcher(id).matches()) {
      return id;
    }
    var said = new ByteArrayOutputStream();
    said.writeBytes((event + "\0").getBytes(StandardCharsets.UTF_8));
    said.writeBytes(body);
    return "sha256-" + Sha256.hex(said.toByteArray()).substring(0, DIGITS);
  }

  /** The name of an event when it has the form of one, else another word. */
  static String eventOr(@Nullable String event, String other) {
    return event != null && EVENT.matcher(event).matches() ? event : other;
  }

  static String orElse(@Nullable String text, String other) {
    return text == null ? other : text;
  }
}
