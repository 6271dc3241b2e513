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

  /** The nodes, rearranged while they are split, and the hash of each. */
  private final int[] members;

  private final long[] hashes;

  private HashSplit(NodeTable nodes, int[] members, int most) {
    this.nodes = nodes;
    this.members = members.clone();
    this.hashes = hashes();
    this.most = most;
  }

  static List<Part> of(NodeTable nodes, int[] members, int most) {
    var split = new HashSplit(nodes, members, most);
    split.halve(0, members.length, 0, 0);
    return split.parts;
  }

  private long[] hashes() {
    var found = new long[members.length];
    String last = null;
    var high = 0L;
    for (var i = 0; i < members.length; i++) {
      var place = place(members[i]);
      if (!place.equals(last)) {
        high = hash(place) >>> (Long.SIZE - STORE_BITS) << (Long.SIZE - STORE_BITS);
        last = place;
      }
      found[i] = high | hash(nodes.keys.get(members[i]).value()) >>> STORE_BITS;
    }
    return found;
  }

  private String place(int node) {
    var store = nodes.stores[node];
    var place = store == null ? nodes.workspaces[node] : store;
    return place == null ? "" : place;
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
  private void halve(int from, int to, long begin, int bits) {
    if (to - from <= most) {
      if (to > from) {
        add(name(begin), from, to);
      }
      return;
    }
    if (bits == Long.SIZE) {
      // Of the same hash: possible, and not worth a better rule.
      Arrays.sort(members, from, to);
      for (var i = from; i < to; i += most) {
        add(name(begin) + "-" + (i - from) / most, i, Math.min(to, i + most));
      }
      return;
    }
    var bit = 1L << (Long.SIZE - 1 - bits);
    var middle = partition(from, to, bit);
    halve(from, middle, begin, bits + 1);
    halve(middle, to, begin | bit, bits + 1);
  }

  /** Moves those without a bit before those that have it; returns where these begin. */
  private int partition(int from, int to, long bit) {
    var low = from;
    var high = to;
    while (low < high) {
      if ((hashes[low] & bit) == 0) {
        low++;
      } else {
        high--;
        swap(low, high);
      }
    }
    return low;
  }

  private void swap(int one, int other) {
    var hash = hashes[one];
    hashes[one] = hashes[other];
    hashes[other] = hash;
    var member = members[one];
    members[one] = members[other];
    members[other] = member;
  }

  private void add(String name, int from, int to) {
    var part = Arrays.copyOfRange(members, from, to);
    Arrays.sort(part);
    parts.add(new Part(name, part));
  }

  private static String name(long begin) {
    return begin == 0 ? "" : "part-" + "%016x".formatted(begin).replaceAll("0+$", "");
  }
}
