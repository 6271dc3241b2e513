package io.trueup.listener.daemon.view;

import io.trueup.listener.engine.gate.GateReport;
import io.trueup.statestore.PlatformId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gates of a platform at an instant.
 *
 * @param platform as {@code source/name}
 * @param at the instant; a future one takes windows, schedules and ends of pauses into account, and
 *     everything else as it is now
 * @param destination the version that the platform would move to; null when there is none
 * @param open whether all gates are open
 * @param openUntil until when they stay open, as far as known; null when they are shut or that is
 *     not known
 * @param opensAt when all are open, as far as known; null when they are open or that is not known
 * @param gates that are shut
 */
public record GateReportView(
    String platform,
    Instant at,
    @Nullable Long destination,
    boolean open,
    @Nullable Instant openUntil,
    @Nullable Instant opensAt,
    List<GateView> gates) {

  public GateReportView {
    gates = List.copyOf(gates);
  }

  /** The view of a report about a platform. */
  public static GateReportView of(PlatformId platform, GateReport report) {
    return new GateReportView(
        platform.toString(),
        report.at(),
        report.destination(),
        report.isOpen(),
        report.openUntil(),
        report.opensAt(),
        report.shut().stream().map(GateView::of).toList());
  }
}
