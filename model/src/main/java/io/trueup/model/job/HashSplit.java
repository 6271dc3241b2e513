package io.trueup.model.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Splits nodes into parts of at most so many, by a hash of their store and their key, so that the
 * nodes of one store stay together where they can. The hash's values are halved until few enough
 * nodes are in each half, and a part is named by where its values begin: the lower half keeps the
 * name of the whole. So the parts depend on the present nodes alone, one more node never moves more
 * than those of the part that it makes too large, and mostly none.
 */
final class HashSplit {

  /** Of 64: enough for stores that are together to share a part, and for a million nodes of one. */
  private static final int STORE_BITS = 16;

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final NodeTable nodes;
  private final int most;
  private final List<Part> parts = new ArrayList<>();

  /**
   * A part.
   *
   * @param name unique among the parts; empty for the first one
   * @param members in the order of their keys
   */
  @SuppressWarnings("ArrayRecordComponent") // numbers of nodes, for millions of them
  record Part(String name, int[] members) {}

  private record Hashed(long hash, int node) {}

  private HashSplit(NodeTable nodes, int most) {
    this.nodes = nodes;
    this.most = most;
  }

  static List<Part> of(NodeTable nodes, int[] members, int most) {
    var split = new HashSplit(nodes, most);
    var sorted =
        Arrays.stream(members)
            .mapToObj(it -> new Hashed(split.hash(it), it))
            .sorted((one, other) -> {
              var byHash = Long.compareUnsigned(one.hash(), other.hash());
              return byHash != 0 ? byHash : Integer.compare(one.node(), other.node());
            })
            .toList();
    split.halve(sorted, 0, 0);
    return split.parts;
  }

  private long hash(int node) {
    var store = nodes.stores[node];
    var place = store == null ? nodes.workspaces[node] : store;
    var high = hash(place == null ? "" : place) >>> (Long.SIZE - STORE_BITS);
    return high << (Long.SIZE - STORE_BITS) | hash(nodes.keys.get(node).value()) >>> STORE_BITS;
  }

  /** FNV-1a with the last steps of SplitMix64, because FNV leaves the upper bits alike. */
  static long hash(String text) {
    var hash = FNV_OFFSET;
    for (var i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    return hash ^ hash >>> 31;
  }

  /** Splits the values that begin with the first bits of another one. */
  private void halve(List<Hashed> sorted, long begin, int bits) {
    if (sorted.size() <= most) {
      if (!sorted.isEmpty()) {
        add(name(begin), sorted);
      }
      return;
    }
    if (bits == Long.SIZE) {
      // Of the same hash: possible, and not worth a better rule.
      for (var i = 0; i < sorted.size(); i += most) {
        add(name(begin) + "-" + i / most, sorted.subList(i, Math.min(sorted.size(), i + most)));
      }
      return;
    }
    var middle = begin | 1L << (Long.SIZE - 1 - bits);
    var at = firstFrom(sorted, middle);
    halve(sorted.subList(0, at), begin, bits + 1);
    halve(sorted.subList(at, sorted.size()), middle, bits + 1);
  }

  private static int firstFrom(List<Hashed> sorted, long value) {
    var low = 0;
    var high = sorted.size();
    while (low < high) {
      var middle = (low + high) >>> 1;
      if (Long.compareUnsigned(sorted.get(middle).hash(), value) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void add(String name, List<Hashed> part) {
    parts.add(new Part(name, part.stream().mapToInt(Hashed::node).sorted().toArray()));
  }

  private static String name(long begin) {
    return begin == 0 ? "" : "part-" + "%016x".formatted(begin).replaceAll("0+$", "");
  }
}
