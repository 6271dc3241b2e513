package io.trueup.listener.engine.versions;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which files a version's file replaces, so that a version refers to few files and these hold
 * little that no version has any more. Pure.
 *
 * @param mostFiles a version refers to fewer files, besides large ones
 * @param muchLarger a file that has so many times the bytes of all newer ones is not merged with
 *     them
 * @param atOnce at most so many bytes of one file, or of a whole version, are rewritten with the
 *     next merge; what is larger is compacted apart from merges
 */
record MergePolicy(int mostFiles, int muchLarger, long atOnce) {

  static final MergePolicy DEFAULT = new MergePolicy(12, 4, 16L << 20);

  /** A file of type {@code F} that a version refers to. */
  record Sized<F>(F file, long bytes, long made) {}

  /**
   * The files whose content the next version's file repeats: the newest ones, up to one that is
   * much larger than all of them, so that each part is repeated about as often as the logarithm of
   * the number of versions. All of them, when the newer files together are as large as the largest
   * one.
   *
   * @param files all that the version before refers to
   */
  <F> Set<F> merged(List<Sized<F>> files) {
    var merged = new HashSet<F>();
    if (total(files) > 2 * largest(files) && total(files) <= atOnce) {
      files.forEach(it -> merged.add(it.file()));
      return merged;
    }
    var newestFirst =
        files.stream()
            .filter(it -> it.bytes() <= atOnce)
            .sorted(Comparator.comparingLong(it -> -it.made()))
            .toList();
    if (newestFirst.size() < mostFiles) {
      return merged;
    }
    var size = 0L;
    for (var file : newestFirst) {
      if (merged.size() >= mostFiles / 2 && file.bytes() > muchLarger * size) {
        break;
      }
      merged.add(file.file());
      size += file.bytes();
    }
    return merged;
  }

  /** Whether a version is large, and enough of its largest file has been replaced. */
  <F> boolean paysToCompact(List<Sized<F>> files) {
    var largest = largest(files);
    return total(files) > atOnce && total(files) - largest > largest / muchLarger;
  }

  /** The largest file is about the whole version; what is newer replaces parts of it. */
  private static <F> long largest(List<Sized<F>> files) {
    return files.stream().mapToLong(Sized::bytes).max().orElse(0);
  }

  private static <F> long total(List<Sized<F>> files) {
    return files.stream().mapToLong(Sized::bytes).sum();
  }
}
