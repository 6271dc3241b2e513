package io.trueup.statestore.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Gates and their kinds, as JSON that the store keeps. Pure. */
final class ShutGatesJson {

  private ShutGatesJson() {}

  static String write(List<ShutGate> gates) {
    var array = StoreJson.newArray();
    gates.forEach(gate -> put(array.addObject(), gate));
    return StoreJson.text(array);
  }

  private static void put(ObjectNode object, ShutGate gate) {
    object.put("kind", gate.kind().text());
    object.put("what", gate.what());
    if (gate.by() != null) {
      object.put("by", gate.by());
    }
    if (gate.since() != null) {
      object.put("since", gate.since().toString());
    }
    object.put("reason", gate.reason());
    object.put("remedy", gate.remedy());
    if (gate.opensAt() != null) {
      object.put("opensAt", gate.opensAt().toString());
    }
  }

  static List<ShutGate> read(String json) {
    var gates = new ArrayList<ShutGate>();
    StoreJson.tree(json).forEach(it -> gates.add(gate(it)));
    return gates;
  }

  private static ShutGate gate(JsonNode object) {
    return new ShutGate(
        kind(object.get("kind").asText()),
        object.get("what").asText(),
        StoreJson.optionalText(object, "by"),
        StoreJson.optionalInstant(object, "since"),
        object.get("reason").asText(),
        object.get("remedy").asText(),
        StoreJson.optionalInstant(object, "opensAt"));
  }

  /** Kinds in the order of their weight. */
  static String writeKinds(Collection<GateKind> kinds) {
    return StoreJson.array(kinds.stream().sorted().map(GateKind::text).toList());
  }

  static Set<GateKind> readKinds(String json) {
    var kinds = EnumSet.noneOf(GateKind.class);
    StoreJson.texts(json).forEach(it -> kinds.add(kind(it)));
    return kinds;
  }

  private static GateKind kind(String text) {
    return StoreJson.word(GateKind.values(), GateKind::text, text);
  }
}
