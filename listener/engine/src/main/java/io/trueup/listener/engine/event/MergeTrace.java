package io.trueup.listener.engine.event;

import io.trueup.model.fingerprint.Sha256;
import io.trueup.statestore.Installation;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateChange;
import java.util.Optional;

/**
 * The trace of one version of one source: the same for all processes and for ever, so that the
 * parts of a merge, hours apart, name the same one without anything being kept. Pure.
 *
 * @param id 32 hex digits
 */
public record MergeTrace(String id) {

  /** The part that all others belong to. */
  public static final String ROOT = "merge";

  private static final int ID = 32;
  private static final int SPAN = 16;

  /** The trace of a version. */
  public static MergeTrace of(Installation installation, SourceId source, long version) {
    return new MergeTrace(digits("%s/%s/%d".formatted(installation.id(), source, version), ID));
  }

  /**
   * The trace that a change belongs to; empty for one that names no version, or whose form is not
   * known here.
   */
  public static Optional<MergeTrace> of(Installation installation, RecordedChange recorded) {
    var source = recorded.source();
    if (source == null || !recorded.isKnown()) {
      return Optional.empty();
    }
    var version =
        switch (recorded.change()) {
          case StateChange.MergeJudged it -> it.version();
          case StateChange.TargetMoved it -> it.to();
          case StateChange.Realized it -> it.version();
          case StateChange.NodesAwaiting it -> it.version();
          case StateChange.RunBegun it -> it.version();
          case StateChange.RolloutChanged it -> it.version();
          case StateChange.StepLanded it -> it.version();
          case StateChange.StepFailed it -> it.version();
          case StateChange.RunEnded it -> it.version();
          case StateChange.GateShut it -> it.version();
          case StateChange.GateOpened it -> it.version();
          case StateChange.ActionRecorded _ -> 0L;
        };
    return version == 0 ? Optional.empty() : Optional.of(of(installation, source, version));
  }

  /** The span of a part: 16 hex digits. */
  public String span(String part) {
    return digits(id + "/" + part, SPAN);
  }

  /** The header {@code traceparent} of what follows from the merge. */
  public String parent() {
    return "00-%s-%s-01".formatted(id, span(ROOT));
  }

  private static String digits(String text, int length) {
    return Sha256.hex(text).substring(0, length);
  }
}
