package io.trueup.listener.engine.source;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The contents that a folder's files had, with the state in which the file system showed each one
 * when it was read: while the state is the same, so is the content. As in git's index, a file that
 * changed just before it was read is not remembered, since a later change may show the same time.
 * The time counts at which the system changed the file's entry, which programs cannot set. File
 * systems whose times may deceive, such as those of a network, remember nothing. Thread-safe.
 */
final class FileStates {

  /** On these the time of a file's last change is exact, and set by this machine. */
  private static final Set<String> EXACT =
      Set.of(
          "apfs",
          "bcachefs",
          "btrfs",
          "ext2",
          "ext3",
          "ext4",
          "f2fs",
          "hfs",
          "overlay",
          "tmpfs",
          "ufs",
          "xfs",
          "zfs");

  /** Longer than the steps in which these file systems count time. */
  private static final Duration COARSEST = Duration.ofSeconds(2);

  private static final String UNFINISHED = ".unfinished";
  private static final long MAGIC = 0x5452555046494C31L;
  private static final String ATTRIBUTES = "unix:dev,ino,size,lastModifiedTime,ctime";

  private final @Nullable Path file;
  private final InstantSource clock;
  private final Map<String, Known> known;
  private final Map<String, Known> seen = new ConcurrentHashMap<>();
  private volatile boolean isNew;

  /**
   * How the file system shows a file.
   *
   * @param at when it was looked at, in milliseconds
   */
  record FileState(long device, long number, long size, long modified, long changed, long at) {

    boolean isSame(FileState other) {
      return device == other.device
          && number == other.number
          && size == other.size
          && modified == other.modified
          && changed == other.changed;
    }

    boolean isSettled() {
      return TimeUnit.NANOSECONDS.toMillis(changed) + COARSEST.toMillis() < at;
    }
  }

  private record Known(FileState state, String blob) {}

  private FileStates(@Nullable Path file, InstantSource clock, Map<String, Known> known) {
    this.file = file;
    this.clock = clock;
    this.known = known;
  }

  /** Remembers nothing. */
  static FileStates none() {
    return new FileStates(null, () -> Instant.EPOCH, Map.of());
  }

  /**
   * What was seen in a folder before; nothing when that cannot be read.
   *
   * @param file where it is kept
   */
  static FileStates of(Path folder, Path file, InstantSource clock) {
    try {
      return EXACT.contains(Files.getFileStore(folder).type())
              && Files.getFileStore(folder).supportsFileAttributeView("unix")
          ? new FileStates(file, clock, read(file))
          : none();
    } catch (IOException _) {
      return none();
    }
  }

  /** How the file system shows a file now; null where nothing is remembered. */
  @Nullable FileState now(Path path) throws IOException {
    if (file == null) {
      return null;
    }
    var at = clock.millis();
    var found = Files.readAttributes(path, ATTRIBUTES, NOFOLLOW_LINKS);
    return new FileState(
        number(found, "dev"),
        number(found, "ino"),
        number(found, "size"),
        nanos(found, "lastModifiedTime"),
        nanos(found, "ctime"),
        at);
  }

  private static long number(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof Number it ? it.longValue() : -1;
  }

  private static long nanos(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof FileTime it ? it.to(TimeUnit.NANOSECONDS) : -1;
  }

  /** The id of a file's content; null when the file must be read. */
  @Nullable String blob(String path, @Nullable FileState state) {
    var before = known.get(path);
    if (state == null || before == null || !before.state().isSame(state)) {
      return null;
    }
    seen.put(path, before);
    return before.blob();
  }

  /**
   * Remembers a file's content.
   *
   * @param state from before the content was read
   */
  void put(String path, @Nullable FileState state, String blob) {
    if (state != null && state.isSettled()) {
      var before = known.get(path);
      if (before == null || !before.state().isSame(state) || !before.blob().equals(blob)) {
        isNew = true;
      }
      seen.put(path, new Known(state, blob));
    }
  }

  /** Whether something was seen that is not kept. */
  boolean isNew() {
    return isNew;
  }

  /** Keeps what was seen for the next command, if anything is new. */
  void write() throws IOException {
    if (file == null || !isNew) {
      return;
    }
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeLong(MAGIC);
    out.writeInt(seen.size());
    for (var entry : seen.entrySet()) {
      var state = entry.getValue().state();
      out.writeUTF(entry.getKey());
      out.writeLong(state.device());
      out.writeLong(state.number());
      out.writeLong(state.size());
      out.writeLong(state.modified());
      out.writeLong(state.changed());
      out.writeUTF(entry.getValue().blob());
    }
    var content = bytes.toByteArray();
    out.writeInt(checksum(content, content.length));
    Files.createDirectories(file.getParent());
    var unfinished = file.resolveSibling(UUID.randomUUID() + UNFINISHED);
    try {
      Files.write(unfinished, bytes.toByteArray());
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static int checksum(byte[] content, int length) {
    var checksum = new CRC32C();
    checksum.update(content, 0, length);
    return (int) checksum.getValue();
  }

  /** Nothing when the file is missing, cut off, damaged or of another form. */
  private static Map<String, Known> read(Path file) {
    try {
      var content = Files.readAllBytes(file);
      var length = content.length - Integer.BYTES;
      if (length < 0 || checksum(content, length) != ByteBuffer.wrap(content, length, 4).getInt()) {
        return Map.of();
      }
      var in = new DataInputStream(new ByteArrayInputStream(content, 0, length));
      return in.readLong() == MAGIC ? read(in) : Map.of();
    } catch (IOException _) {
      return Map.of();
    }
  }

  private static Map<String, Known> read(DataInputStream in) throws IOException {
    var count = in.readInt();
    var known = new HashMap<String, Known>();
    for (var i = 0; i < count; i++) {
      var path = in.readUTF();
      var state =
          new FileState(
              in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong(), 0);
      known.put(path, new Known(state, in.readUTF()));
    }
    return known;
  }
}
