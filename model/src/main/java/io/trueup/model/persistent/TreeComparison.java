package io.trueup.model.persistent;

import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Compares the trees of two maps; skips what both share, in memory or in a file. Stateless. */
final class TreeComparison {

  private TreeComparison() {}

  /** Receives a key that differs, and says whether to go on. */
  interface Search<K, V> {
    boolean goesOn(K key, @Nullable V before, @Nullable V after);
  }

  /**
   * Finds the keys whose values differ, in order, until the search is ended.
   *
   * @param same whether two values that are not the same object count as equal
   * @return whether it reached the end
   */
  @SuppressWarnings("ReferenceEquality") // Shared values need no comparison.
  static <K extends Comparable<? super K>, V> boolean search(
      @Nullable Subtree<K, V> older,
      @Nullable Subtree<K, V> newer,
      BiPredicate<V, V> same,
      Search<K, V> each) {
    if (older == newer) {
      return true;
    }
    var before = new NodeCursor<>(older);
    var after = new NodeCursor<>(newer);
    while (true) {
      NodeCursor.skipShared(before, after);
      var old = before.entry();
      var now = after.entry();
      if (old == null && now == null) {
        return true;
      }
      var order = old == null ? 1 : now == null ? -1 : old.key().compareTo(now.key());
      var isDifferent =
          order != 0
              || !isSameValue(Objects.requireNonNull(old), Objects.requireNonNull(now), same);
      if (isDifferent
          && !each.goesOn(
              order <= 0 ? Objects.requireNonNull(old).key() : Objects.requireNonNull(now).key(),
              order <= 0 ? Objects.requireNonNull(old).value() : null,
              order >= 0 ? Objects.requireNonNull(now).value() : null)) {
        return false;
      }
      if (order <= 0) {
        before.next();
      }
      if (order >= 0) {
        after.next();
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // Shared values need no comparison.
  private static <K, V> boolean isSameValue(
      BalancedNode<K, V> one, BalancedNode<K, V> other, BiPredicate<V, V> same) {
    if (one.held() == other.held()
        || (one.held() instanceof StoredValue left
            && other.held() instanceof StoredValue right
            && left.isAtSamePlace(right))) {
      return true;
    }
    var was = one.value();
    var is = other.value();
    return was == is || same.test(was, is);
  }
}
