package io.trueup.listener.engine.versions;

import io.trueup.listener.engine.versions.ListedVersion.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists the files of a folder of versions, by what their ends say. */
final class FolderListing {

  private final Map<String, Entry> byId = new HashMap<>();

  /** How many versions need each file. */
  private final Map<String, Integer> users = new HashMap<>();

  private record Entry(
      VersionName name, long bytes, Instant modified, @Nullable VersionDescription description) {

    List<String> older() {
      return description == null
          ? List.of()
          : description.older().stream().map(VersionDescription.Older::id).toList();
    }
  }

  private FolderListing() {}

  /**
   * Lists a folder, the newest file first; empty when it cannot be read.
   *
   * @param label that usable versions have, but for the commit
   * @param open the ids of files that this process has open
   */
  static List<ListedVersion> of(Path folder, VersionLabel label, Set<String> open) {
    var listing = new FolderListing();
    var others = new ArrayList<ListedVersion>();
    try (var files = Files.list(folder)) {
      for (var path : (Iterable<Path>) files::iterator) {
        listing.add(path, others);
      }
    } catch (IOException | UncheckedIOException _) {
      return List.of(); // there is none yet, or others report that it cannot be read
    }
    listing
        .byId
        .keySet()
        .forEach(it ->
            listing.closure(it).forEach(needed -> listing.users.merge(needed, 1, Integer::sum)));
    var all = new ArrayList<>(others);
    listing.byId.values().forEach(it -> all.add(listing.listed(it, label, open)));
    all.sort(Comparator.comparing(ListedVersion::made).reversed());
    return List.copyOf(all);
  }

  private void add(Path path, List<ListedVersion> others) {
    try {
      var name = VersionName.of(path);
      var bytes = Files.size(path);
      var modified = Files.getLastModifiedTime(path).toInstant();
      if (name != null) {
        byId.put(name.id(), new Entry(name, bytes, modified, description(path)));
        return;
      }
      var text = path.getFileName().toString();
      if (text.endsWith(VersionFolder.DAMAGED)) {
        var before = Path.of(text.substring(0, text.length() - VersionFolder.DAMAGED.length()));
        others.add(other(text, VersionName.of(before), State.SET_ASIDE, modified, bytes));
      } else if (text.endsWith(VersionDraft.UNFINISHED)) {
        others.add(other(text, null, State.UNFINISHED, modified, bytes));
      }
    } catch (NoSuchFileException _) {
      // another process removed it
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ListedVersion other(
      String text, @Nullable VersionName name, State state, Instant modified, long bytes) {
    return new ListedVersion(
        text,
        name == null ? null : name.commit(),
        name == null ? null : name.id(),
        state,
        modified,
        bytes,
        bytes,
        0,
        List.of(),
        false);
  }

  private static @Nullable VersionDescription description(Path path) {
    try {
      return VersionFileSet.description(path);
    } catch (IOException | IllegalArgumentException _) {
      return null;
    }
  }

  private ListedVersion listed(Entry entry, VersionLabel label, Set<String> open) {
    var name = entry.name();
    var all = closure(name.id());
    var description = entry.description();
    return new ListedVersion(
        name.text(),
        name.commit(),
        name.id(),
        state(entry, all, label),
        description == null ? entry.modified() : description.made(),
        entry.bytes(),
        bytes(all, 1),
        bytes(all, 2),
        all.stream().filter(it -> !it.equals(name.id())).sorted().toList(),
        open.contains(name.id()));
  }

  private State state(Entry entry, Set<String> all, VersionLabel label) {
    var description = entry.description();
    if (description == null || !byId.keySet().containsAll(all)) {
      return State.BROKEN;
    }
    return description.label().equals(label.at(entry.name().commit()))
        ? State.USABLE
        : State.OF_OTHER_PROGRAM;
  }

  /** The bytes of those of some files that at least so many versions need. */
  private long bytes(Set<String> ids, int fewest) {
    return ids.stream()
        .filter(it -> users.getOrDefault(it, 0) >= fewest)
        .map(byId::get)
        .filter(it -> it != null)
        .mapToLong(Entry::bytes)
        .sum();
  }

  /** A file with all that it needs. */
  private Set<String> closure(String id) {
    var found = new HashSet<String>();
    add(id, found);
    return found;
  }

  private void add(String id, Set<String> found) {
    var entry = byId.get(id);
    if (found.add(id) && entry != null) {
      entry.older().forEach(it -> add(it, found));
    }
  }
}
