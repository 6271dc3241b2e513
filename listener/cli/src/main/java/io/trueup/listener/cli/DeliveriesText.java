package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.daemon.view.DeliveryView;
import io.trueup.listener.engine.text.SafeText;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Formats webhook deliveries as text. Pure. */
final class DeliveriesText {

  private DeliveriesText() {}

  static String render(List<DeliveryView> deliveries, TextStyle ink) {
    if (deliveries.isEmpty()) {
      return "No delivery has arrived yet\n";
    }
    var table =
        new TextTable(ink, "ID", "RECEIVED", "SOURCE", "EVENT", "VERDICT", "DELIVERY", "WHY");
    for (var delivery : deliveries) {
      var reason = delivery.reason();
      table.row(
          cell(delivery.id()),
          cell(delivery.receivedAt().truncatedTo(ChronoUnit.SECONDS)),
          cell(delivery.source()),
          cell(orDash(delivery.event())),
          cell(delivery.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ')),
          cell(orDash(delivery.deliveryId())),
          cell(reason == null ? "" : reason));
    }
    return table.render();
  }

  /** One delivery with the stored part of its request. */
  static String one(DeliveryView.DeliveryDetails whole) {
    var delivery = whole.delivery();
    var reason = delivery.reason();
    var text = new StringBuilder();
    line(text, "delivery", orDash(delivery.deliveryId()));
    line(text, "source", delivery.source());
    line(text, "event", orDash(delivery.event()));
    line(text, "verdict", delivery.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    line(text, "why", reason == null ? "-" : reason);
    line(text, "received", delivery.receivedAt());
    line(text, "generation", delivery.generation() == 0 ? "-" : delivery.generation());
    line(text, "body", whole.bodyDigest() == null ? "not stored" : "SHA-256 " + whole.bodyDigest());
    whole.headers().forEach((name, value) -> line(text, "header", name + ": " + value));
    return text.toString();
  }

  /** A value that the sender may have left out. */
  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }

  private static void line(StringBuilder text, String name, Object value) {
    text.append("%-12s %s\n".formatted(name, SafeText.line(value.toString())));
  }
}
