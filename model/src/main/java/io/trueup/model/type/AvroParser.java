package io.trueup.model.type;

import io.trueup.model.type.AvroSchema.ArrayOf;
import io.trueup.model.type.AvroSchema.Definition;
import io.trueup.model.type.AvroSchema.EnumType;
import io.trueup.model.type.AvroSchema.FixedType;
import io.trueup.model.type.AvroSchema.Kind;
import io.trueup.model.type.AvroSchema.MapOf;
import io.trueup.model.type.AvroSchema.Node;
import io.trueup.model.type.AvroSchema.Primitive;
import io.trueup.model.type.AvroSchema.RecordField;
import io.trueup.model.type.AvroSchema.RecordType;
import io.trueup.model.type.AvroSchema.Reference;
import io.trueup.model.type.AvroSchema.Union;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a schema from a tree of JSON values, once the tree is known to be within limits. */
final class AvroParser {

  private static final int MOST_BRANCHES = 1_000;

  private static final Map<String, Kind> KINDS =
      Arrays.stream(Kind.values())
          .collect(Collectors.toMap(it -> it.name().toLowerCase(Locale.ROOT), Function.identity()));

  private final Map<String, Definition> definitions = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();
  private final List<FieldDefault> fieldDefaults = new ArrayList<>();

  /** The default of a field, checked when all types are known. */
  private record FieldDefault(AvroJson json, Node type) {}

  private AvroParser() {}

  static AvroSchema parse(@Nullable Object json) {
    var parser = new AvroParser();
    var root = parser.node(AvroJson.bounded(json), "");
    var schema = new AvroSchema(root, parser.definitions);
    var defaults = new AvroDefaults(schema);
    for (var it : parser.fieldDefaults) {
      if (!defaults.fits(it.type(), it.json().value())) {
        throw it.json().wrong("the default is not a value of the field's type");
      }
    }
    return schema;
  }

  private Node node(AvroJson json, String namespace) {
    if (json.value() instanceof String name) {
      return named(json, name, namespace);
    }
    return json.value() instanceof List ? union(json, namespace) : complex(json, namespace);
  }

  private Node named(AvroJson json, String name, String namespace) {
    var kind = KINDS.get(name);
    if (kind != null) {
      return new Primitive(kind, null);
    }
    var fullName = qualified(name, namespace);
    if (!names.contains(fullName)) {
      throw json.wrong(
          "'%s' is neither a primitive type nor a type defined before".formatted(name));
    }
    return new Reference(fullName);
  }

  private Node union(AvroJson json, String namespace) {
    var branches = new ArrayList<Node>();
    var seen = new HashSet<String>();
    for (var element : json.elements(MOST_BRANCHES)) {
      var branch = node(element, namespace);
      if (branch instanceof Union) {
        throw element.wrong("a union cannot be a branch of a union");
      }
      if (!seen.add(key(branch))) {
        throw element.wrong("the union has two branches of %s".formatted(key(branch)));
      }
      branches.add(branch);
    }
    if (branches.isEmpty()) {
      throw json.wrong("a union needs a branch");
    }
    return new Union(branches);
  }

  private static String key(Node branch) {
    return switch (branch) {
      case Primitive(var kind, _) -> kind.name().toLowerCase(Locale.ROOT);
      case ArrayOf _ -> "array";
      case MapOf _ -> "map";
      case Union _ -> "union";
      case Reference(var name) -> "'" + name + "'";
    };
  }

  private Node complex(AvroJson json, String namespace) {
    var type = json.required("type");
    if (type.value() instanceof String name) {
      return complex(json, name, namespace);
    }
    if (json.optional("logicalType") != null) {
      throw json.wrong("'logicalType' belongs beside the name of the type that it refines");
    }
    return node(type, namespace);
  }

  private Node complex(AvroJson json, String name, String namespace) {
    return switch (name) {
      case "array" -> new ArrayOf(node(json.required("items"), namespace));
      case "map" -> new MapOf(node(json.required("values"), namespace));
      case "record" -> record(json, namespace);
      case "enum" -> enumeration(json, namespace);
      case "fixed" -> fixed(json, namespace);
      default -> {
        var kind = KINDS.get(name);
        yield kind == null
            ? named(json.required("type"), name, namespace)
            : new Primitive(kind, AvroLogicalTypes.of(json, kind));
      }
    };
  }

