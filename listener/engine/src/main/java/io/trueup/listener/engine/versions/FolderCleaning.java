package io.trueup.listener.engine.versions;

import io.trueup.model.fingerprint.Fingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** Removes versions from a folder that nothing needs. Any process may have them open. */
final class FolderCleaning {

  /** An unfinished file of this age is not written by any process. */
  private static final Duration ABANDONED = Duration.ofHours(24);

  /** Damaged files are kept for so long, for people who look into the cause. */
  private static final Duration OF_NO_INTEREST = Duration.ofDays(7);

  private final Path folder;
  private final InstantSource clock;
  private final Consumer<String> warnings;
  private final Map<String, Path> byId = new HashMap<>();
  private final Map<String, Fingerprint> programs = new HashMap<>();

  /** The older files that each file refers to; none for a damaged one. */
  private final Map<String, List<String>> references = new HashMap<>();

  FolderCleaning(Path folder, InstantSource clock, Consumer<String> warnings) {
    this.warnings = warnings;
    this.folder = folder;
    this.clock = clock;
  }

  /** Removes what {@link VersionFolder#clean} says, and gives the ids of removed files. */
  Set<String> clean(Set<String> kept, int newest) {
    List<Path> all;
    try (var files = Files.list(folder)) {
      all = files.toList();
    } catch (NoSuchFileException | NotDirectoryException _) {
      return Set.of(); // there are no versions yet, or others report what is in their place
    } catch (IOException | UncheckedIOException e) {
      warnings.accept("Cannot look into %s: %s".formatted(folder, e.getMessage()));
      return Set.of();
    }
    for (var path : all) {
      var name = VersionName.of(path);
      if (name != null) {
        byId.put(name.id(), path);
      }
    }
    for (var file : byId.entrySet()) {
      try {
        describe(file.getKey(), file.getValue());
      } catch (IOException e) {
        warnings.accept(
            "Cannot read %s: %s. Compiled versions are removed again when it can be read, or is removed by hand"
                .formatted(file.getValue(), reason(e)));
        return Set.of();
      }
    }
    var removed = new HashSet<>(byId.keySet());
    removed.removeAll(needed(kept, newest));
    byId.forEach((id, path) -> {
      if (removed.contains(id)) {
        delete(path);
      }
    });
    all.forEach(this::deleteLeftover);
    return removed;
  }

  /** Without the file's name, which is said before. */
  private static String reason(IOException e) {
    return e instanceof FileSystemException it && it.getReason() != null
        ? it.getReason()
        : String.valueOf(e.getMessage());
  }

  private void describe(String id, Path path) throws IOException {
    try {
      var description = VersionFileSet.description(path);
      references.put(id, description.older().stream().map(VersionDescription.Older::id).toList());
      programs.put(id, description.label().program());
    } catch (NoSuchFileException | IllegalArgumentException _) {
      references.put(id, List.of()); // it was removed, or is set aside when it is opened
    }
  }

  private Set<String> needed(Set<String> kept, int newest) {
    var needed = new HashSet<String>();
    var others = 0;
    var versions = new HashSet<String>();
    for (var path : FileTimes.newestFirst(byId.values())) {
      var name = Objects.requireNonNull(VersionName.of(path));
      // A file without those that it refers to is of no use, nor is one that was compacted.
      if (isWhole(name.id(), new HashSet<>())
          && versions.add(name.commit() + programs.get(name.id()))
          && (kept.contains(name.commit()) || others++ < newest)) {
        need(name.id(), needed);
      }
    }
    return needed;
  }

  private boolean isWhole(String id, Set<String> seen) {
    return byId.containsKey(id)
        && (!seen.add(id)
            || references.getOrDefault(id, List.of()).stream().allMatch(it -> isWhole(it, seen)));
  }

  private void need(String id, Set<String> needed) {
    if (needed.add(id)) {
      references.getOrDefault(id, List.of()).forEach(it -> need(it, needed));
    }
  }

  private void deleteLeftover(Path path) {
    var name = path.getFileName().toString();
    var age = Duration.between(FileTimes.modified(path), clock.instant());
    if ((name.endsWith(VersionDraft.UNFINISHED) && age.compareTo(ABANDONED) > 0)
        || (name.endsWith(VersionFolder.DAMAGED) && age.compareTo(OF_NO_INTEREST) > 0)) {
      delete(path);
    }
  }

  private void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      warnings.accept("Cannot remove %s: %s".formatted(path, e.getMessage()));
    }
  }
}
