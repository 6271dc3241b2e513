package io.trueup.listener.engine.control;

import io.trueup.statestore.PlatformState;
import io.trueup.statestore.control.Hold;
import io.trueup.statestore.control.RemovalApproval;
import io.trueup.statestore.control.Steering;
import io.trueup.statestore.control.SyncRequest;
import org.jspecify.annotations.Nullable;

/** A platform as it would be after an order that is not written yet. */
final class PlatformWith {

  private PlatformWith() {}

  static PlatformState sync(PlatformState platform, SyncRequest request) {
    var before = platform.steering();
    return with(
        platform, request.version(), steering(before, request, before.hold(), before.approval()));
  }

  static PlatformState hold(PlatformState platform, @Nullable Hold hold) {
    var before = platform.steering();
    return with(
        platform,
        platform.syncRequested(),
        steering(before, before.sync(), hold, before.approval()));
  }

  static PlatformState approval(PlatformState platform, RemovalApproval approval) {
    var before = platform.steering();
    return with(
        platform,
        platform.syncRequested(),
        steering(before, before.sync(), before.hold(), approval));
  }

  private static Steering steering(
      Steering before,
      @Nullable SyncRequest sync,
      @Nullable Hold hold,
      @Nullable RemovalApproval approval) {
    return new Steering(
        sync, hold, approval, before.scheduleSince(), before.graphSince(), before.wellSince());
  }

  private static PlatformState with(PlatformState platform, long syncRequested, Steering steering) {
    return new PlatformState(
        platform.id(),
        platform.type(),
        platform.terms(),
        platform.merged(),
        platform.target(),
        platform.realized(),
        syncRequested,
        platform.pause(),
        platform.waiting(),
        steering,
        platform.rollout(),
        platform.blocked(),
        platform.drifted(),
        platform.upToDateSince());
  }
}
