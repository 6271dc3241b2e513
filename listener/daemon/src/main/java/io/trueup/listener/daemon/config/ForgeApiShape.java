package io.trueup.listener.daemon.config;

import static io.trueup.model.document.shape.ValueShape.Field.optional;
import static io.trueup.model.document.shape.ValueShape.Field.required;

import io.trueup.model.document.shape.ValueShape.Field;
import io.trueup.model.document.shape.ValueShape.Flag;
import io.trueup.model.document.shape.ValueShape.Form;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.shape.ValueShape.Text;
import java.util.List;

/** The keys by which the daemon and forges reach each other. */
final class ForgeApiShape {

  static final Field PUBLIC_URL =
      optional(
              "public-url",
              new Text(
                  Form.matching(
                      "configuration.public-url",
                      "an address of http or https without a path",
                      "https?://[^/?#@\\s]+",
                      "Write it as https://host or https://host:port")),
              "The address by which forges reach the daemon, for `trueup sources check`.")
          .otherwise("not known")
          .example("https://trueup.acme.internal");

  private static final Text REPOSITORY =
      new Text(
          Form.matching(
              "configuration.forge-repository",
              "an owner and a name",
              "(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)+[A-Za-z0-9_.-]+",
              "Write it as the forge shows it, such as acme/model"));

  private static final Structure STRUCTURE =
      new Structure(
          "ForgeApi",
          "The API of the forge that hosts a source.",
          List.of(
              required("url", ConfigurationShape.TEXT, "Its address, with `https`.")
                  .example("https://api.github.com"),
              required("token", ConfigurationShape.SECRET, "The token that calls carry.")
                  .example("{file: forge-token}"),
              optional("repository", REPOSITORY, "By which the API knows the repository.")
                  .otherwise("the path of the source's `repository`")
                  .example("acme/model"),
              optional(
                      "redeliver-every",
                      ConfigurationShape.DURATION,
                      "How often to ask for failed deliveries of the webhook again. Only GitHub"
                          + " lists them.")
                  .byDefault("15m"),
              optional(
                      "statuses",
                      new Flag(),
                      "Whether the forge is told [what becomes of"
                          + " merges](forges.md#what-the-forge-is-told). The token needs more for"
                          + " that.")
                  .byDefault("false")));

  static final Field FORGE_API =
      optional("forge-api", STRUCTURE, "The [API of its forge](forges.md#the-forges-api).")
          .otherwise("the forge is not called");

  private ForgeApiShape() {}
}
