package io.trueup.listener.engine.git;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.Pack;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.pack.PackConfig;

/**
 * Writes many small packs of a mirror into one, while others read. Each fetch adds a pack, and each
 * lookup of an object searches every pack.
 *
 * <p>It takes the smallest packs, so many that each remaining one is at least twice as large as all
 * smaller ones together. So an object is rewritten each time the mirror doubles, not in each turn.
 * When it takes all packs, it leaves out the objects that no ref reaches. It writes objects whole:
 * delta chains would grow with each fetch and slow reading down.
 *
 * <p>The new pack is complete and in place before the old ones are removed. A reader that misses an
 * old pack searches for the new one by itself.
 */
final class PackConsolidation {

  private static final int FACTOR = 2;

  /** Larger packs stay as they are, to keep a turn short. */
  private static final long LARGEST_BYTES = 1L << 30;

  private static final String UNFINISHED = "tmp_consolidated";

  private final FileRepository repository;
  private final ProgressMonitor monitor;

  PackConsolidation(FileRepository repository, Duration limit) {
    this.repository = repository;
    this.monitor = new TimeLimit(limit);
  }

  /**
   * How many packs to take, the smallest first.
   *
   * @param sizes ascending
   */
  static int chosen(List<Long> sizes) {
    var count = 0;
    for (var i = sizes.size() - 1; i > 0 && count == 0; i--) {
      count = sizes.get(i) < FACTOR * sizes.get(i - 1) ? i + 1 : 0;
    }
    var total = sizes.subList(0, count).stream().mapToLong(Long::longValue).sum();
    while (count > 0 && count < sizes.size() && sizes.get(count) < FACTOR * total) {
      total += sizes.get(count);
      count++;
    }
    return count;
  }

  /**
   * Consolidates once.
   *
   * @throws org.eclipse.jgit.errors.PackMismatchException and others, when a pack cannot be read or
   *     the time limit is exceeded; nothing is removed then
   */
  void run() throws IOException {
    var packs = packs();
    var small = packs.stream().filter(it -> size(it) <= LARGEST_BYTES).toList();
    var chosen = small.subList(0, chosen(small.stream().map(PackConsolidation::size).toList()));
    if (chosen.size() < 2) {
      return;
    }
    var unfinished = repository.getObjectDatabase().getPackDirectory().toPath().resolve(UNFINISHED);
    try {
      var name = write(chosen, chosen.size() == packs.size(), unfinished);
      for (var pack : chosen) {
        if (!pack.getPackName().equals(name)) {
          remove(pack);
        }
      }
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private List<Pack> packs() {
    var packs = new ArrayList<>(repository.getObjectDatabase().getPacks());
    packs.sort(Comparator.comparingLong(PackConsolidation::size).thenComparing(Pack::getPackName));
    return packs;
  }

  private static long size(Pack pack) {
    return pack.getPackFile().length();
  }

  /** Writes one pack, has git's own reader verify and index it, and returns its name. */
  private String write(List<Pack> packs, boolean isAll, Path unfinished) throws IOException {
    var config = new PackConfig(repository);
    config.setReuseDeltas(false);
    config.setDeltaCompress(false);
    config.setThreads(1);
    try (var reader = repository.newObjectReader();
        var writer = new PackWriter(config, reader)) {
      writer.setUseBitmaps(false);
      writer.setIndexDisabled(true);
      if (isAll) {
        writer.preparePack(monitor, reachable(), PackWriter.NONE);
      } else {
        addAll(packs, writer, reader);
      }
      try (var out = new BufferedOutputStream(Files.newOutputStream(unfinished), 1 << 16)) {
        writer.writePack(monitor, monitor, out);
      }
      index(unfinished);
      return requireThere(writer.computeName().name(), writer.getObjectCount());
    }
  }

  private Set<ObjectId> reachable() throws IOException {
    var tips = new HashSet<ObjectId>();
    for (Ref ref : repository.getRefDatabase().getRefs()) {
      if (ref.getObjectId() != null) {
        tips.add(ref.getObjectId());
      }
    }
    return tips;
  }

  private void addAll(List<Pack> packs, PackWriter writer, ObjectReader reader) throws IOException {
    var added = new HashSet<ObjectId>();
    try (var walk = new RevWalk(reader)) {
      for (var pack : packs) {
        for (var entry : pack) {
          var id = entry.toObjectId();
          if (monitor.isCancelled()) {
            throw new IOException("it exceeded its time limit");
          }
          if (added.add(id)) {
            writer.addObject(walk.lookupAny(id, reader.open(id).getType()));
          }
        }
      }
    }
  }

  private void index(Path unfinished) throws IOException {
    try (var in = Files.newInputStream(unfinished);
        var inserter = repository.newObjectInserter()) {
      var parser = inserter.newPackParser(in);
      parser.setAllowThin(false);
      parser.parse(NullProgressMonitor.INSTANCE, monitor);
    }
  }

  private String requireThere(String name, long objects) throws IOException {
    for (var pack : repository.getObjectDatabase().getPacks()) {
      if (pack.getPackName().equals(name) && pack.getIndex().getObjectCount() == objects) {
        return name;
      }
    }
    throw new IOException("the pack %s of %d objects was not kept".formatted(name, objects));
  }

  /** The pack first: readers skip an index without a pack, and the next start removes it. */
  private static void remove(Pack pack) throws IOException {
    Files.deleteIfExists(pack.getPackFile().toPath());
    for (var extension : PackExt.values()) {
      Files.deleteIfExists(pack.getPackFile().create(extension).toPath());
    }
  }
}
