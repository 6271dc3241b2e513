package io.trueup.listener.engine.versions;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.model.fingerprint.Fingerprint;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The files that a compiled version consists of: its own, and all older ones that it refers to,
 * directly or not. It is checked when it is made, because it comes from other machines.
 *
 * @param id of the version's own file
 * @param source as in its {@link VersionLabel}, and so are commit, root and program
 * @param program 32 hex digits
 * @param made when the version's own file was written
 * @param bytes the size of all files
 * @param files each after the files that it refers to, so that the version's own is the last one
 */
public record VersionManifest(
    String id,
    String source,
    String commit,
    String root,
    String program,
    Instant made,
    long bytes,
    List<Item> files) {

  /** A version refers to some tens of files at most. */
  static final int MOST_FILES = 1000;

  private static final long LARGEST_FILE = 1L << 44;
  private static final int LONGEST_TEXT = 4096;
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  /**
   * A file.
   *
   * @param id SHA-256 of its content
   * @param commit of the version whose own file it is
   * @param bytes its size
   */
  public record Item(String id, String commit, long bytes) {

    public Item {
      require(id != null && ID.matcher(id).matches(), "a file has no id of 64 hex digits");
      require(
          commit != null && COMMIT.matcher(commit).matches(),
          "a file has no commit of 40 hex digits");
      require(bytes > 0 && bytes <= LARGEST_FILE, "a file cannot have the size " + bytes);
    }

    /** Its name in a folder of versions. */
    public VersionName name() {
      return new VersionName(commit, id);
    }
  }

  public VersionManifest {
    require(source != null && source.length() <= LONGEST_TEXT, "it names no source");
    require(root != null && root.length() <= LONGEST_TEXT, "it names no model root");
    require(program != null && made != null && files != null, "it is not complete");
    Fingerprint.parse(program);
    files = List.copyOf(files);
    require(
        !files.isEmpty() && files.size() <= MOST_FILES,
        "it names %d files".formatted(files.size()));
    var ids = new HashSet<String>();
    files.forEach(it -> require(ids.add(it.id()), "it names the file %s twice".formatted(it.id())));
    require(files.getLast().id().equals(id), "its last file is not that of the version");
    require(files.getLast().commit().equals(commit), "its last file is not that of the commit");
    var total = files.stream().mapToLong(Item::bytes).sum();
    require(total == bytes, "its files have %d bytes, and it says %d".formatted(total, bytes));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** What the version was made from, and by. */
  public VersionLabel label() {
    return new VersionLabel(source, commit, root, Fingerprint.parse(program));
  }

  /** Its JSON. */
  public byte[] json() {
    try {
      return JsonMappers.STRICT.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts and numbers are JSON", e);
    }
  }

  /**
   * Reads its JSON.
   *
   * @throws IllegalArgumentException when it is none, or not one of a version; the message says why
   */
  public static VersionManifest read(byte[] json) {
    try {
      var found = JsonMappers.LENIENT.readValue(json, VersionManifest.class);
      require(found != null, "it is not complete");
      return found;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          e.getCause() instanceof IllegalArgumentException wrong
              ? wrong.getMessage()
              : "it cannot be read",
          e);
    }
  }
}
