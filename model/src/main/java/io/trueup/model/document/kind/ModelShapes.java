package io.trueup.model.document.kind;

import static io.trueup.model.document.shape.ValueShape.Field.optional;
import static io.trueup.model.document.shape.ValueShape.Field.required;

import io.trueup.model.document.DocumentKind;
import io.trueup.model.document.shape.ValueShape;
import io.trueup.model.document.shape.ValueShape.Choice;
import io.trueup.model.document.shape.ValueShape.Empty;
import io.trueup.model.document.shape.ValueShape.Field;
import io.trueup.model.document.shape.ValueShape.Flag;
import io.trueup.model.document.shape.ValueShape.ListOf;
import io.trueup.model.document.shape.ValueShape.MapOf;
import io.trueup.model.document.shape.ValueShape.OneOf;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.shape.ValueShape.Text;
import io.trueup.model.ecosystem.Credential;
import java.util.ArrayList;
import java.util.List;

/** The shapes that several kinds of documents share. */
final class ModelShapes {

  static final Text ANY_TEXT = new Text(null);
  static final Text NAME = new Text(TextForms.NAME);
  static final Text SQL_NAME = new Text(TextForms.SQL_NAME);
  static final Text TEAM = new Text(TextForms.TEAM);
  static final Text REPOSITORY = new Text(TextForms.REPOSITORY);
  static final ListOf TEXTS = new ListOf(ANY_TEXT, Empty.ABSENT);
  static final ListOf CLASSIFICATIONS =
      new ListOf(new Text(TextForms.CLASSIFICATION), Empty.ABSENT);
  static final Flag FLAG = new Flag();

  static final OneOf CREDENTIAL =
      OneOf.of(
          new Text(TextForms.CREDENTIAL),
          new Structure(
              "Credential",
              "The name of a secret, and what kind of secret it is; never the secret itself.",
              List.of(
                  required(
                      "name", new Text(TextForms.CREDENTIAL), "Its name in the credential store."),
                  optional(
                          "kind",
                          Choice.of(Credential.Kind.values(), Credential.Kind::text),
                          "The kind of secret.")
                      .byDefault("user-password"))));

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
          optional("description", ANY_TEXT, "A description for people, in a line or a few."),
          optional("documentation", ANY_TEXT, "Documentation in Markdown."),
          optional("tags", TEXTS, "Words for searches."));

  private ModelShapes() {}

  /** A document, with its kind before its own fields. */
  static Structure document(DocumentKind kind, String description, List<Field> fields) {
    var all = new ArrayList<Field>();
    all.add(
        required("kind", Choice.of(new String[] {kind.text()}, it -> it), "The kind of document."));
    all.addAll(fields);
    return new Structure(kind.text(), description, all);
  }

  /** Fields, followed by those that describe a thing to people. */
  static List<Field> documented(Field... fields) {
    var all = new ArrayList<>(List.of(fields));
    all.addAll(DOCUMENTATION);
    return all;
  }

  /** A mapping of names to things, which may be empty. */
  static MapOf named(ValueShape shape) {
    return new MapOf(TextForms.NAME, shape, Empty.ABSENT);
  }

  /** A mapping of names to things that platforms name too. */
  static MapOf sqlNamed(ValueShape shape, Empty empty) {
    return new MapOf(TextForms.SQL_NAME, shape, empty);
  }

  /** The fields that govern the use of a store or a dataset. */
  static List<Field> usage() {
    return List.of(
        optional("deprecated", FLAG, "Whether new uses should be avoided.").byDefault("false"),
        optional(
                "approved",
                new ListOf(ANY_TEXT, Empty.MEANT),
                "The workspaces that may use it; an empty list approves none.")
            .otherwise("no approval is needed")
            .example("[ProductReporting]"));
  }

  /** A structure that allows or forbids values. */
  static Structure allowForbid(String title, String description, ValueShape word) {
    return new Structure(
        title,
        description,
        List.of(
            optional(
                    "allow",
                    new ListOf(word, Empty.MEANT),
                    "The allowed values; an empty list allows none.")
                .otherwise("everything"),
            optional("forbid", new ListOf(word, Empty.ABSENT), "The forbidden values.")
                .otherwise("nothing")));
  }
}
