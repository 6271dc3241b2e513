package io.trueup.model.document;

import static io.trueup.model.document.Shape.Field.optional;
import static io.trueup.model.document.Shape.Field.required;

import io.trueup.model.document.Shape.Choice;
import io.trueup.model.document.Shape.Empty;
import io.trueup.model.document.Shape.Field;
import io.trueup.model.document.Shape.Flag;
import io.trueup.model.document.Shape.ListOf;
import io.trueup.model.document.Shape.MapOf;
import io.trueup.model.document.Shape.OneOf;
import io.trueup.model.document.Shape.Structure;
import io.trueup.model.document.Shape.Text;
import io.trueup.model.ecosystem.Credential;
import java.util.ArrayList;
import java.util.List;

/** The shapes that several documents have in common. */
final class ModelShapes {

  static final Text ANY_TEXT = new Text(null);
  static final Text NAME = new Text(Forms.NAME);
  static final Text SQL_NAME = new Text(Forms.SQL_NAME);
  static final Text TEAM = new Text(Forms.TEAM);
  static final Text REPOSITORY = new Text(Forms.REPOSITORY);
  static final ListOf TEXTS = new ListOf(ANY_TEXT, Empty.ABSENT);
  static final ListOf CLASSIFICATIONS = new ListOf(new Text(Forms.CLASSIFICATION), Empty.ABSENT);
  static final Flag FLAG = new Flag();

  static final OneOf CREDENTIAL =
      OneOf.of(
          new Text(Forms.CREDENTIAL),
          new Structure(
              "Credential",
              "The name of a secret, and what kind of secret it is; never the secret itself.",
              List.of(
                  required(
                      "name", new Text(Forms.CREDENTIAL), "What a credential store knows it by."),
                  optional(
                          "kind",
                          Choice.of(Credential.Kind.values(), Credential.Kind::text),
                          "What kind of secret it is.")
                      .otherwise("user-password"))));

  static final OneOf TRIGGER =
      OneOf.of(
          Choice.of(new String[] {"external"}, it -> it),
          new Structure(
              "Trigger",
              "When something runs by itself.",
              List.of(
                  required(
                          "cron",
                          ANY_TEXT,
                          "Minute, hour, day of month, month and day of week, with lists, ranges,"
                              + " steps and names.")
                      .example("\"*/10 * * * *\""))));

  private static final List<Field> DOCUMENTATION =
      List.of(
          optional("description", ANY_TEXT, "What it is, for people, in a line or a few."),
          optional("documentation", ANY_TEXT, "What there is to know about it, in Markdown."),
          optional("tags", TEXTS, "Words to find it by."));

  private ModelShapes() {}

  /** A document, with its kind before its own fields. */
  static Structure document(String kind, String description, List<Field> fields) {
    var all = new ArrayList<Field>();
    all.add(required("kind", Choice.of(new String[] {kind}, it -> it), "Which kind of document."));
    all.addAll(fields);
    return new Structure(kind, description, all);
  }

  /** Fields with those that tell people about a thing after them. */
  static List<Field> documented(Field... fields) {
    var all = new ArrayList<>(List.of(fields));
    all.addAll(DOCUMENTATION);
    return all;
  }

  /** Things by their names, of which there may be none. */
  static MapOf named(Shape shape) {
    return new MapOf(Forms.NAME, shape, Empty.ABSENT);
  }

  /** Things by names that platforms give to tables and the like. */
  static MapOf sqlNamed(Shape shape, Empty empty) {
    return new MapOf(Forms.SQL_NAME, shape, empty);
  }

  /** Who may use a store or a dataset, and whether it should be used at all. */
  static List<Field> usage() {
    return List.of(
        optional("deprecated", FLAG, "Whether nobody should begin to use it.").otherwise("false"),
        optional(
                "approved",
                new ListOf(ANY_TEXT, Empty.MEANT),
                "The workspaces that may use it; an empty list approves nobody.")
            .otherwise("nobody needs an approval")
            .example("[ProductReporting]"));
  }

  /** The fields of a thing that is allowed or forbidden. */
  static Structure allowForbid(String title, String description, Shape word) {
    return new Structure(
        title,
        description,
        List.of(
            optional(
                    "allow",
                    new ListOf(word, Empty.MEANT),
                    "What is allowed; an empty list allows nothing.")
                .otherwise("everything"),
            optional("forbid", new ListOf(word, Empty.ABSENT), "What is forbidden.")
                .otherwise("nothing")));
  }
}
