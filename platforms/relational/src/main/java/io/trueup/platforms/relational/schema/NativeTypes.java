package io.trueup.platforms.relational.schema;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which of Postgres's types holds every value of another, and whether existing rows have to be
 * rewritten for it. The classes were measured on Postgres 13 to 18, which agree, and follow from
 * {@code ATColumnChangeRequiresRewrite} in its source: a change that only loosens a type's
 * parameter, or between types of one form, leaves rows as they are.
 *
 * <pre>
 * from                      to                                  rows
 * character varying(n)      character varying(m ≥ n), without   kept
 *                           a length, or text
 * character varying, text   each other                          kept
 * numeric(p,s)              numeric(q ≥ p,s), numeric           kept
 * timestamp(p), time(p),    the same with more digits           kept
 * interval(p)
 * numeric(p,s)              numeric(q,t), t ≥ s, q-t ≥ p-s      rewritten
 * smallint                  integer, bigint, numeric            rewritten
 * integer                   bigint, numeric                     rewritten
 * bigint                    numeric                             rewritten
 * real                      double precision                    rewritten
 * date                      timestamp without time zone         rewritten
 * </pre>
 */
public final class NativeTypes {

  /** How one type relates to another. */
  public enum Step {
    SAME,
    /** The other holds every value, and the rows stay as they are. */
    KEPT,
    /** The other holds every value, and the rows are rewritten. */
    REWRITTEN,
    /** The other does not hold every value. */
    NONE
  }

  private static final int UNBOUNDED = Integer.MAX_VALUE;

  /** The digits of a second that Postgres keeps when no precision is given. */
  private static final int MOST_DIGITS_OF_A_SECOND = 6;

  private static final Pattern TYPE =
      Pattern.compile(
          "([^(]+?)(?:\\((\\d+)(?:,(-?\\d+))?\\))?( without time zone| with time zone)?");

  /** The digits before the point that whole numbers need. */
  private static final Map<String, Integer> DIGITS =
      Map.of("smallint", 5, "integer", 10, "bigint", 19);

  private static final List<String> WHOLE = List.of("smallint", "integer", "bigint");

  private NativeTypes() {}

  /** A type without its parameters, and the parameters; the maximum when none is given. */
  private record Parsed(String base, int first, int second) {}

  /** How the values of a type fit into another; both as {@code format_type} spells them. */
  public static Step between(String from, String to) {
    if (from.equals(to)) {
      return Step.SAME;
    }
    var older = parse(from);
    var newer = parse(to);
    return switch (older.base()) {
      case "character varying", "text" ->
          newer.base().equals("text") || newer.base().equals("character varying")
              ? kept(newer.first() >= older.first())
              : Step.NONE;
      case "numeric" -> numeric(older, newer);
      case "smallint", "integer", "bigint" -> whole(older, newer);
      case "real" -> rewritten(to.equals("double precision"));
      case "date" -> rewritten(to.equals("timestamp without time zone"));
      default ->
          kept(
              isOfSeconds(older.base())
                  && newer.base().equals(older.base())
                  && newer.first() >= older.first());
    };
  }

  private static Step numeric(Parsed older, Parsed newer) {
    if (!newer.base().equals("numeric")) {
      return Step.NONE;
    }
    if (newer.first() == UNBOUNDED) {
      return Step.KEPT;
    }
    if (older.first() == UNBOUNDED) {
      return Step.NONE;
    }
    if (newer.second() == older.second()) {
      return kept(newer.first() >= older.first());
    }
    return rewritten(
        newer.second() > older.second()
            && newer.first() - newer.second() >= older.first() - older.second());
  }

  private static Step whole(Parsed older, Parsed newer) {
    if (newer.base().equals("numeric")) {
      return rewritten(
          newer.first() == UNBOUNDED
              || (newer.second() >= 0
                  && newer.first() - newer.second() >= DIGITS.getOrDefault(older.base(), 0)));
    }
    return rewritten(WHOLE.indexOf(newer.base()) > WHOLE.indexOf(older.base()));
  }

  private static boolean isOfSeconds(String base) {
    return base.startsWith("time") || base.equals("interval");
  }

  private static Step kept(boolean holds) {
    return holds ? Step.KEPT : Step.NONE;
  }

  private static Step rewritten(boolean holds) {
    return holds ? Step.REWRITTEN : Step.NONE;
  }

  private static Parsed parse(String type) {
    var matcher = TYPE.matcher(type);
    if (!matcher.matches()) {
      return new Parsed(type, UNBOUNDED, 0);
    }
    var zone = matcher.group(3 + 1);
    var base = matcher.group(1) + (zone == null ? "" : zone);
    var none = isOfSeconds(base) ? MOST_DIGITS_OF_A_SECOND : UNBOUNDED;
    return new Parsed(
        base,
        matcher.group(2) == null ? none : Integer.parseInt(matcher.group(2)),
        matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3)));
  }
}
