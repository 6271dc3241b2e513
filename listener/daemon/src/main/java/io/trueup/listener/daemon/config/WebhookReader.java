package io.trueup.listener.daemon.config;

import io.trueup.listener.daemon.config.Configuration.Webhook;
import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.ForgeSettings;
import io.trueup.listener.daemon.forge.HmacAlgorithm;
import io.trueup.model.document.shape.FieldReader;
import io.trueup.model.document.tree.Tree;
import io.trueup.statestore.SourceId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the webhook of a source by its {@linkplain WebhookShape shape}. */
final class WebhookReader {

  private final ConfigurationReader reader;

  WebhookReader(ConfigurationReader reader) {
    this.reader = reader;
  }

  Webhook read(FieldReader source, SourceId id) {
    var fields = ConfigurationReader.section(source, "webhook");
    var settings = settings(fields);
    var secrets = secrets(fields, id);
    var unsigned = fields.flag("allow-unsigned");
    var repositoryId = fields.optionalText("repository-id");
    fields.reportUnknown();
    if (secrets.isEmpty() && !unsigned) {
      source.problem(
          "configuration.unsigned-source",
          "Source '%s' has no webhook secret, so anybody could send deliveries for it"
              .formatted(id),
          "Add one under 'webhook.secrets', or write 'webhook: {allow-unsigned: true}' if that is"
              + " what you want");
    }
    return new Webhook(settings, secrets, unsigned, repositoryId);
  }

  private static ForgeSettings settings(FieldReader fields) {
    var forge = fields.choice("forge", Forge.class);
    WebhookShape.ONLY_FOR.forEach((key, forges) -> {
      var tree = fields.take(key);
      if (tree != null && !forges.contains(forge)) {
        fields.problem(
            tree,
            "configuration.webhook-key",
            "'%s' of 'webhook' is only for %s, and 'forge' is %s"
                .formatted(key, WebhookShape.words(forges, "%s"), forge.key()),
            "Remove it, or write another 'forge'");
      }
    });
    return new ForgeSettings(
        forge,
        fields.textOrDefault("user"),
        fields.wellFormedText("signature-header"),
        fields.choice("algorithm", HmacAlgorithm.class),
        fields.wellFormedText("ref"),
        fields.wellFormedText("delivery-header"));
  }

  private List<WebhookSecret> secrets(FieldReader fields, SourceId id) {
    return fields.items("secrets").stream()
        .map(item -> secret(fields, item, "A secret of source '%s'".formatted(id)))
        .toList();
  }

  private WebhookSecret secret(FieldReader webhook, Tree item, String what) {
    if (item instanceof Tree.Scalar) {
      return new WebhookSecret(reader.secret(webhook, "secrets", item, what), null, null);
    }
    var fields = webhook.inner("secrets", item, what, null);
    var notBefore = time(fields, "not-before");
    var notAfter = time(fields, "not-after");
    if (notBefore != null && notAfter != null && !notBefore.isBefore(notAfter)) {
      fields.problem(
          "configuration.secret-times",
          "%s is never valid: its 'not-after' is not later than its 'not-before'".formatted(what),
          "Write a later 'not-after'");
    }
    return new WebhookSecret(reader.place(fields, what), notBefore, notAfter);
  }

  private static @Nullable Instant time(FieldReader secret, String field) {
    var text = secret.wellFormedText(field);
    return text == null ? null : Instant.parse(text);
  }
}
