package io.trueup.listener.daemon.config;

import static io.trueup.model.document.shape.ValueShape.Field.optional;
import static io.trueup.model.document.shape.ValueShape.Field.required;

import io.trueup.listener.daemon.config.ModelServerConfiguration.Origin;
import io.trueup.listener.daemon.config.ModelServerConfiguration.WhenMissing;
import io.trueup.model.document.shape.ValueShape.Choice;
import io.trueup.model.document.shape.ValueShape.Empty;
import io.trueup.model.document.shape.ValueShape.MapOf;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.shape.ValueShape.WholeNumber;
import java.util.List;
import java.util.Locale;

/** The keys of a model server's configuration; docs/model-servers.md is written from it. */
final class ModelServerShape {

  private static final Structure SOURCE =
      new Structure(
          "ServedSource",
          "A source whose versions are served.",
          List.of(
              optional(
                      "model-root",
                      ConfigurationShape.PATH,
                      "The folder of the model's files in the repository, as the daemon has it.")
                  .otherwise("the repository's root"),
              optional(
                  "repository",
                  ConfigurationShape.TEXT,
                  "Its address, where versions come from git."),
              optional(
                  "branch", ConfigurationShape.TEXT, "Its branch, where versions come from git."),
              optional(
                  "authentication",
                  ConfigurationShape.AUTHENTICATION,
                  "How to log in to the repository.")));

  private static final Structure DAEMON =
      new Structure(
          "ReportedDaemon",
          "The daemon that the model server reports to.",
          List.of(
              required("url", ConfigurationShape.TEXT, "Its address.")
                  .example("http://trueup:8080"),
              required("token", ConfigurationShape.SECRET, "A token with scope SERVE.")
                  .example("{file: /run/secrets/model-server-token}")));

  private static final Structure VERSIONS =
      new Structure(
          "ServedVersions",
          "Where compiled versions come from.",
          List.of(
              required(
                      "folder",
                      ConfigurationShape.PATH,
                      "The folder `versions` of the daemon's data folder, or one of its own.")
                  .example("/versions"),
              optional(
                      "from",
                      Choice.of(Origin.values(), ModelServerShape::word),
                      "`folder`: the daemon writes them into the folder, which may be mounted"
                          + " read-only. `daemon`: what is missing is fetched from the daemon."
                          + " `git`: what is missing is made from a mirror of the repository, which"
                          + " takes as much memory and time as it takes the daemon.")
                  .byDefault("folder"),
              optional(
                  "mirrors", ConfigurationShape.PATH, "Where mirrors are kept; for `from: git`.")));

  private static final Structure DRAIN =
      new Structure(
          "Drain",
          "How the model server stops.",
          List.of(
              optional(
                      "delay",
                      ConfigurationShape.DURATION,
                      "How long it goes on answering after it says that it is not ready.")
                  .byDefault("5s"),
              optional(
                      "longest",
                      ConfigurationShape.DURATION,
                      "How long it then waits for answers that are under way.")
                  .byDefault("30s")));

  private static final Structure DATABASE =
      new Structure(
          "ReadDatabase",
          "The state database, which the model server only reads.",
          List.of(
              required(
                      "url",
                      ConfigurationShape.DATABASE_ADDRESS,
                      "Its address, without a password.")
                  .example("jdbc:postgresql://db.acme.internal:5432/trueup"),
              required("user", ConfigurationShape.TEXT, "The user who may read what it needs."),
              required("password", ConfigurationShape.SECRET, "That user's password.")
                  .example("{file: /run/secrets/reader-password}"),
              optional("pool-size", new WholeNumber(2, 200), "Connections of this model server.")
                  .byDefault("10")));

  static final Structure CONFIGURATION =
      new Structure(
          "ModelServer",
          "All that is configured of a model server.",
          List.of(
              optional("instance", ConfigurationShape.TEXT, "Its name; no other one has it.")
                  .otherwise("the name of its machine"),
              optional("address", ConfigurationShape.TEXT, "Where clients reach it.")
                  .otherwise("its machine and port"),
              required(
                  "sources",
                  new MapOf(ConfigurationShape.SOURCE_NAME, SOURCE, Empty.RULED),
                  "The sources whose versions are served."),
              optional("listen", ConfigurationShape.LISTEN, "Where it listens."),
              required("database", DATABASE, "The state database, with a user who may read."),
              required("daemon", DAEMON, "The daemon that it reports to."),
              required("versions", VERSIONS, "Where compiled versions come from."),
              optional(
                      "when-missing",
                      Choice.of(WhenMissing.values(), ModelServerShape::word),
                      "The answer about a version that is kept and not open here: `retry`, a 503"
                          + " with `Retry-After`; `hand-over`, a redirect to the daemon.")
                  .byDefault("retry"),
              optional(
                      "refresh",
                      ConfigurationShape.DURATION,
                      "How often it looks for versions and reports.")
                  .byDefault("1s"),
              optional("drain", DRAIN, "How it stops."),
              ConfigurationShape.OPEN_MEMORY,
              optional("graphql", ConfigurationShape.GRAPHQL, "Limits of GraphQL queries.")));

  private ModelServerShape() {}

  private static <E extends Enum<E>> String word(E constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
