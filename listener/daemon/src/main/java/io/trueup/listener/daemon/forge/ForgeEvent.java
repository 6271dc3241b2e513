package io.trueup.listener.daemon.forge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a genuine delivery says. It has the sender's id, which stays the same when the delivery is
 * repeated, and the sender's name of the event.
 */
public sealed interface ForgeEvent {

  /** The sender's id, or a digest where it has none. */
  String deliveryId();

  /** The sender's name of the event. */
  String event();

  /**
   * A delivery that was understood.
   *
   * @param repository the forge's id of the repository; null when none is named
   * @param heads where the payload says who moved a ref to a commit
   */
  record Understood(
      String deliveryId,
      String event,
      @Nullable String repository,
      Change change,
      List<MovedHead> heads)
      implements ForgeEvent {

    public Understood {
      heads = List.copyOf(heads);
    }

    Understood(String deliveryId, String event, @Nullable String repository, Change change) {
      this(deliveryId, event, repository, change, List.of());
    }
  }

  /** A delivery that cannot be understood. */
  record Unreadable(String deliveryId, String event, String reason) implements ForgeEvent {}

  /** What changed in the repository. */
  sealed interface Change {

    /** Refs moved, appeared or disappeared: all that the payload names, in full. */
    record Refs(List<String> names) implements Change {

      public Refs {
        names = List.copyOf(names);
      }
    }

    /** A pull request was merged into a branch, without {@code refs/heads/}. */
    record Merge(String branch) implements Change {}

    /** Something that moves refs, and the payload leaves out which. */
    record Unnamed() implements Change {}

    /** Nothing that moves a ref. */
    record Nothing(String reason) implements Change {}
  }
}
