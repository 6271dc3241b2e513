package io.trueup.listener.engine.versions.moving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.listener.engine.versions.VersionManifest;
import io.trueup.listener.engine.versions.VersionManifest.Item;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The begin of an archive: a word by which it is recognized, a length, and JSON of that length.
 *
 * @param included the ids of the files whose content follows
 */
record ArchiveHead(VersionManifest manifest, Set<String> included) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] BEGIN = "TRUEUPA1".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST = 1 << 20;

  ArchiveHead {
    included = Set.copyOf(included);
  }

  /** The files whose content follows, in the order in which it does. */
  List<Item> items() {
    return manifest.files().stream().filter(it -> included.contains(it.id())).toList();
  }

  void write(DataOutputStream out) throws IOException {
    var node = JSON.createObjectNode();
    node.set("manifest", JSON.readTree(manifest.json()));
    var ids = node.putArray("included");
    items().forEach(it -> ids.add(it.id()));
    var bytes = JSON.writeValueAsBytes(node);
    out.write(BEGIN);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /**
   * Reads a head.
   *
   * @throws IllegalArgumentException when it is none; the message says why
   */
  static ArchiveHead read(DataInputStream in) throws IOException {
    if (!Arrays.equals(in.readNBytes(BEGIN.length), BEGIN)) {
      throw new IllegalArgumentException("it does not begin like one");
    }
    var length = in.readInt();
    if (length <= 0 || length > LONGEST) {
      throw new IllegalArgumentException("its head cannot have %d bytes".formatted(length));
    }
    var json = new byte[length];
    in.readFully(json);
    try {
      var node = JSON.readTree(json);
      var included = new HashSet<String>();
      node.path("included").forEach(it -> included.add(it.asText()));
      return new ArchiveHead(
          VersionManifest.read(JSON.writeValueAsBytes(node.path("manifest"))), included);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("its head cannot be read", e);
    }
  }
}
