package io.trueup.listener.daemon.config;

import static io.trueup.model.document.shape.ValueShape.Field.optional;

import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.ForgeSettings;
import io.trueup.listener.daemon.forge.HmacAlgorithm;
import io.trueup.model.document.shape.ValueShape.Choice;
import io.trueup.model.document.shape.ValueShape.Empty;
import io.trueup.model.document.shape.ValueShape.Flag;
import io.trueup.model.document.shape.ValueShape.Form;
import io.trueup.model.document.shape.ValueShape.ListOf;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.shape.ValueShape.Text;
import io.trueup.model.document.shape.ValueShape.WholeNumber;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The keys of webhooks. */
final class WebhookShape {

  static final Structure HOOKS =
      new Structure(
          "Hooks",
          "Limits of all webhooks.",
          List.of(
              optional("max-body-size", new WholeNumber(1024, 25 << 20), "Bytes of one delivery.")
                  .byDefault("5242880")));

  /** The forges that a key is for, where it is not for all. */
  static final Map<String, List<Forge>> ONLY_FOR =
      Map.of(
          "user", List.of(Forge.AZURE_DEVOPS),
          "signature-header", List.of(Forge.GENERIC, Forge.CLOUDEVENTS),
          "algorithm", List.of(Forge.GENERIC, Forge.CLOUDEVENTS),
          "ref", List.of(Forge.GENERIC, Forge.CLOUDEVENTS),
          "delivery-header", List.of(Forge.GENERIC));

  private static final Text HEADER =
      new Text(
          Form.matching(
              "configuration.header",
              "the name of a header",
              "[A-Za-z0-9-]{1,60}",
              "Use letters, digits and hyphens"));

  private static final Text POINTER =
      new Text(
          Form.matching(
              "configuration.json-pointer",
              "a JSON pointer",
              "(?:/(?:[^/~]|~[01])+)+",
              "Write the names that lead to it, each after a slash, such as /push/ref"));

  private static final Text USER =
      new Text(
          Form.matching(
              "configuration.user",
              "a user's name",
              "[^:]+",
              "Use no colon: basic authentication separates the password with it"));

  private static final Text TIME =
      new Text(
          new Form(
              "configuration.time",
              "a point in time",
              WebhookShape::isTime,
              "[0-9]{4}-[0-9]{2}-[0-9]{2}T.+",
              "Write it with its zone, such as 2026-01-31T12:00:00Z",
              List.of(),
              true,
              null));

  private WebhookShape() {}

  private static boolean isTime(String text) {
    try {
      var _ = Instant.parse(text);
      return true;
    } catch (DateTimeException _) {
      return false;
    }
  }

  private static Structure secret(Structure place) {
    var fields = new ArrayList<>(place.fields());
    fields.add(optional("not-before", TIME, "When it begins to be accepted.").otherwise("always"));
    fields.add(optional("not-after", TIME, "When it ceases to be accepted.").otherwise("never"));
    return new Structure(
        "WebhookSecret",
        "Where a webhook's secret is kept, and when it is accepted by the daemon's clock.",
        fields);
  }

  /**
   * The webhook of a source.
   *
   * @param secretPlace where a secret is kept
   */
  static Structure webhook(Structure secretPlace) {
    return new Structure(
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
                    new ListOf(secret(secretPlace), Empty.ABSENT),
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
                    new Text(null),
                    "The forge's id of the repository; deliveries of others are ignored.")
                .otherwise("not checked"),
            optional(
                    "user",
                    USER,
                    "Who logs in with a secret as the password.%s".formatted(only("user")))
                .byDefault(ForgeSettings.USER),
            optional(
                    "signature-header",
                    HEADER,
                    "The header that holds an HMAC of the body.%s"
                        .formatted(only("signature-header")))
                .otherwise("`X-Hub-Signature-256`; for `cloudevents` a bearer token"),
            optional(
                    "algorithm",
                    Choice.of(HmacAlgorithm.values(), HmacAlgorithm::key),
                    "The digest of that HMAC.%s".formatted(only("algorithm")))
                .byDefault(HmacAlgorithm.SHA256.key()),
            optional(
                    "ref",
                    POINTER,
                    "JSON pointer to the ref in the payload; `*` stands for every item of an"
                        + " array.%s".formatted(only("ref")))
                .otherwise("`/ref`; for `cloudevents` only merges of CDEvents count"),
            optional(
                    "delivery-header",
                    HEADER,
                    "The header that holds the id of the delivery.%s"
                        .formatted(only("delivery-header")))
                .otherwise("a digest of the body")));
  }

  private static String only(String key) {
    return " Only for %s.".formatted(words(Objects.requireNonNull(ONLY_FOR.get(key)), "`%s`"));
  }

  /** The words for forges, each in a form. */
  static String words(List<Forge> forges, String form) {
    return forges.stream().map(it -> form.formatted(it.key())).collect(Collectors.joining(" and "));
  }
}
