package io.trueup.listener.daemon.notification;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trueup.listener.daemon.subscription.WebhookSender;
import io.trueup.listener.daemon.subscription.WebhookVerdict;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Away;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Over;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Refused;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Taken;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An incoming webhook of Slack, or of what understands the same. Nothing that a message repeats can
 * mention everybody, format or link.
 */
final class SlackChannel implements Channel {

  /** Parts what would be a mention or a link for servers that ignore Slack's settings. */
  private static final String PARTED = "\u200b";

  private final WebhookSender sender;
  private final KeptSecret address;

  SlackChannel(WebhookSender sender, KeptSecret address) {
    this.sender = sender;
    this.address = address;
  }

  @Override
  public WebhookVerdict send(Message message) {
    var url = address.read().orElse(null);
    if (url == null) {
      return new Away("Its address is missing. Put it in the %s".formatted(address.place()), null);
    }
    var flaw = sender.flaw(url.value());
    if (flaw.isPresent()) {
      return new Refused(
          "Its address is none to send to: %s. Correct it in the %s"
              .formatted(flaw.get(), address.place()));
    }
    var verdict =
        sender.post(url.value(), Map.of("Content-Type", "application/json"), body(message));
    return switch (verdict) {
      case Taken it -> it;
      case Away it -> it;
      case Refused(var reason) -> refused(reason);
      case Over _ -> refused("It answers 410");
    };
  }

  private Refused refused(String reason) {
    return new Refused(
        "%s. Make an incoming webhook anew and put its address in the %s"
            .formatted(reason, address.place()));
  }

  static byte[] body(Message message) {
    var body = new ObjectNode(JsonNodeFactory.instance);
    body.put("text", escape(message.text()));
    body.put("mrkdwn", false);
    body.put("link_names", false);
    body.put("unfurl_links", false);
    body.put("unfurl_media", false);
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("@", "@" + PARTED)
        .replace("](", "]" + PARTED + "(")
        .replace('`', '\'');
  }
}
