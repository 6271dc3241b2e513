package io.trueup.model.document;

import io.trueup.model.document.Tree.Entry;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import java.util.List;
import java.util.regex.Pattern;

/** What a declared thing may be called (domain §2). */
final class Names {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,127}");
  private static final Pattern TEAM =
      Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,127}/[A-Za-z][A-Za-z0-9_]{0,127}");
  private static final String REMEDY =
      "Use letters, digits and underscores, starting with a letter, at most 128";

  private Names() {}

  /** Notes a problem when an entry's name is none. */
  static void check(Entry entry, List<Problem> problems) {
    if (!NAME.matcher(entry.name()).matches()) {
      problems.add(
          problem(entry, "document.name", "'%s' is not a name".formatted(entry.name()), REMEDY));
    }
  }

  /** Notes a problem when an entry's name could not be a part of a place such as Vendor/city. */
  static void checkPlace(String name, int line, int column, List<Problem> problems) {
    if (name.isBlank() || name.indexOf('/') >= 0) {
      problems.add(
          Problem.error(
              "vendor.location",
              new Location("", line, column),
              "'%s' is not the name of a vendor or location".formatted(name),
              "Give it a name without '/'"));
    }
  }

  /** Takes a field that must be a name; what is none is noted and returned, for messages. */
  static String take(Fields fields, String field) {
    return checked(fields, field, NAME, "a name", REMEDY);
  }

  /** Takes a field that must be a team, {@code zone/team}. */
  static String takeTeam(Fields fields, String field) {
    return checked(fields, field, TEAM, "a team", "Write it as zone/team");
  }

  private static String checked(
      Fields fields, String field, Pattern form, String what, String remedy) {
    var tree = fields.takeRequired(field);
    if (tree != null) {
      var text = tree instanceof Tree.Scalar scalar ? scalar.text() : "";
      if (!form.matcher(text).matches()) {
        fields.problem(
            tree, "document.name", "%s is not %s".formatted(tree.describe(), what), remedy);
      }
      return text;
    }
    return "";
  }

  /** A problem at an entry's name. */
  static Problem problem(Entry entry, String rule, String message, String remedy) {
    return Problem.error(rule, new Location("", entry.line(), entry.column()), message, remedy);
  }
}
