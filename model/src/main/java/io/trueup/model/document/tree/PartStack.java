package io.trueup.model.document.tree;

import io.trueup.model.document.tree.Tree.Entry;
import java.util.Arrays;
import java.util.List;

/**
 * A stack of the parts of the values being read, with the innermost value's parts last. Not
 * thread-safe.
 */
final class PartStack {

  /** Up to this many names are compared one by one. */
  private static final int FEW = 6;

  /** Names with equal hashes cannot make the search for a name longer than this. */
  private static final int LONGEST_PROBE = 64;

  private Entry[] entries = new Entry[64];
  private int entryCount;
  private Tree[] items = new Tree[16];
  private int itemCount;

  /** Entry numbers from 1 by the hash of their names, 0 where there is none. */
  private int[] byName = new int[64];

  int entries() {
    return entryCount;
  }

  int items() {
    return itemCount;
  }

  void add(Entry entry) {
    if (entryCount == entries.length) {
      entries = Arrays.copyOf(entries, entryCount * 2);
    }
    entries[entryCount++] = entry;
  }

  void add(Tree item) {
    if (itemCount == items.length) {
      items = Arrays.copyOf(items, itemCount * 2);
    }
    items[itemCount++] = item;
  }

  /** Removes the items from an index on. */
  List<Tree> takeItems(int from) {
    var taken = list(items, from, itemCount);
    itemCount = from;
    return taken;
  }

  /**
   * Removes the entries from an index on.
   *
   * @throws NotPlain when two have the same name
   */
  List<Entry> takeEntries(int from) {
    if (entryCount - from <= FEW) {
      compareEach(from);
    } else {
      compareByHash(from);
    }
    var taken = list(entries, from, entryCount);
    entryCount = from;
    return taken;
  }

  /** Most mappings of a model, the columns, have one or two entries. */
  private static <T> List<T> list(T[] all, int from, int end) {
    return switch (end - from) {
      case 1 -> List.of(all[from]);
      case 2 -> List.of(all[from], all[from + 1]);
      default -> Arrays.asList(Arrays.copyOfRange(all, from, end));
    };
  }

  private void compareEach(int from) {
    for (var i = from + 1; i < entryCount; i++) {
      var name = entries[i].name();
      for (var j = from; j < i; j++) {
        if (name.equals(entries[j].name())) {
          throw new NotPlainException();
        }
      }
    }
  }

  private void compareByHash(int from) {
    var bits = 33 - Integer.numberOfLeadingZeros(entryCount - from);
    if (byName.length < 1 << bits) {
      byName = new int[1 << bits];
    } else {
      Arrays.fill(byName, 0, 1 << bits, 0);
    }
    for (var i = from; i < entryCount; i++) {
      addName(i, bits);
    }
  }

  private void addName(int entry, int bits) {
    var name = entries[entry].name();
    var mask = (1 << bits) - 1;
    var slot = (name.hashCode() * 0x9E3779B9) >>> (32 - bits);
    for (var probes = 0; byName[slot] != 0; probes++) {
      if (probes == LONGEST_PROBE || name.equals(entries[byName[slot] - 1].name())) {
        throw new NotPlainException();
      }
      slot = (slot + 1) & mask;
    }
    byName[slot] = entry + 1;
  }
}
