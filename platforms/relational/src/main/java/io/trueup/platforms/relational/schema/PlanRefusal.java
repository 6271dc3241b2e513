package io.trueup.platforms.relational.schema;

import org.jspecify.annotations.Nullable;

/**
 * A change that is not planned, because a person must decide.
 *
 * @param name the object in question
 * @param reason what is wrong and what to do, for a person
 * @param adoption the argument of {@code --adopt} with which an operator has it adopted; null when
 *     it cannot be adopted
 */
public record PlanRefusal(ObjectName name, String reason, @Nullable String adoption) {

  /** A refusal that no adoption lifts. */
  public PlanRefusal(ObjectName name, String reason) {
    this(name, reason, null);
  }

  /** The refusal of an object that exists, was created by others, and may be adopted. */
  public static PlanRefusal adoptable(ObjectName name, String reason, String adoption) {
    return new PlanRefusal(
        name, "%s, or have it adopted (--adopt %s)".formatted(reason, adoption), adoption);
  }
}
