package io.trueup.listener.engine.source;

import io.trueup.model.document.binder.Interner;
import io.trueup.model.document.fragment.Fragment;
import io.trueup.model.document.fragment.FragmentCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps fragments on disk, so that a restarted process need not parse a model's files again where
 * it cannot keep compiled versions. It is a cache: fragments that are missing, damaged, or of
 * another version of this program are read from git again.
 *
 * <p>The cache is a folder of segments, each with the fragments of some hundred files. A segment is
 * written to another file, synced and moved to its place, and never changed; it lists its blobs and
 * carries a checksum. So any number of processes can share a folder, and a killed process leaves at
 * worst an unused file that the next cleaning removes. Above the bound, the longest unused segments
 * are removed.
 *
 * <p>Safe for any thread; one thread at a time uses it.
 */
public final class FragmentCache {

  private static final Logger LOG = LoggerFactory.getLogger(FragmentCache.class);

  private static final byte[] MAGIC = "TRUEUPF1".getBytes(StandardCharsets.US_ASCII);
  private static final int FILES_IN_A_SEGMENT = 500;
  private static final int FEWEST_WORTH_A_SEGMENT = 100;
  private static final int HEAD = MAGIC.length + 2 * Long.BYTES + 3 * Integer.BYTES;
  private static final int BLOB_BYTES = 21;
  private static final String ENDING = ".fragments";
  private static final String UNFINISHED = ".unfinished";
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Path folder;
  private final long mostBytes;
  private final Map<String, Fragment> unwritten = new LinkedHashMap<>();

  /**
   * A cache in a folder, which is created when first needed.
   *
   * @param mostBytes how much its segments may take
   */
  public FragmentCache(Path folder, long mostBytes) {
    this.folder = folder;
    this.mostBytes = mostBytes;
  }

  /** A fragment's key: the content's id, and whether it was read as JSON or YAML. */
  static String key(String blob, boolean isJson) {
    return blob + (isJson ? "j" : "y");
  }

