package io.trueup.listener.daemon.hooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Changes deliveries at random: most stay JSON, some do not. */
final class Mutations {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "1",
          "-1",
          "1e99",
          "\"\"",
          "[]",
          "{}",
          "[null]",
          "[[[]]]",
          "\"main\"",
          "\"refs/heads/main\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "{\"id\":{\"id\":[]}}",
          "9999999999999999999999",
          "[{\"ref\":[\"x\"]}]");
  private static final List<String> HEADERS =
      List.of(
          "", " ", "x", "a b;c", "<b>", "%00", "é", "1".repeat(3_000), "{}", "push", "repo:push");

  private final Random random;

  Mutations(Random random) {
    this.random = random;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /** Another body. */
  String body(String json) {
    try {
      var tree = JSON.readTree(json);
      for (var n = random.nextInt(3); n >= 0; n--) {
        change(tree);
      }
      var text = tree.toString();
      return oneIn(4) ? broken(text) : text;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void change(JsonNode tree) throws JsonProcessingException {
    var containers = new ArrayList<JsonNode>();
    collect(tree, containers);
    if (containers.isEmpty()) {
      return;
    }
    var value = JSON.readTree(any(VALUES));
    switch (any(containers)) {
      case ObjectNode object -> {
        var name = any(List.copyOf(object.properties())).getKey();
        switch (random.nextInt(4)) {
          case 0 -> object.remove(name);
          case 1 -> object.set(name + "x", object.remove(name));
          default -> object.set(name, value);
        }
      }
      case ArrayNode array -> {
        if (oneIn(2)) {
          array.set(random.nextInt(array.size()), value);
        } else {
          array.addAll(array.deepCopy());
        }
      }
      default -> throw new IllegalStateException();
    }
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode() && !node.isEmpty()) {
      containers.add(node);
      node.forEach(inner -> collect(inner, containers));
    }
  }

  private String broken(String text) {
    var at = random.nextInt(text.length());
    var to = Math.min(text.length(), at + 1 + random.nextInt(20));
    var part = text.substring(at, to);
    return switch (random.nextInt(5)) {
      case 0 -> text.substring(0, at) + text.substring(to);
      case 1 -> text.substring(0, at) + (char) random.nextInt(0x300) + text.substring(at);
      case 2 -> text.substring(0, at) + part.repeat(3) + text.substring(to);
      case 3 -> text.substring(0, at);
      default -> text.substring(0, at) + "[".repeat(100) + text.substring(at);
    };
  }

  /** The same head without one of its fields, or with another value. */
  Map<String, String> head(Map<String, String> head) {
    var changed = new LinkedHashMap<>(head);
    if (!changed.isEmpty()) {
      var name = any(List.copyOf(changed.keySet()));
      if (oneIn(2)) {
        changed.remove(name);
      } else {
        changed.put(name, any(HEADERS));
      }
    }
    return changed;
  }
}
