package io.trueup.listener.cli;

import static io.trueup.listener.cli.Table.cell;

import io.trueup.listener.api.view.DeliveryView;
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
    var table = new Table(ink, "RECEIVED", "SOURCE", "EVENT", "VERDICT", "DELIVERY", "WHY");
    for (var delivery : deliveries) {
      var reason = delivery.reason();
      table.row(
          cell(delivery.receivedAt().truncatedTo(ChronoUnit.SECONDS)),
          cell(delivery.source()),
          cell(delivery.event()),
          cell(delivery.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ')),
          cell(delivery.deliveryId()),
          cell(reason == null ? "" : reason));
    }
    return table.render();
  }
}
