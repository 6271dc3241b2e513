package io.trueup.model.type;

import io.trueup.model.type.DataType.ArrayOf;
import io.trueup.model.type.DataType.Binary;
import io.trueup.model.type.DataType.Decimal;
import io.trueup.model.type.DataType.Form;
import io.trueup.model.type.DataType.Geography;
import io.trueup.model.type.DataType.MapOf;
import io.trueup.model.type.DataType.Shape;
import io.trueup.model.type.DataType.Simple;
import io.trueup.model.type.DataType.Struct;
import io.trueup.model.type.DataType.Text;
import io.trueup.model.type.DataType.Vector;
import io.trueup.model.type.DataType.Whole;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a column's type may change: it may stay the same, or widen to a type that holds
 * every value of the old one.
 *
 * <p>Widening is transitive. It goes one way, except between fixed and varying text of the same
 * length, which hold the same values.
 */
public final class TypeChange {

  /** The result of comparing two types. */
  public sealed interface Change {

    /** Both types mean the same. */
    record Same() implements Change {}

    /** The new type holds every value of the old. */
    record Widened() implements Change {}

    /**
     * The change is not allowed.
     *
     * @param reason a phrase that does not name the column, such as "the scale shrinks from 2 to 1"
     */
    record Refused(String reason) implements Change {}
  }

  private static final Change SAME = new Change.Same();
  private static final Change WIDENED = new Change.Widened();

  private TypeChange() {}

  /** Compares a column's type with its type in the next version. */
  public static Change between(DataType older, DataType newer) {
    if (older.equals(newer)) {
      return SAME;
    }
    return switch (older) {
      case Simple was -> simple(was, newer);
      case Whole was when newer instanceof Whole is -> wider(is.compareTo(was) > 0, was, is);
      case FloatFormat was when newer instanceof FloatFormat is -> wider(is.holds(was), was, is);
      case BlockFloat was when newer instanceof BlockFloat is -> wider(is.holds(was), was, is);
      case Decimal was when newer instanceof Decimal is -> decimal(was, is);
      case Text was when newer instanceof Text is -> text(was, is);
      case Binary was when newer instanceof Binary is -> length(was.length(), is.length());
      case Vector was when newer instanceof Vector is ->
          refused("the dimension changes from %s to %s", was.dimension(), is.dimension());
      case Geography was when newer instanceof Geography is -> geography(was, is);
      case ArrayOf _ when newer instanceof ArrayOf -> refused("the element of an array is frozen");
      case MapOf _ when newer instanceof MapOf -> refused("the key and value of a map are frozen");
      case Struct _ when newer instanceof Struct -> refused("the shape of a struct is frozen");
      case Whole _,
          FloatFormat _,
          BlockFloat _,
          Decimal _,
          Text _,
          Binary _,
          Vector _,
          Geography _,
          ArrayOf _,
          MapOf _,
          Struct _ ->
          unlike(older, newer);
    };
  }

  private static Change simple(Simple older, DataType newer) {
    if (older == Simple.DATE && newer == Simple.TIMESTAMP) {
      return WIDENED;
    }
    return isTimestamp(older) && isTimestamp(newer)
        ? refused("a timestamp never gains or loses its time zone")
        : unlike(older, newer);
  }

  private static boolean isTimestamp(DataType type) {
    return type == Simple.TIMESTAMP || type == Simple.TIMESTAMP_ZONE;
  }

  private static Change wider(boolean holds, DataType older, DataType newer) {
    return holds ? WIDENED : refused("%s does not hold every value of %s", newer, older);
  }

  private static Change decimal(Decimal older, Decimal newer) {
    var before = older.precision() - older.scale();
    var after = newer.precision() - newer.scale();
    if (after < before) {
      return refused("the digits before the point shrink from %s to %s", before, after);
    }
    return newer.scale() < older.scale()
        ? refused("the scale shrinks from %s to %s", older.scale(), newer.scale())
        : WIDENED;
  }

  private static Change text(Text older, Text newer) {
    if (varying(older.form()) != varying(newer.form())) {
      return unlike(older, newer);
    }
    return Objects.equals(older.collation(), newer.collation())
        ? length(older.length(), newer.length())
        : refused(
            "the collation changes from %s to %s",
            collation(older.collation()), collation(newer.collation()));
  }

  private static Form varying(Form form) {
    return switch (form) {
      case CHAR, VARCHAR -> Form.VARCHAR;
      case NCHAR, NVARCHAR -> Form.NVARCHAR;
      case STRING -> Form.STRING;
    };
  }

  private static String collation(@Nullable String collation) {
    return collation == null ? "the container's default" : "\"" + collation + "\"";
  }

  private static Change length(int older, int newer) {
    return newer >= older
        ? WIDENED
        : refused(
            "the length shrinks from %s to %s",
            older == DataType.UNBOUNDED ? "unbounded" : older, newer);
  }

  private static Change geography(Geography older, Geography newer) {
    if (newer.srid() != 0 && newer.srid() != older.srid()) {
      return older.srid() == 0
          ? refused("values of any spatial reference are narrowed to %s", newer.srid())
          : refused("the spatial reference changes from %s to %s", older.srid(), newer.srid());
    }
    return newer.shape() == Shape.GEOMETRY || newer.shape() == older.shape()
        ? WIDENED
        : refused(
            older.shape() == Shape.GEOMETRY
                ? "values of any shape are narrowed to %2$s"
                : "the shape changes from %s to %s",
            older.shape(),
            newer.shape());
  }

  private static Change unlike(DataType older, DataType newer) {
    return refused("%s is not a wider form of %s", newer, older);
  }

  @SuppressWarnings("AnnotateFormatMethod") // Its annotation would be a library of the model's.
  private static Change refused(String reason, Object... values) {
    return new Change.Refused(reason.formatted(values));
  }
}
