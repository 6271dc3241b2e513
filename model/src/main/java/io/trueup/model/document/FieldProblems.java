package io.trueup.model.document;

import io.trueup.model.document.Shape.Choice;
import io.trueup.model.document.Shape.Form;
import io.trueup.model.document.Tree.Entry;
import io.trueup.model.document.Tree.Scalar;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Suggestions;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with fields: all that is never needed while nothing is. */
final class FieldProblems {

  private FieldProblems() {}

  /** Who has fields, at the beginning of a sentence. */
  static String owner(String what, @Nullable String name) {
    return name == null ? what : "%s '%s'".formatted(what, name);
  }

  /** What a field is called within a sentence: its owner's name begins one elsewhere. */
  static String part(String field, String owner) {
    return "'%s' of %s"
        .formatted(field, owner.substring(0, 1).toLowerCase(Locale.ROOT) + owner.substring(1));
  }

  /** A value is not of the type that is expected. */
  static Problem wrongType(Tree tree, String what, String expected) {
    return Problem.error(
        "document.wrong-type",
        new Location("", tree.line(), tree.column()),
        "%s should be %s, found %s".formatted(what, expected, tree.describe()),
        "Write " + expected);
  }

  /** A text does not look as it must. */
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

  /** That a text is none of some words, as a part of a message. */
  static String none(String given, Choice<?> choice) {
    return "'%s' is none of %s%s"
        .formatted(
            given,
            String.join(", ", choice.words()),
            Suggestions.nearest(given, choice.words())
                .map("; did you mean '%s'?"::formatted)
                .orElse(""));
  }

  /** A list or mapping is there and empty, and nothing could be meant by that. */
  static Problem empty(Tree tree, String what) {
    return Problem.error(
        "document.empty",
        new Location("", tree.line(), tree.column()),
        "%s is empty".formatted(what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1)),
        "Write at least one into it, or remove it");
  }

  /** There is no such field. */
  static Problem unknown(Entry entry, String owner, Collection<String> known) {
    return Problem.error(
        "document.unknown-field",
        new Location("", entry.line(), entry.column()),
        "%s has no field '%s'".formatted(owner, entry.name()),
        Suggestions.remedy(
            entry.name(), known, "Remove it; the fields are " + String.join(", ", known)));
  }
}
