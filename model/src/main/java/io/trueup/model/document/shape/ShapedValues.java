package io.trueup.model.document.shape;

import io.trueup.model.document.shape.ValueShape.Choice;
import io.trueup.model.document.shape.ValueShape.ListOf;
import io.trueup.model.document.shape.ValueShape.WholeNumber;
import io.trueup.model.document.tree.Tree;
import io.trueup.model.document.tree.Tree.Mapping;
import io.trueup.model.document.tree.Tree.Scalar;
import io.trueup.model.document.tree.Tree.Sequence;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads single values by their shapes, and reports what is wrong with them. The supplier of a
 * value's name is called only for a message.
 */
final class ShapedValues {

  private ShapedValues() {}

  /**
   * A text; null when the value is not one. A text that is not of its form is reported and
   * returned.
   */
  static @Nullable String text(
      Tree tree, Supplier<String> part, @Nullable ValueShape shape, List<Problem> problems) {
    if (!(tree instanceof Scalar scalar) || scalar.isNull()) {
      problems.add(FieldProblems.wrongType(tree, part.get(), "a text"));
      return null;
    }
    var form = shape == null ? null : ValueShape.formIn(shape);
    var broken = form == null ? null : form.brokenBy(scalar.text());
    if (broken != null) {
      problems.add(FieldProblems.misformed(broken, scalar.text(), scalar.line(), scalar.column()));
    }
    return scalar.text();
  }

  /** The value of one of several words; null when it is none of them. */
  static @Nullable Object word(
      Tree tree, Supplier<String> part, Choice<?> choice, List<Problem> problems) {
    var text = text(tree, part, choice, problems);
    if (text == null) {
      return null;
    }
    var index = choice.words().indexOf(text);
    if (index < 0) {
      problems.add(
          Problem.error(
              "document.unknown-value",
              new Location("", tree.line(), tree.column()),
              part.get() + ": " + FieldProblems.none(text, choice),
              "Correct it"));
      return null;
    }
    return choice.values().get(index);
  }

  /** A truth value; null when the value is not one. */
  static @Nullable Boolean flag(Tree tree, Supplier<String> part, List<Problem> problems) {
    if (isQuoted(tree, part, "true or false", problems)) {
      return null;
    }
    var text = text(tree, part, null, problems);
    return switch (text) {
      case null -> null;
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      default -> {
        problems.add(wrong(tree, "%s: '%s' is neither true nor false".formatted(part.get(), text)));
        yield null;
      }
    };
  }

  /** A whole number within bounds; null when the value is not one. */
  static @Nullable Long wholeNumber(
      Tree tree, Supplier<String> part, WholeNumber bounds, List<Problem> problems) {
    if (isQuoted(tree, part, "a number", problems)) {
      return null;
    }
    var text = text(tree, part, null, problems);
    if (text == null) {
      return null;
    }
    if (text.matches("-?\\d{1,18}")) {
      var number = Long.parseLong(text);
      if (number >= bounds.minimum() && number <= bounds.maximum()) {
        return number;
      }
    }
    problems.add(
        wrong(
            tree,
            "%s: '%s' is not a whole number from %d to %d"
                .formatted(part.get(), text, bounds.minimum(), bounds.maximum())));
    return null;
  }

  private static boolean isQuoted(
      Tree tree, Supplier<String> part, String expected, List<Problem> problems) {
    if (!(tree instanceof Scalar scalar) || !scalar.quoted()) {
      return false;
    }
    problems.add(
        Problem.error(
            "document.wrong-type",
            new Location("", tree.line(), tree.column()),
            "%s should be %s, found the text '%s'".formatted(part.get(), expected, scalar.text()),
            "Write it without quotes"));
    return true;
  }

  private static Problem wrong(Tree tree, String message) {
    return Problem.error(
        "document.wrong-type", new Location("", tree.line(), tree.column()), message, "Correct it");
  }

  private static boolean isRefused(@Nullable ValueShape shape) {
    return shape instanceof ListOf(_, var empty) && empty == ValueShape.Empty.REFUSED;
  }

  /** The items of a list; a single value stands for a list of one. */
  static List<Tree> items(
      Tree tree, Supplier<String> part, @Nullable ValueShape shape, List<Problem> problems) {
    return switch (tree) {
      case Sequence sequence -> {
        if (sequence.items().isEmpty() && isRefused(shape)) {
          problems.add(FieldProblems.empty(sequence, part.get()));
        }
        yield sequence.items();
      }
      case Scalar scalar when scalar.isNull() && isRefused(shape) -> {
        problems.add(FieldProblems.empty(scalar, part.get()));
        yield List.of();
      }
      case Scalar scalar -> List.of(scalar);
      case Mapping mapping -> {
        if (shape instanceof ListOf(var item, _) && ValueShape.structureIn(item) != null) {
          yield List.of(mapping);
        }
        problems.add(FieldProblems.wrongType(mapping, part.get(), "a list"));
        yield List.of();
      }
    };
  }

  /** The texts or words of a list, without items that are none, which are reported. */
  static List<String> texts(
      Tree tree, Supplier<String> part, @Nullable ValueShape shape, List<Problem> problems) {
    var item = shape instanceof ListOf(var of, _) ? of : null;
    var texts = new ArrayList<String>();
    for (var value : items(tree, part, shape, problems)) {
      if (item instanceof Choice<?> choice) {
        if (word(value, part, choice, problems) != null) {
          texts.add(((Scalar) value).text());
        }
      } else {
        var text = text(value, part, item, problems);
        if (text != null) {
          texts.add(text);
        }
      }
    }
    return texts;
  }
}
