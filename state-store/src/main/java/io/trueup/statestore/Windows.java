package io.trueup.statestore;

import io.trueup.statestore.control.RolloutWindow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Windows. Each change of one writes an audit entry with before and after, whose subject is {@code
 * window:ID}. Windows that the model declares are changed by {@link
 * io.trueup.statestore.Versions#record}; operators suspend and resume these only.
 */
public interface Windows {

  /**
   * The windows that have not ended, by id; those of forgotten and detached sources are left out.
   */
  List<RolloutWindow> current();

  /** The windows that have ended and were not deleted, the newest end first, at most so many. */
  List<RolloutWindow> ended(int limit);

  /** One window, ended or not; empty when there is none. */
  Optional<RolloutWindow> find(String id);

  /**
   * Adds a window of operators, with a new id that is made from its name.
   *
   * @param spec valid: {@link io.trueup.model.schedule.WindowCalendar#of} takes its times
   * @return empty when the actor's token may not operate
   */
  default Optional<RolloutWindow> add(RolloutWindow.Spec spec, Actor actor) {
    return addAll(List.of(spec), actor).map(List::getFirst);
  }

  /**
   * Adds windows of operators, all or none of them, as {@link #add} adds one.
   *
   * @return them in order; empty when the actor's token may not operate
   */
  Optional<List<RolloutWindow>> addAll(List<RolloutWindow.Spec> specs, Actor actor);

  /**
   * Changes a window of operators that has not ended.
   *
   * @param version that the actor saw; null for whichever there is
   */
  Change change(
      String id, @Nullable Long version, RolloutWindow.Spec spec, Actor actor, String reason);

  /**
   * Makes a window count for nothing, or replaces its suspension.
   *
   * @param until when it counts again by itself; null for when it is resumed
   */
  Change suspend(
      String id, @Nullable Long version, @Nullable Instant until, Actor actor, String reason);

  /** Ends a suspension in force. */
  Change resume(String id, @Nullable Long version, Actor actor, String reason);

  /** Ends a window of operators for good; it stays listed as ended. */
  Change end(String id, @Nullable Long version, Actor actor, String reason);

  /** Removes a window of operators from all lists; the audit keeps it. */
  Change delete(String id, @Nullable Long version, Actor actor, String reason);

  /** The result of an attempt to change a window; only {@link Changed} changed anything. */
  sealed interface Change {

    /** It was changed; as it is now, and of a deleted one as it was. */
    record Changed(RolloutWindow window) implements Change {}

    /** There is no such window. */
    record Unknown() implements Change {}

    /** It has another version than the actor saw. */
    record Outdated(RolloutWindow window) implements Change {}

    /** The model declares it, so a merge changes it. */
    record OfModel(RolloutWindow window) implements Change {}

    /** It has ended already. */
    record Ended(RolloutWindow window) implements Change {}

    /** It is not suspended. */
    record NotSuspended(RolloutWindow window) implements Change {}

    /** The actor's token may not operate. */
    record NotAllowed() implements Change {}
  }
}
