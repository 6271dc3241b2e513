package io.trueup.model.document.shape;

import io.trueup.model.document.shape.ValueShape.Choice;
import io.trueup.model.document.shape.ValueShape.Form;
import io.trueup.model.document.tree.Tree;
import io.trueup.model.document.tree.Tree.Entry;
import io.trueup.model.document.tree.Tree.Scalar;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Suggestions;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The problems of fields, which a valid file never needs. */
final class FieldProblems {

  private FieldProblems() {}

  /** The owner of fields, at the beginning of a sentence. */
  static String owner(String what, @Nullable String name) {
    return name == null ? what : "%s '%s'".formatted(what, name);
  }

  /** The name of a field within a sentence, where its owner begins in lower case. */
  static String part(String field, String owner) {
    return "'%s' of %s"
        .formatted(field, owner.substring(0, 1).toLowerCase(Locale.ROOT) + owner.substring(1));
  }

  /** The problem of a value that is not of the expected type. */
  static Problem wrongType(Tree tree, String what, String expected) {
    return Problem.error(
        "document.wrong-type",
        new Location("", tree.line(), tree.column()),
        "%s should be %s, found %s".formatted(what, expected, tree.describe()),
        "Write " + expected);
  }

  /** The problem of a text that is not of its form. */
  static Problem misformed(Form form, String text, int line, int column) {
    var shown = new Scalar(text, true, line, column).describe();
    return Problem.error(
        form.rule(),
        new Location("", line, column),
        "%s is not %s%s"
            .formatted(
                form.isShown() ? shown : "This",
                form.what(),
                form.isShown() && form.rule().equals("document.name")
                    ? Suggestions.foreignCharacter(text).map(": it has %s"::formatted).orElse("")
                    : ""),
        Suggestions.remedy(text, form.words(), form.remedy()));
  }

  /** The part of a message that says that a text is none of some words. */
  static String none(String given, Choice<?> choice) {
    return "'%s' is none of %s%s"
        .formatted(
            given,
            String.join(", ", choice.words()),
            Suggestions.nearest(given, choice.words())
                .map("; did you mean '%s'?"::formatted)
                .orElse(""));
  }

  /** The problem of an empty list or mapping that could mean nothing. */
  static Problem empty(Tree tree, String what) {
    return Problem.error(
        "document.empty",
        new Location("", tree.line(), tree.column()),
        "%s is empty".formatted(what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1)),
        "Add at least one item, or remove it");
  }

  /** The problem of a field that the owner does not have. */
  static Problem unknown(Entry entry, String owner, Collection<String> known) {
    return Problem.error(
        "document.unknown-field",
        new Location("", entry.line(), entry.column()),
        "%s has no field '%s'".formatted(owner, entry.name()),
        Suggestions.remedy(
            entry.name(), known, "Remove it; the fields are " + String.join(", ", known)));
  }
}
