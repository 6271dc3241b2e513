package io.trueup.listener.engine.versions;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Random damage to the files of a folder, which says what it did. */
final class FileDamage {

  private final Random random;

  FileDamage(Random random) {
    this.random = random;
  }

  /**
   * Damages a file among some.
   *
   * @param files the version files of a folder
   */
  String damage(List<Path> files) throws IOException {
    var file = files.get(random.nextInt(files.size()));
    var other = files.get(random.nextInt(files.size()));
    var bytes = Files.readAllBytes(file);
    var kind = random.nextInt(15);
    switch (kind) {
      case 0, 1, 2, 3 -> replace(file, flipped(bytes, 1));
      case 4 -> replace(file, flipped(bytes, 1 + random.nextInt(1000)));
      case 5 -> replace(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
      case 6 -> replace(file, Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(5000)));
      case 7 -> replace(file, new byte[0]);
      case 8 -> replace(file, zeroed(bytes));
      case 9 -> replace(file, Files.readAllBytes(other));
      case 10 -> rename(file, name(other).commit(), name(file).id());
      case 11 -> rename(file, name(file).commit(), otherId(name(file).id()));
      case 12 -> {
        Files.delete(file);
        Files.createDirectories(file.resolve("more"));
      }
      case 13 -> {
        Files.delete(file);
        Files.createSymbolicLink(file, random.nextBoolean() ? other : Path.of("nowhere"));
      }
      default -> Files.delete(file);
    }
    return "damage %d of file %d".formatted(kind, files.indexOf(file));
  }

  private static VersionName name(Path file) {
    var name = VersionName.of(file);
    if (name == null) {
      throw new IllegalArgumentException("%s is no version".formatted(file));
    }
    return name;
  }

  private static String otherId(String id) {
    return (id.startsWith("0") ? "1" : "0") + id.substring(1);
  }

  private static void rename(Path file, String commit, String id) throws IOException {
    Files.move(
        file,
        file.resolveSibling(new VersionName(commit, id).text()),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static void replace(Path file, byte[] content) throws IOException {
    Files.delete(file);
    Files.write(file, content);
  }

  private byte[] flipped(byte[] bytes, int bits) {
    for (var i = 0; i < bits; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private byte[] zeroed(byte[] bytes) {
    var from = random.nextInt(bytes.length);
    Arrays.fill(bytes, from, Math.min(bytes.length, from + 1 + random.nextInt(4096)), (byte) 0);
    return bytes;
  }

  /** Cuts a file where it is, under those who have it open. */
  void cut(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(random.nextLong(channel.size()));
    }
  }

  /** Flips bits of a file where it is, under those who have it open. */
  void flip(Path file) throws IOException {
    var bytes = flipped(Files.readAllBytes(file), 1 + random.nextInt(100));
    Files.write(file, bytes, StandardOpenOption.WRITE);
  }
}