  /** The cached fragments among some keys. */
  synchronized Map<String, Fragment> find(Set<String> keys, Interner sharing) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    var found = new HashMap<String, Fragment>();
    segments().parallelStream().map(it -> read(it, keys, sharing)).toList().forEach(found::putAll);
    return found;
  }

  /** Holds a fragment in memory until {@link #flush}. */
  synchronized void add(String key, Fragment fragment) {
    unwritten.put(key, fragment);
  }

  /** Writes the added fragments if they are enough to fill a segment; drops them otherwise. */
  synchronized void flush() {
    var all = List.copyOf(unwritten.entrySet());
    unwritten.clear();
    if (all.size() < FEWEST_WORTH_A_SEGMENT) {
      return;
    }
    var parts = new ArrayList<List<Map.Entry<String, Fragment>>>();
    for (var from = 0; from < all.size(); from += FILES_IN_A_SEGMENT) {
      parts.add(all.subList(from, Math.min(all.size(), from + FILES_IN_A_SEGMENT)));
    }
    try {
      Files.createDirectories(folder);
      parts.parallelStream().forEach(this::write);
      clean();
    } catch (IOException | UncheckedIOException e) {
      LOG.warn(
          "Cannot cache the model in {}: {}. The next start reads it from git",
          folder,
          e.getMessage());
    }
  }

  /** Removes all segments. */
  synchronized void clear() {
    unwritten.clear();
    segments().forEach(FragmentCache::delete);
  }

  /** How many fragments were added and not written. */
  synchronized int unwritten() {
    return unwritten.size();
  }

  private void write(List<Map.Entry<String, Fragment>> entries) {
    var written = FragmentCodec.write(entries.stream().map(Map.Entry::getValue).toList());
    var name = UUID.randomUUID().toString();
    var unfinished = folder.resolve(name + UNFINISHED);
    try (var channel =
        FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var bytes = segment(entries.stream().map(Map.Entry::getKey).toList(), written);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      Files.move(unfinished, folder.resolve(name + ENDING), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ByteBuffer segment(List<String> keys, byte[] body) {
    var bytes = ByteBuffer.allocate(HEAD + keys.size() * BLOB_BYTES + body.length);
    bytes.put(MAGIC);
    bytes.putLong(FragmentCodec.FORMAT.high()).putLong(FragmentCodec.FORMAT.low());
    bytes.putInt(keys.size()).putInt(body.length);
    var checksumAt = bytes.position();
    bytes.putInt(0);
    for (var key : keys) {
      bytes.put(HexFormat.of().parseHex(key.substring(0, 40))).put((byte) key.charAt(40));
    }
    bytes.put(body);
    bytes.putInt(checksumAt, checksum(bytes.array()));
    return bytes.flip();
  }

  /** The checksum of everything after the head. */
  private static int checksum(byte[] bytes) {
    var checksum = new CRC32C();
    checksum.update(bytes, HEAD, bytes.length - HEAD);
    return (int) checksum.getValue();
  }

  private Map<String, Fragment> read(Path segment, Set<String> wanted, Interner sharing) {
    try {
      var keys = keys(segment);
      if (keys.stream().noneMatch(wanted::contains)) {
        return Map.of();
      }
      var bytes = Files.readAllBytes(segment);
      var head = ByteBuffer.wrap(bytes, MAGIC.length + 2 * Long.BYTES, 3 * Integer.BYTES);
      var start = HEAD + head.getInt() * BLOB_BYTES;
      if (bytes.length != start + head.getInt() || checksum(bytes) != head.getInt()) {
        throw new IllegalArgumentException("its checksum is wrong");
      }
      var body = Arrays.copyOfRange(bytes, start, bytes.length);
      var fragments = FragmentCodec.read(body, sharing);
      if (fragments.size() != keys.size()) {
        throw new IllegalArgumentException("it holds fewer fragments than keys");
      }
      var found = new HashMap<String, Fragment>();
      for (var i = 0; i < keys.size(); i++) {
        if (wanted.contains(keys.get(i))) {
          found.put(keys.get(i), fragments.get(i));
        }
      }
      touch(segment);
      return found;
    } catch (NoSuchFileException _) {
      return Map.of(); // another process removed it
    } catch (OtherReleaseException _) {
      LOG.info(
          "Removed the cached part {} of the model, which another release of Trueup wrote. The model"
              + " is read from git instead",
          segment);
      delete(segment);
      return Map.of();
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn(
          "Removed the cached part {} of the model: {}. The model is read from git instead",
          segment,
          e.getMessage());
      delete(segment);
      return Map.of();
    }
  }

  /**
   * The keys of a segment.
   *
   * @throws OtherReleaseException when another release of this program wrote it
   * @throws IllegalArgumentException when it is no segment
   */
  private static List<String> keys(Path segment) throws IOException {
    try (var channel = FileChannel.open(segment, StandardOpenOption.READ)) {
      var head = ByteBuffer.allocate(HEAD);
      readFully(channel, head);
      var magic = new byte[MAGIC.length];
      head.get(magic);
      if (!Arrays.equals(magic, MAGIC)) {
        throw new IllegalArgumentException("it is no such part");
      }
      if (head.getLong() != FragmentCodec.FORMAT.high()
          || head.getLong() != FragmentCodec.FORMAT.low()) {
        throw new OtherReleaseException();
      }
      var count = head.getInt();
      if (count < 0 || HEAD + (long) count * BLOB_BYTES > channel.size()) {
        throw new IllegalArgumentException("it is cut off");
      }
      var names = ByteBuffer.allocate(count * BLOB_BYTES);
      readFully(channel, names);
      var keys = new ArrayList<String>(count);
      var blob = new byte[BLOB_BYTES - 1];
      for (var i = 0; i < count; i++) {
        names.get(blob);
        keys.add(HexFormat.of().formatHex(blob) + (char) names.get());
      }
      return keys;
    }
  }

  private static void readFully(FileChannel channel, ByteBuffer into) throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into) < 0) {
        throw new IllegalArgumentException("it is cut off");
      }
    }
    into.flip();
  }

  private List<Path> segments() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.filter(it -> it.toString().endsWith(ENDING)).sorted().toList();
    } catch (IOException e) {
      LOG.warn("Cannot look into {}: {}", folder, e.getMessage());
      return List.of();
    }
  }

  /** Marks a segment as used now: cleaning removes the longest unused ones first. */
  private void touch(Path segment) throws IOException {
    Files.setLastModifiedTime(segment, now());
  }

  /** The file system's clock, which all processes that share the folder have in common. */
  private FileTime now() throws IOException {
    var probe = Files.createTempFile(folder, "now", UNFINISHED);
    try {
      return Files.getLastModifiedTime(probe);
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  /** The segment has another format. */
  private static final class OtherReleaseException extends RuntimeException {

    private static final long serialVersionUID = 1;
  }

  private record Aged(Path path, FileTime used, long bytes) {}

  private void clean() throws IOException {
    var segments = new ArrayList<Aged>();
    for (var path : segments()) {
      try {
        segments.add(new Aged(path, Files.getLastModifiedTime(path), Files.size(path)));
      } catch (NoSuchFileException _) {
        // another process removed it
      }
    }
    segments.sort(Comparator.comparing(Aged::used));
    var total = segments.stream().mapToLong(Aged::bytes).sum();
    for (var segment : segments) {
      if (total > mostBytes) {
        delete(segment.path());
        total -= segment.bytes();
      }
    }
    var abandoned = now().toInstant().minus(ABANDONED);
    for (var path : unfinished()) {
      if (Files.exists(path) && Files.getLastModifiedTime(path).toInstant().isBefore(abandoned)) {
        delete(path);
      }
    }
  }

  private Collection<Path> unfinished() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(it -> it.toString().endsWith(UNFINISHED)).toList();
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("Cannot remove {}: {}", path, e.getMessage());
    }
  }
}
