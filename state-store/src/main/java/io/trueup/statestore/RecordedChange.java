package io.trueup.statestore;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change as every reader sees it.
 *
 * @param position from 1, growing by 1; all readers see the same order
 * @param at when it was recorded
 * @param type the name of its kind, such as {@code merge.judged}
 * @param about as {@link StateChange#about}
 * @param source the source that it is about, or whose platform; null for neither
 * @param platform the platform's name in the source; null when it is about none
 * @param data its fields, a JSON object in the form that {@link ChangeForms} gives its type
 * @param trace the trace that it belongs to, as in the header {@code traceparent}; null for none
 */
public record RecordedChange(
    long position,
    Instant at,
    String type,
    String about,
    @Nullable SourceId source,
    @Nullable String platform,
    String data,
    @Nullable String trace) {

  /** What changed. */
  public StateChange change() {
    return ChangeForms.read(type, data);
  }
}
