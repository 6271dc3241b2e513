package io.trueup.listener.cli;

import static io.trueup.listener.cli.Table.cell;

import io.trueup.listener.text.Printable;
import io.trueup.listener.view.DeliveryView;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Webhook deliveries, as text. Pure. */
final class DeliveriesText {

  private DeliveriesText() {}

  static String render(List<DeliveryView> deliveries, Ink ink) {
    if (deliveries.isEmpty()) {
      return "No delivery came yet\n";
    }
    var table = new Table(ink, "ID", "RECEIVED", "SOURCE", "EVENT", "VERDICT", "DELIVERY", "WHY");
    for (var delivery : deliveries) {
      var reason = delivery.reason();
      table.row(
          cell(delivery.id()),
          cell(delivery.receivedAt().truncatedTo(ChronoUnit.SECONDS)),
          cell(delivery.source()),
          cell(given(delivery.event())),
          cell(delivery.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ')),
          cell(given(delivery.deliveryId())),
          cell(reason == null ? "" : reason));
    }
    return table.render();
  }

  /** One, with what was kept of it. */
  static String one(DeliveryView.Whole whole) {
    var delivery = whole.delivery();
    var reason = delivery.reason();
    var text = new StringBuilder();
    line(text, "delivery", given(delivery.deliveryId()));
    line(text, "source", delivery.source());
    line(text, "event", given(delivery.event()));
    line(text, "verdict", delivery.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    line(text, "why", reason == null ? "-" : reason);
    line(text, "received", delivery.receivedAt());
    line(text, "generation", delivery.generation() == 0 ? "-" : delivery.generation());
    line(text, "body", whole.bodyDigest() == null ? "not kept" : "SHA-256 " + whole.bodyDigest());
    whole.headers().forEach((name, value) -> line(text, "header", name + ": " + value));
    return text.toString();
  }

  /** What a sender said, if it did. */
  private static String given(String text) {
    return text.isEmpty() ? "-" : text;
  }

  private static void line(StringBuilder text, String name, Object value) {
    text.append("%-12s %s\n".formatted(name, Printable.line(value.toString())));
  }
}
