package io.trueup.listener.daemon.config;

import static io.trueup.model.document.shape.ValueShape.Field.optional;

import io.trueup.listener.daemon.forge.Forge;
import io.trueup.model.document.shape.ValueShape.Choice;
import io.trueup.model.document.shape.ValueShape.Empty;
import io.trueup.model.document.shape.ValueShape.Flag;
import io.trueup.model.document.shape.ValueShape.ListOf;
import io.trueup.model.document.shape.ValueShape.Structure;
import java.util.List;

/** The keys of a source's webhook. */
final class WebhookShape {

  static final Structure WEBHOOK =
      new Structure(
          "Webhook",
          "The deliveries that a source accepts.",
          List.of(
              optional(
                      "forge",
                      Choice.of(Forge.values(), Forge::key),
                      "What sends them; see [forges](forges.md).")
                  .byDefault(Forge.GITHUB.key()),
              optional(
                      "secrets",
                      new ListOf(ConfigurationShape.SECRET, Empty.ABSENT),
                      "The secrets that deliveries are proved with; any of them is accepted.")
                  .example("[{file: webhook-secret}]"),
              optional(
                      "allow-unsigned",
                      new Flag(),
                      "Whether deliveries without a proof are accepted; needed where there is no"
                          + " secret.")
                  .byDefault("false"),
              optional(
                      "repository-id",
                      ConfigurationShape.TEXT,
                      "The forge's id of the repository; deliveries of others are ignored.")
                  .otherwise("not checked")));

  private WebhookShape() {}
}