  private Node record(AvroJson json, String namespace) {
    var fullName = define(json, namespace);
    var within = namespace(fullName);
    var aliases = aliases(json, within);
    var fields = new ArrayList<RecordField>();
    var seen = new HashSet<String>();
    for (var element : json.required("fields").elements(AvroSchema.MOST_VALUES)) {
      var field = field(element, within);
      if (!seen.add(field.name())) {
        throw element.wrong("the record has two fields '%s'".formatted(field.name()));
      }
      fields.add(field);
    }
    definitions.put(fullName, new RecordType(fullName, aliases, fields));
    return new Reference(fullName);
  }

  private RecordField field(AvroJson json, String namespace) {
    var name = simpleName(json.required("name"));
    var type = node(json.required("type"), namespace);
    var aliases = new ArrayList<String>();
    var aliasesJson = json.optional("aliases");
    if (aliasesJson != null) {
      aliasesJson.elements(AvroSchema.MOST_VALUES).forEach(it -> aliases.add(simpleName(it)));
    }
    var defaultJson = json.optional("default");
    if (defaultJson != null) {
      fieldDefaults.add(new FieldDefault(defaultJson, type));
    }
    return new RecordField(
        name,
        aliases,
        type,
        defaultJson == null ? null : AvroCanonicalText.json(defaultJson.value()));
  }

  private Node enumeration(AvroJson json, String namespace) {
    var fullName = define(json, namespace);
    var symbols = new ArrayList<String>();
    var seen = new HashSet<String>();
    for (var element : json.required("symbols").elements(AvroSchema.MOST_VALUES)) {
      var symbol = simpleName(element);
      if (!seen.add(symbol)) {
        throw element.wrong("the enum has two symbols '%s'".formatted(symbol));
      }
      symbols.add(symbol);
    }
    if (symbols.isEmpty()) {
      throw json.wrong("an enum needs a symbol");
    }
    var defaultJson = json.optional("default");
    if (defaultJson != null && !seen.contains(defaultJson.text())) {
      throw defaultJson.wrong("'%s' is not a symbol of the enum".formatted(defaultJson.text()));
    }
    var aliases = aliases(json, namespace(fullName));
    definitions.put(
        fullName,
        new EnumType(fullName, aliases, symbols, defaultJson == null ? null : defaultJson.text()));
    return new Reference(fullName);
  }

  private Node fixed(AvroJson json, String namespace) {
    var fullName = define(json, namespace);
    var size = json.required("size").wholeNumber();
    var aliases = aliases(json, namespace(fullName));
    definitions.put(
        fullName, new FixedType(fullName, aliases, size, AvroLogicalTypes.ofFixed(json, size)));
    return new Reference(fullName);
  }

  /** Records the name of a definition before its content, because the content may refer to it. */
  private String define(AvroJson json, String namespace) {
    var name = json.required("name");
    var declared = json.optional("namespace");
    if (declared != null && !declared.text().isEmpty()) {
      checkName(declared);
    }
    checkName(name);
    var fullName = qualified(name.text(), declared == null ? namespace : declared.text());
    if (KINDS.containsKey(fullName.substring(fullName.lastIndexOf('.') + 1))) {
      throw name.wrong("'%s' is the name of a primitive type".formatted(name.text()));
    }
    if (!names.add(fullName)) {
      throw name.wrong("'%s' is defined twice".formatted(fullName));
    }
    return fullName;
  }

  private static List<String> aliases(AvroJson json, String namespace) {
    var aliases = json.optional("aliases");
    if (aliases == null) {
      return List.of();
    }
    var elements = aliases.elements(AvroSchema.MOST_VALUES);
    elements.forEach(AvroParser::checkName);
    return elements.stream().map(it -> qualified(it.text(), namespace)).toList();
  }

  private static String qualified(String name, String namespace) {
    return name.indexOf('.') >= 0 || namespace.isEmpty() ? name : namespace + "." + name;
  }

  private static String namespace(String fullName) {
    var dot = fullName.lastIndexOf('.');
    return dot < 0 ? "" : fullName.substring(0, dot);
  }

  private static void checkName(AvroJson json) {
    for (var part : json.text().split("\\.", -1)) {
      if (!isSimple(part)) {
        throw json.wrong("'%s' is not a name".formatted(json.text()));
      }
    }
  }

  private static String simpleName(AvroJson json) {
    if (!isSimple(json.text())) {
      throw json.wrong("'%s' is not a name".formatted(json.text()));
    }
    return json.text();
  }

  private static boolean isSimple(String name) {
    return !name.isEmpty()
        && !(name.charAt(0) >= '0' && name.charAt(0) <= '9')
        && name.chars()
            .allMatch(it ->
                it == '_'
                    || (it >= '0' && it <= '9')
                    || (it >= 'A' && it <= 'Z')
                    || (it >= 'a' && it <= 'z'));
  }
}
