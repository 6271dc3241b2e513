package io.trueup.model.persistent;

import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An immutable set in natural order, with the properties of {@link PersistentMap}. */
public final class PersistentSet<E extends Comparable<? super E>> extends AbstractSet<E> {

  private static final PersistentSet<?> EMPTY = new PersistentSet<String>(PersistentMap.empty());

  private final PersistentMap<E, E> members;

  private PersistentSet(PersistentMap<E, E> members) {
    this.members = members;
  }

  /** The empty set. */
  @SuppressWarnings("unchecked") // It holds no member of any type.
  public static <E extends Comparable<? super E>> PersistentSet<E> empty() {
    return (PersistentSet<E>) EMPTY;
  }

  /** A set of distinct members. */
  public static <E extends Comparable<? super E>> PersistentSet<E> of(Collection<E> members) {
    return members.isEmpty()
        ? empty()
        : new PersistentSet<>(PersistentMap.index(members, Function.identity()));
  }

  /** The set of a map's keys, each of which has itself as its value. */
  public static <E extends Comparable<? super E>> PersistentSet<E> ofMembers(
      PersistentMap<E, E> members) {
    return members.isEmpty() ? empty() : new PersistentSet<>(members);
  }

  /** The members, each by itself. */
  public PersistentMap<E, E> members() {
    return members;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PersistentSet<?> set
        ? members.equals(set.members)
        : super.equals(other);
  }

  /** Computed from all members. */
  @Override
  public int hashCode() {
    return super.hashCode();
  }

  /** The set with a member. */
  public PersistentSet<E> with(E member) {
    return members.containsKey(member) ? this : new PersistentSet<>(members.with(member, member));
  }

  /** The set without a member. */
  @SuppressWarnings("ReferenceEquality") // An unchanged tree is the same object.
  public PersistentSet<E> without(E member) {
    var fewer = members.without(member);
    return fewer == members ? this : fewer.isEmpty() ? empty() : new PersistentSet<>(fewer);
  }

  @Override
  public boolean contains(Object member) {
    return members.containsKey(member);
  }

  @Override
  public Iterator<E> iterator() {
    return members.keySet().iterator();
  }

  @Override
  public int size() {
    return members.size();
  }
}
