package io.trueup.platforms.postgres;

import io.trueup.model.type.DataType;

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
    return switch (type.kind()) {
      case BOOLEAN -> new Native.Held("boolean");
      case TINYINT, SMALLINT -> new Native.Held("smallint");
      case INTEGER -> new Native.Held("integer");
      case BIGINT -> new Native.Held("bigint");
      case FLOAT32 -> new Native.Held("real");
      case FLOAT64 -> new Native.Held("double precision");
      case DECIMAL -> decimal(type);
      case CHAR, VARCHAR, NCHAR, NVARCHAR, STRING -> text(type);
      case DATE -> new Native.Held("date");
      case TIME -> new Native.Held("time without time zone");
      case TIMESTAMP -> new Native.Held("timestamp without time zone");
      case TIMESTAMP_ZONE -> new Native.Held("timestamp with time zone");
      case INTERVAL -> new Native.Held("interval");
      case BINARY -> binary(type);
      case VARIANT -> new Native.Held("jsonb");
      case UUID -> new Native.Held("uuid");
    };
  }

  private static Native decimal(DataType type) {
    return type.first() > MAXIMUM_PRECISION
        ? new Native.NotHeld(
            "Postgres holds decimals of at most %d digits, and '%s' asks for %d"
                .formatted(MAXIMUM_PRECISION, type, type.first()),
            "Declare a precision of at most %d".formatted(MAXIMUM_PRECISION))
        : new Native.Held("numeric(" + type.first() + "," + type.second() + ")");
  }

  private static Native text(DataType type) {
    if (type.first() == DataType.NONE) {
      return new Native.Held("text");
    }
    return type.first() > MAXIMUM_CHARACTERS
        ? new Native.NotHeld(
            "Postgres bounds text at no more than %d characters, and '%s' asks for %d"
                .formatted(MAXIMUM_CHARACTERS, type, type.first()),
            "Declare it without a length, or with one of at most %d".formatted(MAXIMUM_CHARACTERS))
        : new Native.Held("character varying(" + type.first() + ")");
  }

  private static Native binary(DataType type) {
    return type.first() > MAXIMUM_BYTES
        ? new Native.NotHeld(
            "Postgres holds binary values below 1 GB, and '%s' asks for %d bytes"
                .formatted(type, type.first()),
            "Declare a length of at most %d".formatted(MAXIMUM_BYTES))
        : new Native.Held("bytea");
  }
}
