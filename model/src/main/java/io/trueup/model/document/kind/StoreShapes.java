package io.trueup.model.document.kind;

import static io.trueup.model.document.kind.ModelShapes.ANY_TEXT;
import static io.trueup.model.document.kind.ModelShapes.CLASSIFICATIONS;
import static io.trueup.model.document.kind.ModelShapes.CREDENTIAL;
import static io.trueup.model.document.kind.ModelShapes.FLAG;
import static io.trueup.model.document.kind.ModelShapes.SQL_NAME;
import static io.trueup.model.document.kind.ModelShapes.TEAM;
import static io.trueup.model.document.kind.ModelShapes.TEXTS;
import static io.trueup.model.document.kind.ModelShapes.TRIGGER;
import static io.trueup.model.document.kind.ModelShapes.document;
import static io.trueup.model.document.kind.ModelShapes.documented;
import static io.trueup.model.document.kind.ModelShapes.sqlNamed;
import static io.trueup.model.document.kind.ModelShapes.usage;
import static io.trueup.model.document.shape.ValueShape.Field.optional;
import static io.trueup.model.document.shape.ValueShape.Field.required;

import io.trueup.model.document.DocumentKind;
import io.trueup.model.document.shape.ValueShape;
import io.trueup.model.document.shape.ValueShape.Choice;
import io.trueup.model.document.shape.ValueShape.Empty;
import io.trueup.model.document.shape.ValueShape.Field;
import io.trueup.model.document.shape.ValueShape.MapOf;
import io.trueup.model.document.shape.ValueShape.OneOf;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.ecosystem.Capture;
import java.util.ArrayList;
import java.util.List;

/** The shapes of stores, datasets and columns. */
final class StoreShapes {

  /** All kinds of capture except the one that only transformers have. */
  static final Choice<Capture.Kind> CAPTURE_KINDS =
      Choice.of(
          new Capture.Kind[] {
            Capture.Kind.CDC, Capture.Kind.SNAPSHOT, Capture.Kind.WATERMARK, Capture.Kind.KAFKA
          },
          Capture.Kind::text);

  private static final Structure COLUMN =
      new Structure(
          "Column",
          "A column of a dataset.",
          documented(
              required("type", ANY_TEXT, "The type of its values.").example("\"decimal(10,2)\""),
              optional("nullable", FLAG, "Whether it may be null.")
                  .otherwise("true, and false for a key column"),
              optional("key", FLAG, "Whether it is part of the primary key.").byDefault("false"),
              optional(
                  "classification",
                  CLASSIFICATIONS,
                  "How sensitive it is; of the dataset or of its columns, not both.")));

  private static final Structure DATASET =
      new Structure("Dataset", "A dataset of a store.", dataset());

  private static final MapOf SOME_DATASETS = sqlNamed(DATASET, Empty.RULED);

  private static final MapOf DATASETS = sqlNamed(DATASET, Empty.ABSENT);

  private static final Structure CAPTURE =
      new Structure(
          "Capture",
          "How a store's data is captured.",
          List.of(
              required(
                  "kind",
                  CAPTURE_KINDS,
                  "The source's log of changes, all rows each time, the rows whose watermark column"
                      + " has risen, or a topic for each dataset."),
              required(
                  "container",
                  ANY_TEXT,
                  "Where it is captured from: `name` of the same team, or `zone/team/name`."),
              optional("credential", CREDENTIAL, "The credential for the container.")
                  .otherwise("its job has access of its own"),
              optional(
                      "consistency",
                      Choice.of(Capture.Consistency.values(), Capture.Consistency::text),
                      "Whether the datasets are ingested together or one by one.")
                  .byDefault("multi-dataset"),
              optional(
                      "trigger",
                      TRIGGER,
                      "When it is captured: by a `cron` expression, or `external`, when something"
                          + " else starts its job.")
                  .otherwise(
                      "its job follows the log or topic; for `snapshot` and `watermark` no"
                          + " time is set, which is a warning")
                  .example("{cron: \"*/10 * * * *\"}"),
              optional(
                  "column",
                  ANY_TEXT,
                  "The watermark, an integer or timestamp in every dataset; for `watermark` only,"
                      + " which needs it.")));

  static final Structure DATASTORE =
      document(DocumentKind.DATASTORE, "Datasets that are captured in one way.", store(true));

  /** The store that a transformer makes, which has no team and no capture of its own. */
  static final Structure OUTPUT =
      new Structure("Output", "The store that a transformer makes.", store(false));

  static final Structure DATASETS_DOCUMENT =
      document(
          DocumentKind.DATASETS,
          "Adds datasets to a store of the same team, so that a large store can have several"
              + " files.",
          List.of(
              required("store", SQL_NAME, "The store, which another document declares."),
              required("team", TEAM, "The store's team.").example("USA/Sales"),
              required("datasets", SOME_DATASETS, "The datasets that are added, by name.")));

  private StoreShapes() {}

  private static List<Field> dataset() {
    var fields =
        new ArrayList<>(
            documented(
                optional("source", SQL_NAME, "The table or topic that it is captured from.")
                    .otherwise("the dataset's name"),
                optional(
                        "classification",
                        CLASSIFICATIONS,
                        "How sensitive it is as a whole; of the dataset or of its columns, not"
                            + " both.")
                    .example("[PC3]"),
                optional(
                        "columns",
                        sqlNamed(OneOf.of(ANY_TEXT, COLUMN), Empty.RULED),
                        "Its columns, in their order; a type alone is nullable and no key.")
                    .example("{id: {type: integer, key: true}, name: varchar(40)}"),
                optional(
                    "avro",
                    new ValueShape.Json(),
                    "An Avro schema instead of columns; key and partition name top-level fields of"
                        + " primitive types."),
                optional(
                        "primaryKey",
                        new ValueShape.ListOf(ANY_TEXT, Empty.REFUSED),
                        "The key's columns, where their order differs from that of the table.")
                    .otherwise("the columns with `key: true`, in their order"),
                optional("partition", TEXTS, "The columns that rows are partitioned by.")
                    .otherwise("none"),
                optional("policies", TEXTS, "The storage policies of its zone that it asks for.")));
    fields.addAll(fields.size() - 3, usage());
    return fields;
  }

  private static List<Field> store(boolean isCaptured) {
    var fields = new ArrayList<Field>();
    fields.add(required("name", SQL_NAME, "Unique in the ecosystem."));
    if (isCaptured) {
      fields.add(required("team", TEAM, "The team that owns it.").example("USA/Sales"));
      fields.add(required("capture", CAPTURE, "How its data is captured."));
    }
    fields.add(optional("production", FLAG, "Whether production relies on it.").byDefault("false"));
    fields.addAll(usage());
    // Not required, because other documents can add all datasets of a store.
    fields.add(
        isCaptured
            ? optional("datasets", DATASETS, "Its datasets, by name; other documents can add some.")
            : required("datasets", SOME_DATASETS, "Its datasets, by name."));
    fields.addAll(documented());
    return fields;
  }
}
