package io.trueup.listener.daemon.hooks;

import io.trueup.statestore.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request.
 *
 * @param statusText the status, for scripts
 * @param delivery our id of the delivery; null when none was recorded
 * @param reason one sentence; null when there is none
 */
record HookAnswer(
    int status,
    HookVerdict verdict,
    String statusText,
    @Nullable Long delivery,
    @Nullable String reason) {

  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final String IGNORED = "ignored";

  static HookAnswer refused(int status, HookVerdict verdict, String reason) {
    return new HookAnswer(status, verdict, "refused", null, reason);
  }

  static HookAnswer malformed(int status, String reason) {
    return refused(status, HookVerdict.MALFORMED, reason);
  }

  static HookAnswer tooLong(HookLimits limits) {
    return malformed(413, "The body is longer than %d bytes".formatted(limits.maxBodyBytes()));
  }

  /** The same answer for every missing source, whatever the reason. */
  static HookAnswer unknownSource() {
    return refused(404, HookVerdict.UNKNOWN_SOURCE, "There is no such hook");
  }

  static HookAnswer overloaded() {
    return refused(503, HookVerdict.OVERLOADED, "Too many deliveries at once");
  }

  /** More comes than is taken from one address, or for one source. */
  static HookAnswer shed() {
    return refused(503, HookVerdict.SHED, "Too many deliveries at once");
  }

  static HookAnswer notRecorded() {
    return refused(503, HookVerdict.FAILED, "The delivery could not be recorded");
  }

  /** The answer that tells how the intake ended. */
  static HookAnswer of(IntakeOutcome outcome) {
    return switch (outcome) {
      case IntakeOutcome.Recorded(var delivery) -> recorded(delivery);
      case IntakeOutcome.Foreign(var delivery) ->
          recorded(OK, HookVerdict.FOREIGN, IGNORED, delivery);
      case IntakeOutcome.NotGenuine(var reason) -> refused(401, HookVerdict.REFUSED, reason);
      case IntakeOutcome.Unreadable(var reason) -> malformed(400, reason);
      case IntakeOutcome.UnknownSource _ -> unknownSource();
      case IntakeOutcome.NotRecorded _ -> notRecorded();
    };
  }

  private static HookAnswer recorded(Delivery delivery) {
    return switch (delivery.verdict()) {
      case ACCEPTED -> recorded(ACCEPTED, HookVerdict.ACCEPTED, "accepted", delivery);
      case DUPLICATE, REPLAY_MISMATCH ->
          recorded(ACCEPTED, HookVerdict.DUPLICATE, "duplicate", delivery);
      case IGNORED -> recorded(OK, HookVerdict.IGNORED, IGNORED, delivery);
      case REFUSED -> throw new IllegalStateException("A refused delivery was recorded as another");
    };
  }

  private static HookAnswer recorded(
      int status, HookVerdict verdict, String word, Delivery delivery) {
    return new HookAnswer(status, verdict, word, delivery.id(), delivery.reason());
  }
}
