package io.trueup.statestore.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One reason for which a target does not move now.
 *
 * @param what it is about, such as the id of a window or the name of a platform; empty when the
 *     kind says it
 * @param by the operator who shut it; null for none
 * @param since when it was shut; null when that is not known
 * @param reason one sentence for people, without a period at the end
 * @param remedy one sentence for people about what opens it, without a period at the end
 * @param opensAt when it opens by itself, as far as known; null when it does not
 */
public record ShutGate(
    GateKind kind,
    String what,
    @Nullable String by,
    @Nullable Instant since,
    String reason,
    String remedy,
    @Nullable Instant opensAt) {

  /** Whether both are the same reason, whatever is told about it. */
  public boolean isSameAs(ShutGate other) {
    return kind == other.kind && what.equals(other.what);
  }

  /** The same gate, shut since another time. */
  public ShutGate since(@Nullable Instant other) {
    return new ShutGate(kind, what, by, other, reason, remedy, opensAt);
  }

  /** Its kind, with what it is about: {@code window freeze-q4}. */
  public String name() {
    return what.isEmpty() ? kind.text() : kind.text() + " " + what;
  }

  /** Reason and remedy in one text. */
  public String sentence() {
    return remedy.isEmpty() ? reason : reason + ". " + remedy;
  }
}
