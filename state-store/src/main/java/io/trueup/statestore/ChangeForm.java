package io.trueup.statestore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * How one kind of change is written as JSON. Schemas are made from it.
 *
 * @param type its name, such as {@code merge.judged}
 * @param version grows when a field goes or changes its meaning; new fields do not change it
 * @param meaning one sentence
 * @param fields in the order in which they are written
 * @param read makes the change from its JSON
 */
record ChangeForm<T extends StateChange>(
    String type,
    int version,
    Class<T> of,
    String meaning,
    List<ChangeField<T>> fields,
    Function<ChangeReader, T> read) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  ObjectNode write(StateChange change) {
    var object = MAPPER.createObjectNode();
    var typed = of.cast(change);
    fields.forEach(it -> put(object, it, typed));
    return object;
  }

  private static <F> void put(ObjectNode object, ChangeField<F> field, F of) {
    var value = field.value().apply(of);
    if (value == null) {
      if (!field.isOptional()) {
        throw new IllegalStateException("Field '%s' has no value".formatted(field.name()));
      }
      return;
    }
    object.set(field.name(), node(field, value));
  }

  private static JsonNode node(ChangeField<?> field, Object value) {
    var nodes = MAPPER.getNodeFactory();
    return switch (field.type()) {
      case TEXT, TIME -> nodes.textNode(value.toString());
      case NUMBER -> nodes.numberNode(((Number) value).longValue());
      case TRUTH -> nodes.booleanNode((Boolean) value);
      case ANY -> ChangeReader.tree(value.toString());
      case TEXTS -> {
        var array = nodes.arrayNode();
        ((Collection<?>) value).forEach(it -> array.add(it.toString()));
        yield array;
      }
      case OBJECTS -> {
        var array = nodes.arrayNode();
        ((Collection<?>) value).forEach(it -> array.add(object(field, it)));
        yield array;
      }
    };
  }

  @SuppressWarnings("unchecked") // the fields of a list of objects are made for its elements
  private static ObjectNode object(ChangeField<?> list, Object element) {
    var object = MAPPER.createObjectNode();
    list.fields().forEach(it -> put(object, (ChangeField<Object>) it, element));
    return object;
  }
}
