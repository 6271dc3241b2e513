package io.trueup.listener.daemon.hooks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads the example deliveries in {@code webhooks/forges}. */
final class ForgeExamples {

  private ForgeExamples() {}

  /**
   * A delivery, without its proof.
   *
   * @param verdict the expected word of the answer's status
   */
  record Example(String forge, String name, String verdict, Map<String, String> head, String body) {

    Example withHead(Map<String, String> other) {
      return new Example(forge, name, verdict, other, body);
    }

    @Override
    public String toString() {
      return forge + ", " + name;
    }
  }

  /** The examples of a forge, each {@code ### name: verdict}, headers, a blank line, the body. */
  static List<Example> of(String forge) {
    var examples = new ArrayList<Example>();
    for (var part : text(forge).substring("### ".length()).split("\n### ", -1)) {
      var blank = part.indexOf("\n\n");
      var lines = part.substring(0, blank).split("\n", -1);
      var title = lines[0].split(": ", 2);
      var head = new LinkedHashMap<String, String>();
      for (var i = 1; i < lines.length; i++) {
        var field = lines[i].split(": ", 2);
        head.put(field[0], field[1]);
      }
      examples.add(new Example(forge, title[0], title[1], head, part.substring(blank).strip()));
    }
    return examples;
  }

  private static String text(String forge) {
    var name = "/webhooks/forges/%s.http".formatted(forge);
    try (var stream = Objects.requireNonNull(ForgeExamples.class.getResourceAsStream(name), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
