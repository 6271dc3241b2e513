package io.trueup.listener.engine.versions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.model.fingerprint.Fingerprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * The last block of a version's file: JSON, which every release can read, so that a file of another
 * one is recognized and not misread.
 *
 * @param made when it was written
 * @param older the files that it refers to, in the order of its references
 * @param basis where the basis is
 */
record VersionDescription(VersionLabel label, Instant made, List<Older> older, long basis) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * An older file.
   *
   * @param id SHA-256 of its content
   * @param salt of its checksums, by which another file of that name is recognized when it is
   *     opened
   */
  record Older(String id, long salt) {}

  byte[] bytes() {
    var node = JSON.createObjectNode();
    node.put("source", label.source());
    node.put("commit", label.commit());
    node.put("root", label.root());
    node.put("program", label.program().toString());
    node.put("made", made.toString());
    var files = node.putArray("older");
    older.forEach(it -> files.addObject().put("id", it.id()).put("salt", it.salt()));
    node.put("basis", basis);
    try {
      return JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of texts and numbers is JSON", e);
    }
  }

  /**
   * Reads a description.
   *
   * @throws IllegalArgumentException when it is none
   */
  static VersionDescription read(byte[] bytes) {
    try {
      var node = JSON.readTree(bytes);
      var older = new ArrayList<Older>();
      for (var file : node.path("older")) {
        older.add(new Older(text(file, "id"), file.path("salt").asLong()));
      }
      return new VersionDescription(
          new VersionLabel(
              text(node, "source"),
              text(node, "commit"),
              text(node, "root"),
              Fingerprint.parse(text(node, "program"))),
          Instant.parse(text(node, "made")),
          List.copyOf(older),
          node.path("basis").asLong(-1));
    } catch (IOException | DateTimeParseException e) {
      throw new IllegalArgumentException("its description cannot be read", e);
    }
  }

  private static String text(JsonNode node, String field) {
    var found = node.get(field);
    if (found == null || !found.isTextual()) {
      throw new IllegalArgumentException("its description lacks '%s'".formatted(field));
    }
    return found.asText();
  }
}
