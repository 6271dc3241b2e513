package io.trueup.listener.engine.versions;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintBuilder;
import io.trueup.model.verdict.ModelChecker;
import io.trueup.platforms.relational.container.ContainerLint;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.DataPlatforms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;

/**
 * The digest of the code that verdicts depend on: a version that other code computed is not used.
 * It covers the content of the jars and folders of classes, wherever they are and whenever they
 * were written, and the Java runtime with its time zones. Another build of the same sources can
 * have another digest; other code never has the same one, except by accident of its checksums.
 */
public final class ProgramDigest {

  private ProgramDigest() {}

  /** A file of a program: its size, and the CRC-32 of its content. */
  private record Checksum(long size, long crc) {}

  /**
   * The digest of the program that checks models for some platform types.
   *
   * @return empty as for {@link #ofThisProgram}
   */
  public static Optional<Fingerprint> ofVerdicts(DataPlatforms platforms) {
    var classes = new ArrayList<Class<?>>(ModelChecker.code());
    classes.add(ProgramDigest.class);
    classes.add(DataPlatform.class);
    classes.add(ContainerLint.class);
    platforms.types().forEach(it -> classes.add(platforms.require(it).getClass()));
    return ofThisProgram(classes);
  }

  /**
   * The digest of this program.
   *
   * @param classes one of each jar or folder that verdicts depend on
   * @return empty when the files of a class cannot be found or read, so that the program cannot be
   *     recognized
   */
  public static Optional<Fingerprint> ofThisProgram(Collection<Class<?>> classes) {
    var entries = new TreeSet<Path>();
    for (var type : classes) {
      var entry = entry(type);
      if (entry.isEmpty()) {
        return Optional.empty();
      }
      entries.add(entry.get());
    }
    try {
      return Optional.of(of(entries, runtime()));
    } catch (IOException | UncheckedIOException _) {
      return Optional.empty();
    }
  }

  /**
   * The digest of a program.
   *
   * @param entries jars and folders of classes, in any order
   * @param runtime what runs them
   */
  static Fingerprint of(Collection<Path> entries, String runtime) throws IOException {
    var digests = new TreeSet<String>();
    for (var entry : entries) {
      var files = Files.isDirectory(entry) ? inFolder(entry) : inJar(entry);
      var digest = FingerprintBuilder.of("class path entry").add(files.size());
      files.forEach((name, it) -> digest.add(name).add(it.size()).add(it.crc()));
      digests.add(digest.fingerprint().toString());
    }
    return FingerprintBuilder.of("program").add(runtime).add(List.copyOf(digests)).fingerprint();
  }

  /** The runtime, and the version of its time zones, which can be updated without it. */
  private static String runtime() {
    var zones = ZoneRulesProvider.getVersions("UTC").lastKey();
    return "%s, time zones %s".formatted(Runtime.version(), zones);
  }

  private static Optional<Path> entry(Class<?> type) {
    var source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(source.getLocation().toURI()));
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException _) {
      return Optional.empty();
    }
  }

  /** The files of a jar, as its central directory lists them, without inflating any. */
  private static SortedMap<String, Checksum> inJar(Path jar) throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      var files = new TreeMap<String, Checksum>();
      zip.stream()
          .filter(it -> !it.isDirectory())
          .forEach(it -> files.put(it.getName(), new Checksum(it.getSize(), it.getCrc())));
      return files;
    }
  }

  private static SortedMap<String, Checksum> inFolder(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      var files = new TreeMap<String, Checksum>();
      for (var path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
        var content = Files.readAllBytes(path);
        var crc = new CRC32();
        crc.update(content);
        files.put(
            folder.relativize(path).toString().replace('\\', '/'),
            new Checksum(content.length, crc.getValue()));
      }
      return files;
    }
  }
}
