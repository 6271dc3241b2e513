package io.trueup.platforms.schema;

import org.jspecify.annotations.Nullable;

/**
 * What cannot be planned, because a person must decide.
 *
 * @param name what it is about
 * @param reason what is wrong and what to do, for a person
 * @param adoption the word after {@code --adopt} with which an operator has it adopted; null where
 *     that cannot be
 */
public record Refusal(ObjectName name, String reason, @Nullable String adoption) {

  /** One that an operator cannot lift by adopting anything. */
  public Refusal(ObjectName name, String reason) {
    this(name, reason, null);
  }

  /** What exists, was made by others, and may be adopted. */
  public static Refusal adoptable(ObjectName name, String reason, String adoption) {
    return new Refusal(
        name, "%s, or have it adopted (--adopt %s)".formatted(reason, adoption), adoption);
  }
}
