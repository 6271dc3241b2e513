package io.trueup.platforms.postgres;

import io.trueup.model.type.BlockFloat;
import io.trueup.model.type.DataType;
import io.trueup.model.type.DataType.ArrayOf;
import io.trueup.model.type.DataType.Binary;
import io.trueup.model.type.DataType.Decimal;
import io.trueup.model.type.DataType.Geography;
import io.trueup.model.type.DataType.MapOf;
import io.trueup.model.type.DataType.Simple;
import io.trueup.model.type.DataType.Struct;
import io.trueup.model.type.DataType.Text;
import io.trueup.model.type.DataType.Vector;
import io.trueup.model.type.DataType.Whole;
import io.trueup.model.type.FloatFormat;

/**
 * Which native type holds a model's type without loss, in the spelling of {@code format_type}.
 *
 * <p>Fixed-length text becomes {@code character varying}: it keeps what was captured to the last
 * blank, which {@code character} does not, and can grow without a rewrite. A whole number of one
 * byte is held by a {@code smallint}, and binary data of a bounded length by {@code bytea}; their
 * bounds are the job's to keep.
 */
final class PostgresTypes {

  private static final int MAXIMUM_CHARACTERS = 10_485_760;
  private static final int MAXIMUM_PRECISION = 1_000;
  private static final int MAXIMUM_BYTES = 1_073_741_823;

  /** What a model's type becomes. */
  sealed interface Native {

    /** A type that holds every value. */
    record Held(String type) implements Native {}

    /** There is none, with what is wrong and what to do. */
    record NotHeld(String message, String remedy) implements Native {}
  }

  private PostgresTypes() {}

  /** The native type, or why there is none. */
  static Native map(DataType type) {
    return switch (type) {
      case Simple simple -> simple(simple);
      case Whole whole -> new Native.Held(whole(whole));
      case FloatFormat format -> floating(format);
      case Decimal decimal -> decimal(decimal);
      case Text text -> text(text);
      case Binary binary -> binary(binary);
      case BlockFloat _ -> notHeld(type, "Declare it as binary");
      case Vector _, Geography _ -> notHeld(type, "Declare it as variant or binary");
      case ArrayOf _, MapOf _, Struct _ -> notHeld(type, "Declare it as variant");
    };
  }

  private static Native simple(Simple type) {
    return new Native.Held(
        switch (type) {
          case BOOLEAN -> "boolean";
          case DATE -> "date";
          case TIME -> "time without time zone";
          case TIMESTAMP -> "timestamp without time zone";
          case TIMESTAMP_ZONE -> "timestamp with time zone";
          case INTERVAL -> "interval";
          case VARIANT -> "jsonb";
          case UUID -> "uuid";
        });
  }

  private static String whole(Whole type) {
    return switch (type) {
      case TINYINT, SMALLINT -> "smallint";
      case INTEGER -> "integer";
      case BIGINT -> "bigint";
    };
  }

  private static Native floating(FloatFormat type) {
    if (FloatFormat.FLOAT32.holds(type)) {
      return new Native.Held("real");
    }
    return FloatFormat.FLOAT64.holds(type)
        ? new Native.Held("double precision")
        : notHeld(type, "Declare it as float64 or decimal");
  }

  private static Native notHeld(DataType type, String remedy) {
    return new Native.NotHeld(
        "Postgres has no type that holds '%s' without loss".formatted(type), remedy);
  }

  private static Native decimal(Decimal type) {
    return type.precision() > MAXIMUM_PRECISION
        ? new Native.NotHeld(
            "Postgres holds decimals of at most %d digits, and '%s' asks for %d"
                .formatted(MAXIMUM_PRECISION, type, type.precision()),
            "Declare a precision of at most %d".formatted(MAXIMUM_PRECISION))
        : new Native.Held("numeric(" + type.precision() + "," + type.scale() + ")");
  }

  private static Native text(Text type) {
    if (type.collation() != null) {
      return new Native.NotHeld(
          "The collation of '%s' is not one that Trueup gives to a column in Postgres yet"
              .formatted(type),
          "Declare it without a collation");
    }
    if (!type.isBounded()) {
      return new Native.Held("text");
    }
    return type.length() > MAXIMUM_CHARACTERS
        ? new Native.NotHeld(
            "Postgres bounds text at no more than %d characters, and '%s' asks for %d"
                .formatted(MAXIMUM_CHARACTERS, type, type.length()),
            "Declare it without a length, or with one of at most %d".formatted(MAXIMUM_CHARACTERS))
        : new Native.Held("character varying(" + type.length() + ")");
  }

  private static Native binary(Binary type) {
    return type.isBounded() && type.length() > MAXIMUM_BYTES
        ? new Native.NotHeld(
            "Postgres holds binary values below 1 GB, and '%s' asks for %d bytes"
                .formatted(type, type.length()),
            "Declare a length of at most %d".formatted(MAXIMUM_BYTES))
        : new Native.Held("bytea");
  }
}
