package io.trueup.listener.cli.cache;

import io.trueup.listener.engine.text.Counts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Bounds the size of the cache over all repositories: what was not used for longest goes first. */
final class CacheLimit {

  /** Bytes of all files together, unless TRUEUP_CACHE_LIMIT says otherwise. */
  static final long DEFAULT = 4L << 30;

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(MiB|GiB|)");

  private final Path cache;
  private final long limit;

  CacheLimit(Path cache, long limit) {
    this.cache = cache;
    this.limit = limit;
  }

  /** The files of one repository and model root, or of one work tree. */
  private static final class Group {

    private final List<Path> files = new ArrayList<>();
    private long bytes;
    private long used;

    void add(Path file, BasicFileAttributes attributes) {
      files.add(file);
      bytes += attributes.size();
      used = Math.max(used, attributes.lastModifiedTime().toMillis());
    }
  }

  /**
   * Reads a limit.
   *
   * @return empty when it is none
   */
  static Optional<Long> parse(String text) {
    var match = SIZE.matcher(text.strip());
    if (!match.matches()) {
      return Optional.empty();
    }
    var unit =
        switch (match.group(2)) {
          case "GiB" -> 1L << 30;
          case "MiB" -> 1L << 20;
          default -> 1L;
        };
    return Optional.of(Long.parseLong(match.group(1)) * unit);
  }

  /**
   * Removes files until the limit holds.
   *
   * @param own the folder that was used last
   * @return why even that folder could not be kept
   */
  Optional<String> enforce(Path own) throws IOException {
    var groups = groups();
    var total = groups.values().stream().mapToLong(it -> it.bytes).sum();
    var oldestFirst =
        groups.entrySet().stream()
            .filter(it -> !it.getKey().equals(own))
            .sorted(Comparator.comparingLong(it -> it.getValue().used))
            .toList();
    for (var group : oldestFirst) {
      if (total <= limit) {
        return Optional.empty();
      }
      total -= group.getValue().bytes;
      remove(group.getKey(), group.getValue());
    }
    var last = groups.get(own);
    if (total <= limit || last == null) {
      return Optional.empty();
    }
    remove(own, last);
    return Optional.of(
        "it has %s, and all files in '%s' together may have %s. Raise TRUEUP_CACHE_LIMIT"
            .formatted(Counts.bytes(last.bytes), cache, Counts.bytes(limit)));
  }

  /** A folder with versions is one group, and so is each file elsewhere. */
  private Map<Path, Group> groups() throws IOException {
    var groups = new TreeMap<Path, Group>();
    try {
      Files.walkFileTree(
          cache,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              var isVersion = cache.relativize(file).getNameCount() == 3;
              groups
                  .computeIfAbsent(isVersion ? file.getParent() : file, _ -> new Group())
                  .add(file, attributes);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
              return FileVisitResult.CONTINUE; // another process removed it
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return groups;
  }

  private static void remove(Path folder, Group group) {
    try {
      for (var file : group.files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException _) {
      // Another process uses it; the next command tries again.
    }
  }
}
