package io.trueup.model.type;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintBuilder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An Avro schema, by the specification of Avro 1.12. Immutable. Named types are kept apart and
 * referred to by their full names, so that a recursive schema is a finite value.
 *
 * <p>Documentation, sort order and attributes without a meaning in Avro are left out: schemas that
 * differ only in these are equal.
 */
public final class AvroSchema {

  /** The most schemas, attributes and values in one schema's JSON. */
  public static final int MOST_VALUES = 100_000;

  /** How deep a schema's JSON may be nested. */
  public static final int DEEPEST = 100;

  /** The type of a value. */
  public sealed interface Node permits Primitive, ArrayOf, MapOf, Union, Reference {}

  /** The primitive types. */
  public enum Kind {
    NULL,
    BOOLEAN,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    BYTES,
    STRING
  }

  /** A primitive type, perhaps refined by a logical type. */
  public record Primitive(Kind kind, @Nullable Logical logical) implements Node {}

  /** A list of values of one type. */
  public record ArrayOf(Node items) implements Node {}

  /** Values of one type, by strings. */
  public record MapOf(Node values) implements Node {}

  /** One of several types, in the order in which a reader tries them. */
  public record Union(List<Node> branches) implements Node {

    public Union {
      branches = List.copyOf(branches);
    }
  }

  /** A named type, defined in {@link #definitions()}. */
  public record Reference(String fullName) implements Node {}

  /**
   * A logical type.
   *
   * @param name as in the specification, or another one, which Avro ignores
   * @param precision of a decimal; otherwise 0
   * @param scale of a decimal; otherwise 0
   */
  public record Logical(String name, int precision, int scale) {

    /** The name, with precision and scale where it has them. */
    @Override
    public String toString() {
      return precision == 0 ? name : name + "(" + precision + "," + scale + ")";
    }
  }

  /** A type that has a name. */
  public sealed interface Definition permits RecordType, EnumType, FixedType {

    /** The name with its namespace. */
    String fullName();

    /** Other full names, under which a reader accepts what was written. */
    List<String> aliases();

    /** The name without its namespace. */
    default String simpleName() {
      return fullName().substring(fullName().lastIndexOf('.') + 1);
    }
  }

  /** A record; its fields' names differ. */
  public record RecordType(String fullName, List<String> aliases, List<RecordField> fields)
      implements Definition {

    public RecordType {
      aliases = List.copyOf(aliases);
      fields = List.copyOf(fields);
    }
  }

  /**
   * A field of a record.
   *
   * @param aliases other names, under which a reader accepts what was written
   * @param standard its default as canonical JSON; null for none
   */
  public record RecordField(
      String name, List<String> aliases, Node type, @Nullable String standard) {

    public RecordField {
      aliases = List.copyOf(aliases);
    }
  }

  /**
   * An enumeration; its symbols differ.
   *
   * @param standard what a reader takes for a symbol that it does not know; null for none
   */
  public record EnumType(
      String fullName, List<String> aliases, List<String> symbols, @Nullable String standard)
      implements Definition {

    public EnumType {
      aliases = List.copyOf(aliases);
      symbols = List.copyOf(symbols);
    }
  }

  /** A fixed number of bytes. */
  public record FixedType(
      String fullName, List<String> aliases, int size, @Nullable Logical logical)
      implements Definition {

    public FixedType {
      aliases = List.copyOf(aliases);
    }
  }

  /**
   * A field of a schema's outermost record, with what a key needs to know.
   *
   * @param primitive whether it holds values of one primitive type, apart from null
   * @param nullable whether it may hold null
   */
  public record TopField(String name, boolean primitive, boolean nullable) {}

  private final Node root;
  private final Map<String, Definition> definitions;

  AvroSchema(Node root, Map<String, Definition> definitions) {
    this.root = root;
    this.definitions = Collections.unmodifiableMap(new LinkedHashMap<>(definitions));
  }

  /**
   * The schema of a tree of JSON values.
   *
   * @param json a {@code Map} with text keys, {@code List}, {@code String}, {@code Number}, {@code
   *     Boolean} or null
   * @throws IllegalArgumentException with a sentence for the author, which says where, when the
   *     tree is no schema
   */
  public static AvroSchema of(@Nullable Object json) {
    return AvroParser.parse(json);
  }

  /**
   * A digest of a schema's whole JSON, including what equality leaves out, since that is part of
   * the declaration too.
   *
   * @param json a schema's, as {@link #of(Object)} takes it
   */
  public static Fingerprint digest(@Nullable Object json) {
    return FingerprintBuilder.of("avro").add(AvroCanonicalText.json(json)).fingerprint();
  }

  /**
   * The schema of a root and the named types that it refers to.
   *
   * @param definitions the named types, those within others first
   * @throws IllegalArgumentException when two of them have one name
   */
  public static AvroSchema of(Node root, List<Definition> definitions) {
    var named = new LinkedHashMap<String, Definition>();
    for (var definition : definitions) {
      if (named.put(definition.fullName(), definition) != null) {
        throw new IllegalArgumentException(
            "There are two types '%s'".formatted(definition.fullName()));
      }
    }
    return new AvroSchema(root, named);
  }

  /** The type of the schema's values. */
  public Node root() {
    return root;
  }

  /** The named types by their full names, those within others first. */
  public Map<String, Definition> definitions() {
    return definitions;
  }

  /**
   * The definition of a full name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public Definition definition(String fullName) {
    var definition = definitions.get(fullName);
    if (definition == null) {
      throw new IllegalArgumentException("There is no type '%s'".formatted(fullName));
    }
    return definition;
  }

  /** The fields of the outermost record, in order; none when the schema is not a record. */
  public List<TopField> topFields() {
    return root instanceof Reference(var name) && definition(name) instanceof RecordType it
        ? it.fields().stream().map(AvroSchema::topField).toList()
        : List.of();
  }

  private static TopField topField(RecordField field) {
    var branches = field.type() instanceof Union(var all) ? all : List.of(field.type());
    var values = branches.stream().filter(it -> !isNull(it)).toList();
    return new TopField(
        field.name(),
        values.size() == 1 && values.getFirst() instanceof Primitive,
        values.size() < branches.size());
  }

  static boolean isNull(Node node) {
    return node instanceof Primitive it && it.kind() == Kind.NULL;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AvroSchema it
        && root.equals(it.root)
        && definitions.equals(it.definitions);
  }

  @Override
  public int hashCode() {
    return 31 * root.hashCode() + definitions.hashCode();
  }

  /**
   * The canonical text: Avro's Parsing Canonical Form, with aliases, defaults and logical types
   * added behind its attributes. Equal schemas, and no others, have the same.
   */
  @Override
  public String toString() {
    return AvroCanonicalText.of(this);
  }
}
