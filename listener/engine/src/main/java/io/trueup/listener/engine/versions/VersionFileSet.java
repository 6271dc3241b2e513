package io.trueup.listener.engine.versions;

import io.trueup.listener.engine.versions.VersionManifest.Item;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The files in a folder of versions, as files: which there are, and which of them a version
 * consists of. It reads their ends only, and nothing is cached. Thread-safe; other processes may
 * add and remove files meanwhile.
 */
public final class VersionFileSet {

  private final Path folder;

  /** The files in a folder, which need not exist. */
  public VersionFileSet(Path folder) {
    this.folder = folder;
  }

  public Path folder() {
    return folder;
  }

  /** The finished files by id. */
  Map<String, Path> byId() throws IOException {
    var found = new TreeMap<String, Path>();
    try (var files = Files.list(folder)) {
      for (var path : (Iterable<Path>) files::iterator) {
        var name = VersionName.of(path);
        if (name != null) {
          found.put(name.id(), path);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException _) {
      return Map.of();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return found;
  }

  /**
   * A finished file.
   *
   * @param id any text
   */
  public Optional<Path> find(String id) throws IOException {
    return Optional.ofNullable(byId().get(id));
  }

  /** The commits of which there are files, the newest file first; they may turn out unusable. */
  public List<String> commits() throws IOException {
    return FileTimes.newestFirst(byId().values()).stream()
        .map(it -> Objects.requireNonNull(VersionName.of(it)).commit())
        .distinct()
        .toList();
  }

  /**
   * What a version consists of; of several files of one commit, the newest one that is whole and
   * has all files that it refers to.
   *
   * @param isWanted whether a version with a label will do
   * @return empty when there is none
   */
  public Optional<VersionManifest> manifest(String commit, Predicate<VersionLabel> isWanted)
      throws IOException {
    var byId = byId();
    return FileTimes.newestFirst(byId.values()).stream()
        .filter(it -> Objects.requireNonNull(VersionName.of(it)).commit().equals(commit))
        .flatMap(it -> manifest(it, byId, isWanted).stream())
        .findFirst();
  }

  private static Optional<VersionManifest> manifest(
      Path path, Map<String, Path> byId, Predicate<VersionLabel> isWanted) {
    try {
      var description = description(path);
      var name = Objects.requireNonNull(VersionName.of(path));
      var label = description.label();
      if (!label.commit().equals(name.commit()) || !isWanted.test(label)) {
        return Optional.empty();
      }
      var files = new LinkedHashMap<String, Item>();
      add(name.id(), byId, files, new HashSet<>());
      return Optional.of(
          new VersionManifest(
              name.id(),
              label.source(),
              label.commit(),
              label.root(),
              label.program().toString(),
              description.made(),
              files.values().stream().mapToLong(Item::bytes).sum(),
              List.copyOf(files.values())));
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty(); // the folder's owner sets it aside
    }
  }

  private static void add(
      String id, Map<String, Path> byId, Map<String, Item> files, Set<String> begun)
      throws IOException {
    if (files.containsKey(id)) {
      return;
    }
    var path = byId.get(id);
    if (path == null || !begun.add(id) || begun.size() > VersionManifest.MOST_FILES) {
      throw new IllegalArgumentException("a file is missing, or refers to itself");
    }
    for (var older : description(path).older()) {
      add(older.id(), byId, files, begun);
    }
    var name = Objects.requireNonNull(VersionName.of(path));
    files.put(id, new Item(id, name.commit(), Files.size(path)));
  }

  /**
   * What a file says about itself. It is not mapped for that: the space of a file that is removed
   * stays taken until the mapping ends, at some later garbage collection.
   *
   * @throws IllegalArgumentException when it is no whole version; the message says why
   */
  static VersionDescription description(Path path) throws IOException {
    try (var bytes = ReadBytes.open(path)) {
      return FileLayout.read(bytes).description();
    }
  }
}
