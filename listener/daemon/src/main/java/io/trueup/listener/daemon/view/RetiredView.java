package io.trueup.listener.daemon.view;

import io.trueup.listener.engine.schema.PurgeResult.Purged;
import io.trueup.listener.engine.schema.RetiredResult.Listed;
import io.trueup.platforms.relational.SchemaOperations.Retired;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables and views of a platform that were retired and are kept.
 *
 * @param platform as {@code source/Name}
 * @param retiredBefore those retired since are left out; a purge of just these asks with it
 * @param relations the longest retired first
 */
public record RetiredView(String platform, Instant retiredBefore, List<Item> relations) {

  /** The view of a list. */
  public static RetiredView of(Listed listed) {
    return new RetiredView(
        listed.platform().toString(),
        listed.retiredBefore(),
        listed.relations().stream().map(Item::of).toList());
  }

  /**
   * A table or view.
   *
   * @param logical its name in the model's words
   * @param node that it was for; null when several shared it
   * @param retiredAt null when it is not known
   * @param bytes the size of its rows on disk
   * @param exists whether it still exists
   */
  public record Item(
      String name,
      String logical,
      @Nullable String node,
      @Nullable Instant retiredAt,
      long bytes,
      boolean exists) {

    static Item of(Retired retired) {
      var name = retired.name();
      return new Item(
          retired.relation().toString(),
          name.logical().toString(),
          name.node() == null ? null : name.node().value(),
          name.retiredAt(),
          retired.bytes(),
          retired.isThere());
    }
  }

  /**
   * The result of a purge.
   *
   * @param platform as {@code source/Name}
   * @param retiredBefore those retired since are kept
   * @param dropped with their rows
   * @param kept those that should have been dropped
   */
  public record Purge(String platform, Instant retiredBefore, List<Item> dropped, List<Kept> kept) {

    /** The view of a purge. */
    public static Purge of(Purged purged) {
      return new Purge(
          purged.platform().toString(),
          purged.retiredBefore(),
          purged.dropped().stream().map(Item::of).toList(),
          purged.kept().entrySet().stream()
              .map(it -> new Kept(it.getKey().toString(), it.getValue()))
              .sorted(Comparator.comparing(Kept::name))
              .toList());
    }
  }

  /** A table or view that should have been dropped, and why it was not. */
  public record Kept(String name, String reason) {}
}
