package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.forge.DeliveryHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The headers of records. Pure. */
final class RecordHeaders {

  private static final String JSON = "application/json";
  private static final String CONTENT_TYPE = "Content-Type";

  /** The prefix of CloudEvents' attributes, in Kafka and in HTTP. */
  private static final String IN_KAFKA = "ce_";

  private static final String IN_HTTP = "ce-";

  /** Headers that hold a secret in the clear. */
  private static final Set<String> SECRET =
      Set.of("authorization", "proxy-authorization", "cookie", "x-gitlab-token");

  private RecordHeaders() {}

  /** The headers as the same delivery would have them over HTTP. A body without a type is JSON. */
  static DeliveryHeaders asHttp(Headers headers) {
    var entries = new ArrayList<Map.Entry<String, String>>();
    var isTyped = false;
    for (var header : headers) {
      var name = header.key();
      isTyped |= name.equalsIgnoreCase(CONTENT_TYPE);
      entries.add(
          Map.entry(
              name.startsWith(IN_KAFKA) ? IN_HTTP + name.substring(IN_KAFKA.length()) : name,
              text(header)));
    }
    if (!isTyped) {
      entries.add(Map.entry(CONTENT_TYPE, JSON));
    }
    return DeliveryHeaders.of(entries);
  }

  /** The headers that hold no secret in the clear. */
  static List<Header> withoutSecrets(Headers headers) {
    var kept = new ArrayList<Header>();
    for (var header : headers) {
      if (!SECRET.contains(header.key().toLowerCase(Locale.ROOT))) {
        kept.add(header);
      }
    }
    return kept;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Header header) {
    return header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }
}
