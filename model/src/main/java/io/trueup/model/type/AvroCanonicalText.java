package io.trueup.model.type;

import io.trueup.model.type.AvroSchema.ArrayOf;
import io.trueup.model.type.AvroSchema.Definition;
import io.trueup.model.type.AvroSchema.EnumType;
import io.trueup.model.type.AvroSchema.FixedType;
import io.trueup.model.type.AvroSchema.Logical;
import io.trueup.model.type.AvroSchema.MapOf;
import io.trueup.model.type.AvroSchema.Node;
import io.trueup.model.type.AvroSchema.Primitive;
import io.trueup.model.type.AvroSchema.RecordField;
import io.trueup.model.type.AvroSchema.RecordType;
import io.trueup.model.type.AvroSchema.Reference;
import io.trueup.model.type.AvroSchema.Union;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the canonical text of a schema, with the definition of each named type where it first
 * occurs. Recurses no deeper than the parser did, because the types are defined in the same places.
 */
final class AvroCanonicalText {

  private final AvroSchema schema;
  private final Set<String> written = new HashSet<>();
  private final StringBuilder out = new StringBuilder();

  private AvroCanonicalText(AvroSchema schema) {
    this.schema = schema;
  }

  static String of(AvroSchema schema) {
    var text = new AvroCanonicalText(schema);
    text.node(schema.root());
    return text.out.toString();
  }

  private void node(Node node) {
    switch (node) {
      case Primitive it -> primitive(it);
      case ArrayOf(var items) -> {
        out.append("{\"type\":\"array\",\"items\":");
        node(items);
        out.append('}');
      }
      case MapOf(var values) -> {
        out.append("{\"type\":\"map\",\"values\":");
        node(values);
        out.append('}');
      }
      case Union(var branches) -> union(branches);
      case Reference(var name) -> reference(name);
    }
  }

  private void primitive(Primitive node) {
    var kind = node.kind().name().toLowerCase(Locale.ROOT);
    if (node.logical() == null) {
      quote(out, kind);
    } else {
      out.append("{\"type\":");
      quote(out, kind);
      logical(node.logical());
      out.append('}');
    }
  }

  private void union(List<Node> branches) {
    var separator = '[';
    for (var branch : branches) {
      out.append(separator);
      node(branch);
      separator = ',';
    }
    out.append(']');
  }

  private void reference(String name) {
    if (written.add(name)) {
      definition(schema.definition(name));
    } else {
      quote(out, name);
    }
  }

  private void definition(Definition definition) {
    out.append("{\"name\":");
    quote(out, definition.fullName());
    switch (definition) {
      case RecordType it -> {
        out.append(",\"type\":\"record\",\"fields\":");
        fields(it.fields());
      }
      case EnumType it -> {
        out.append(",\"type\":\"enum\",\"symbols\":");
        json(out, it.symbols());
        if (it.standard() != null) {
          out.append(",\"default\":");
          quote(out, it.standard());
        }
      }
      case FixedType it -> {
        out.append(",\"type\":\"fixed\",\"size\":").append(it.size());
        logical(it.logical());
      }
    }
    aliases(definition.aliases());
    out.append('}');
  }

  private void fields(List<RecordField> fields) {
    out.append('[');
    for (var i = 0; i < fields.size(); i++) {
      var field = fields.get(i);
      out.append(i == 0 ? "" : ",").append("{\"name\":");
      quote(out, field.name());
      out.append(",\"type\":");
      node(field.type());
      if (field.standard() != null) {
        out.append(",\"default\":").append(field.standard());
      }
      aliases(field.aliases());
      out.append('}');
    }
    out.append(']');
  }

  private void aliases(List<String> aliases) {
    if (!aliases.isEmpty()) {
      out.append(",\"aliases\":");
      json(out, aliases);
    }
  }

  private void logical(@Nullable Logical logical) {
    if (logical != null) {
      out.append(",\"logicalType\":");
      quote(out, logical.name());
      if (logical.precision() > 0) {
        out.append(",\"precision\":").append(logical.precision());
        out.append(",\"scale\":").append(logical.scale());
      }
    }
  }

  /**
   * A value as JSON, with sorted keys and numbers without needless digits. The caller bounds the
   * depth.
   */
  static String json(@Nullable Object value) {
    var out = new StringBuilder();
    json(out, value);
    return out.toString();
  }

  private static void json(StringBuilder out, @Nullable Object value) {
    switch (value) {
      case null -> out.append("null");
      case String text -> quote(out, text);
      case Number number -> out.append(decimal(number).stripTrailingZeros());
      case List<?> list -> {
        var separator = "";
        out.append('[');
        for (var element : list) {
          out.append(separator);
          json(out, element);
          separator = ",";
        }
        out.append(']');
      }
      case Map<?, ?> map -> {
        var separator = "";
        out.append('{');
        for (var entry : sorted(map).entrySet()) {
          quote(out.append(separator), entry.getKey());
          json(out.append(':'), entry.getValue());
          separator = ",";
        }
        out.append('}');
      }
      default -> out.append(value);
    }
  }

  static BigDecimal decimal(Number number) {
    return new BigDecimal(number.toString());
  }

  private static Map<String, @Nullable Object> sorted(Map<?, ?> map) {
    var sorted = new TreeMap<String, @Nullable Object>();
    map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
    return sorted;
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (var i = 0; i < text.length(); i++) {
      var character = text.charAt(i);
      if (character == '"' || character == '\\') {
        out.append('\\').append(character);
      } else if (character < ' ' || Character.isSurrogate(character)) {
        out.append("\\u%04x".formatted((int) character));
      } else {
        out.append(character);
      }
    }
    out.append('"');
  }
}
