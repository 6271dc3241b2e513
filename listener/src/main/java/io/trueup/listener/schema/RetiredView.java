package io.trueup.listener.schema;

import io.trueup.platforms.relational.SchemaOperations.Retired;
import io.trueup.platforms.relational.SchemaOperations.SchemaAnswer.Purged;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was retired on a platform and is kept.
 *
 * @param platform as {@code source/Name}
 * @param retiredBefore what was retired since is left out; a purge of just these asks with it
 * @param relations the longest retired first
 */
public record RetiredView(String platform, Instant retiredBefore, List<Item> relations) {

  /**
   * A table or view.
   *
   * @param logical what it is in the model's words
   * @param node whom it was for; null for what many shared
   * @param retiredAt null when it is not known
   * @param bytes what its rows take on disk
   * @param exists whether it is still there
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
   * What a purge did.
   *
   * @param platform as {@code source/Name}
   * @param retiredBefore what was retired since is kept
   * @param dropped what is gone, with its rows
   * @param kept what was to go and is kept
   */
  public record Purge(String platform, Instant retiredBefore, List<Item> dropped, List<Kept> kept) {

    static Purge of(Subject subject, Instant before, Purged purged) {
      return new Purge(
          subject.platform().id().toString(),
          before,
          purged.dropped().stream().map(Item::of).toList(),
          purged.kept().entrySet().stream()
              .map(it -> new Kept(it.getKey().toString(), it.getValue()))
              .sorted(java.util.Comparator.comparing(Kept::name))
              .toList());
    }
  }

  /** What was to be dropped and is kept, and why. */
  public record Kept(String name, String reason) {}
}
