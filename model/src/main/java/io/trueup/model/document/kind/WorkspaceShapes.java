package io.trueup.model.document.kind;

import static io.trueup.model.document.kind.ModelShapes.ANY_TEXT;
import static io.trueup.model.document.kind.ModelShapes.FLAG;
import static io.trueup.model.document.kind.ModelShapes.SQL_NAME;
import static io.trueup.model.document.kind.ModelShapes.TEAM;
import static io.trueup.model.document.kind.ModelShapes.TRIGGER;
import static io.trueup.model.document.kind.ModelShapes.allowForbid;
import static io.trueup.model.document.kind.ModelShapes.document;
import static io.trueup.model.document.kind.ModelShapes.documented;
import static io.trueup.model.document.kind.ModelShapes.sqlNamed;
import static io.trueup.model.document.shape.ValueShape.Field.optional;
import static io.trueup.model.document.shape.ValueShape.Field.required;

import io.trueup.model.document.DocumentKind;
import io.trueup.model.document.shape.ValueShape.Choice;
import io.trueup.model.document.shape.ValueShape.Empty;
import io.trueup.model.document.shape.ValueShape.ListOf;
import io.trueup.model.document.shape.ValueShape.OneOf;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.shape.ValueShape.Text;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.Priority;
import java.util.List;

/** The shapes of workspaces, their groups and transformers. */
final class WorkspaceShapes {

  private static final Choice<String> LATENCIES =
      Choice.of(new String[] {"seconds", "minutes", "hours", "days"}, it -> it);

  private static final Choice<String> DEPRECATED =
      Choice.of(new String[] {"never", "allowed"}, it -> it);

  private static final OneOf SINK =
      OneOf.of(
          new Text(TextForms.SINK),
          new Structure(
              "Sink",
              "A dataset that a group wants.",
              List.of(
                  required("dataset", new Text(TextForms.SINK), "The dataset, as `store/dataset`."),
                  optional(
                          "deprecated",
                          DEPRECATED,
                          "Whether the group takes it when it is deprecated.")
                      .byDefault("never"))));

  private static final Structure REQUIREMENTS =
      new Structure(
          "Requirements",
          "What a group requires of the platform that it is assigned to.",
          List.of(
              optional(
                      "history",
                      Choice.of(History.values(), History::text),
                      "The history of rows that is kept.")
                  .otherwise("any"),
              optional("latency", LATENCIES, "How old data may be.").otherwise("any"),
              optional(
                      "retention",
                      new Text(TextForms.RETENTION),
                      "For how long data must be kept: `<n> days`, `weeks`, `months` or `years`.")
                  .otherwise("any")
                  .example("7 years"),
              optional("regulator", ANY_TEXT, "The regulator that demands it.")));

  private static final Structure GROUP =
      new Structure(
          "Group",
          "Datasets that a workspace wants under the same requirements.",
          documented(
              optional(
                      "requires",
                      REQUIREMENTS,
                      "What it requires of a platform; needed when it is assigned.")
                  .example("{history: live-only, latency: minutes}"),
              required(
                      "datasets",
                      new ListOf(SINK, Empty.RULED),
                      "The datasets, each as `store/dataset`.")
                  .example("[NW_Data/products, NW_Data/customers]")));

  private static final Structure CODE =
      new Structure(
          "Code",
          "The code of a transformer: a command of a repository at a version, or one SQL"
              + " text.",
          List.of(
              optional("repository", ANY_TEXT, "The repository.")
                  .example("github.com/acme/masking"),
              optional("version", ANY_TEXT, "A tag or commit.").example("v1.4.0"),
              optional("command", ANY_TEXT, "The command to run.").example("mask-customers"),
              optional("sql", ANY_TEXT, "The SQL, instead of all the others.")));

  private static final Structure TRANSFORMER =
      new Structure(
          "Transformer",
          "Code that makes a store of its workspace's datasets.",
          documented(
              required("code", CODE, "The code to run."),
              optional("trigger", TRIGGER, "When it runs: by a `cron` expression, or `external`.")
                  .otherwise("when all its inputs have arrived"),
              required("output", StoreShapes.OUTPUT, "The store that it makes.")));

  static final Structure WORKSPACE =
      document(
          DocumentKind.WORKSPACE,
          "The data that a consumer wants, and the container for it.",
          documented(
              required("name", SQL_NAME, "Unique in the ecosystem."),
              required("team", TEAM, "The team that owns it.").example("USA/Sales"),
              optional(
                      "container",
                      ANY_TEXT,
                      "The container for its datasets: `name` of the same team, or"
                          + " `zone/team/name`; needed when it is assigned.")
                  .example("USA/DataOffice/warehouse"),
              optional(
                      "priority", Choice.of(Priority.values(), Priority::text), "How urgent it is.")
                  .byDefault("medium"),
              optional("production", FLAG, "Whether production relies on it.").byDefault("false"),
              optional(
                      "classification",
                      allowForbid(
                          "Verifier",
                          "The classifications that the data of all its groups may have.",
                          new Text(TextForms.CLASSIFICATION)),
                      "The classifications that the data of all its groups may have.")
                  .example("{forbid: [PC1, PC2]}"),
              required("groups", sqlNamed(GROUP, Empty.RULED), "Its groups of datasets, by name."),
              optional("transformer", TRANSFORMER, "Makes a store of the workspace's datasets.")));

  private WorkspaceShapes() {}
}
