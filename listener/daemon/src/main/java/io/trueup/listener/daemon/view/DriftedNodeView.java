package io.trueup.listener.daemon.view;

import io.trueup.listener.engine.text.Counts;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.drift.DriftedNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A node that differs from what it has realized.
 *
 * @param kind {@code missing} or {@code changed}
 * @param what what differs, one sentence
 * @param notRepairedBecause why it is not repaired; null when no repair was tried
 * @param foundAt when a check found it first
 * @param lastSeenAt when a check found it last
 */
public record DriftedNodeView(
    String node,
    String kind,
    String what,
    @Nullable String notRepairedBecause,
    Instant foundAt,
    Instant lastSeenAt) {

  /** The view of a drifted node. */
  public static DriftedNodeView of(DriftedNode drifted) {
    return new DriftedNodeView(
        drifted.node().value(),
        drifted.kind().text(),
        drifted.message(),
        drifted.refusal(),
        drifted.foundAt(),
        drifted.lastSeenAt());
  }

  /** What differs, and why it is not repaired, in one text without a period at the end. */
  public String sentence() {
    return notRepairedBecause == null ? what : "%s. %s".formatted(what, notRepairedBecause);
  }

  /** Since when a platform has drifted. */
  static Instant since(PlatformState platform) {
    var drifted = platform.drifted();
    return drifted == null ? platform.realized().since() : drifted.first().foundAt();
  }

  /** The drift of a platform in one sentence, without a period at the end. */
  static String summary(PlatformState platform) {
    var drifted = platform.drifted();
    if (drifted == null) {
      return "Drifted";
    }
    var version = platform.target().version();
    var first = drifted.first();
    return drifted.nodes() == 1
        ? "Node '%s' differs from version %d: %s".formatted(first.node(), version, first.message())
        : "%s differ from version %d, first '%s': %s"
            .formatted(Counts.of(drifted.nodes(), "node"), version, first.node(), first.message());
  }
}
