package io.trueup.platforms.relational.container;

import java.util.List;
import java.util.Map;

/** The spellings of Postgres's types. */
public final class PostgresTypeText {

  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("bool", "boolean"),
          Map.entry("int2", "smallint"),
          Map.entry("int", "integer"),
          Map.entry("int4", "integer"),
          Map.entry("int8", "bigint"),
          Map.entry("float4", "real"),
          Map.entry("float8", "double precision"),
          Map.entry("dec", "numeric"),
          Map.entry("decimal", "numeric"),
          Map.entry("varchar", "character varying"),
          Map.entry("char varying", "character varying"),
          Map.entry("national character varying", "character varying"),
          Map.entry("nchar varying", "character varying"),
          Map.entry("char", "character"),
          Map.entry("nchar", "character"),
          Map.entry("national character", "character"),
          Map.entry("time", "time without time zone"),
          Map.entry("timetz", "time with time zone"),
          Map.entry("timestamp", "timestamp without time zone"),
          Map.entry("timestamptz", "timestamp with time zone"),
          Map.entry("varbit", "bit varying"));

  private PostgresTypeText() {}

  /** The spelling of {@code format_type} for any spelling that Postgres accepts. */
  public static String canonical(String nativeType) {
    var text = nativeType.strip();
    if (text.indexOf('"') >= 0) {
      return text;
    }
    var parsed = NativeText.parse(text);
    var name = parsed.name().replaceFirst("^pg_catalog\\.", "");
    name = ALIASES.getOrDefault(name, name);
    var arguments = parsed.arguments();
    switch (name) {
      case "float" -> {
        name = isSingle(arguments) ? "real" : "double precision";
        arguments = List.of();
      }
      case "character", "bit" -> arguments = arguments.isEmpty() ? List.of("1") : arguments;
      case "bpchar" -> name = arguments.isEmpty() ? name : "character";
      case "numeric" ->
          arguments = arguments.size() == 1 ? List.of(arguments.getFirst(), "0") : arguments;
      default -> {}
    }
    return rendered(name, arguments) + (parsed.isArray() ? "[]" : "");
  }

  /** Whether a float of so many significant bits is a real. */
  private static boolean isSingle(List<String> arguments) {
    return !arguments.isEmpty() && Integer.parseInt(arguments.getFirst()) <= 24;
  }

  private static String rendered(String name, List<String> arguments) {
    if (arguments.isEmpty()) {
      return name;
    }
    var bracket = "(" + String.join(",", arguments) + ")";
    var blank = name.indexOf(' ');
    return blank >= 0 && name.startsWith("time")
        ? name.substring(0, blank) + bracket + name.substring(blank)
        : name + bracket;
  }
}
