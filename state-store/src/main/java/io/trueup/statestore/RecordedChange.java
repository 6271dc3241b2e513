package io.trueup.statestore;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change as every reader sees it.
 *
 * @param position from 1, growing by 1; all readers see the same order
 * @param at when it was recorded
 * @param type the name of its kind, such as {@code merge.judged}; a process of an earlier release
 *     may not know it
 * @param form the version of the type's form
 * @param about as {@link StateChange#about}
 * @param source the source that it is about, or whose platform; null for neither
 * @param platform the platform's name in the source; null when it is about none
 * @param data its fields, a JSON object in the form that {@link ChangeForms} gives its type
 */
public record RecordedChange(
    long position,
    Instant at,
    String type,
    int form,
    String about,
    @Nullable SourceId source,
    @Nullable String platform,
    String data) {

  /** Whether this release knows its form; else a newer one recorded it. */
  public boolean isKnown() {
    return ChangeForms.isKnown(type, form);
  }

  /**
   * What changed.
   *
   * @throws UnknownChangeException when a newer release recorded it in a form that is not known
   *     here
   */
  public StateChange change() {
    return ChangeForms.read(type, form, data);
  }
}
