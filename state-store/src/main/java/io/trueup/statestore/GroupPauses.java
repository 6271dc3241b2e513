package io.trueup.statestore;

import io.trueup.statestore.control.GroupPause;
import io.trueup.statestore.control.Selector;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pauses of several platforms; at most one for each selector. Their audit subject is {@code
 * pause:SELECTOR}.
 */
public interface GroupPauses {

  /** The pauses in force, by the text of their selectors. */
  List<GroupPause> inForce();

  /**
   * Pauses what a selector matches, or replaces the pause of the same selector.
   *
   * @param until when it ends by itself; null for when it is resumed
   * @return empty when the actor's token may not operate
   */
  Optional<GroupPause> pause(Selector scope, Actor actor, String reason, @Nullable Instant until);

  /** Ends the pause in force of this selector. */
  GroupResumption resume(Selector scope, Actor actor, String reason);

  /** The result of ending a pause. */
  enum GroupResumption {
    RESUMED,
    /** There is no pause of this selector. */
    NOT_PAUSED,
    /** The actor's token may not operate. */
    NOT_ALLOWED
  }
}
