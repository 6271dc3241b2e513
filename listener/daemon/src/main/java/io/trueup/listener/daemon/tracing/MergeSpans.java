package io.trueup.listener.daemon.tracing;

import io.trueup.listener.engine.event.MergeTrace;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.StepAction;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.Installation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.Run;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateChange;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the spans that end with a change: from the delivery to the verdict, and for each platform
 * the gate, the rollout, its steps, node time, and all until it is realized. Reads the store; made
 * twice, they are the same.
 */
final class MergeSpans {

  /** The header by which the sender of a delivery names its own trace. */
  static final String TRACEPARENT = "traceparent";

  private static final int MOST_DELIVERIES = 50;
  private static final int MOST_ROLLOUTS = 50;
  private static final int MOST_LINKS = 20;

  private final StateStore store;
  private final Installation installation;

  MergeSpans(StateStore store) {
    this.store = store;
    this.installation = store.installation();
  }

  List<SpanPart> of(RecordedChange recorded) {
    var at = recorded.at();
    return switch (recorded.change()) {
      case StateChange.MergeJudged judged -> judged(judged, at);
      case StateChange.TargetMoved moved -> moved(moved, at);
      case StateChange.StepLanded landed ->
          rollout(landed.platform(), landed.rollout())
              .map(it -> step(it, landed.ordinal(), landed.beganAt(), at))
              .map(it -> it.with(work(landed.node(), landed.action())))
              .stream()
              .toList();
      case StateChange.StepFailed failed ->
          rollout(failed.platform(), failed.rollout())
              .map(it -> step(it, failed.ordinal(), failed.beganAt(), at))
              .map(it -> it.with(work(failed.node(), failed.action())).failing(failed.error()))
              .stream()
              .toList();
      case StateChange.RunBegun begun -> nodeTime(begun, at);
      case StateChange.Realized realized -> realized(realized, at);
      case StateChange.RolloutChanged changed when changed.state().isOver() ->
          rollout(changed.platform(), changed.rollout())
              .map(it ->
                  rolledOut(it, at)
                      .with(
                          Map.of(
                              "trueup.state",
                              word(changed.state()),
                              "trueup.reason",
                              changed.reason())))
              .stream()
              .toList();
      case StateChange.RolloutChanged _,
          StateChange.NodesAwaiting _,
          StateChange.RunEnded _,
          StateChange.GateShut _,
          StateChange.GateOpened _,
          StateChange.ActionRecorded _ ->
          List.of();
    };
  }

  private static String word(Rollout.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private MergeTrace trace(SourceId source, long version) {
    return MergeTrace.of(installation, source, version);
  }

  private List<SpanPart> judged(StateChange.MergeJudged judged, Instant at) {
    var source = judged.source();
    var trace = trace(source, judged.version());
    var delivery = delivery(source, judged.version(), at);
    var start = delivery.map(Delivery::receivedAt).orElse(at);
    var facts =
        Map.of(
            "trueup.source",
            source.value(),
            "trueup.version",
            Long.toString(judged.version()),
            "vcs.ref.head.revision",
            judged.commit().value(),
            "trueup.verdict",
            judged.isAccepted() ? "accepted" : "rejected");
    var spans = new ArrayList<SpanPart>();
    spans.add(
        SpanPart.of(trace, MergeTrace.ROOT, "merge " + source, start, at)
            .in(null)
            .with(facts)
            .linked(delivery.flatMap(this::sender).stream().toList()));
    delivery.ifPresent(it ->
        spans.add(
            SpanPart.of(trace, "delivery", "delivery", start, start)
                .with(Map.of("trueup.delivery", it.deliveryId()))));
    spans.add(
        SpanPart.of(trace, "verdict", "verdict", start, at)
            .with(Map.of("trueup.errors", Integer.toString(judged.errors()))));
    return spans;
  }

  /** The newest delivery since the version before; empty when the poller found the merge. */
  private Optional<Delivery> delivery(SourceId source, long version, Instant at) {
    var before = store.versions().find(source, version - 1).map(Version::decidedAt);
    return store.deliveries().newest(source, MOST_DELIVERIES).stream()
        .filter(it -> it.generation() > 0 && !it.receivedAt().isAfter(at))
        .filter(it -> before.isEmpty() || it.receivedAt().isAfter(before.get()))
        .findFirst();
  }

  private Optional<String> sender(Delivery delivery) {
    return store
        .deliveries()
        .find(delivery.id())
        .flatMap(it -> Optional.ofNullable(it.headers().get(TRACEPARENT)));
  }

  private List<SpanPart> moved(StateChange.TargetMoved moved, Instant at) {
    if (moved.rollout() == null) {
      return List.of();
    }
    var source = moved.platform().source();
    var links =
        LongStream.range(moved.from() + 1, moved.to())
            .skip(Math.max(0, moved.to() - moved.from() - 1 - MOST_LINKS))
            .mapToObj(version -> trace(source, version).parent())
            .toList();
    var name = moved.platform().name();
    return List.of(
        SpanPart.of(
                trace(source, moved.to()),
                "gate/%s/%d".formatted(name, moved.rollout()),
                "gate " + name,
                decidedAt(source, moved.to(), at),
                at)
            .in(whole(moved.platform()))
            .with(
                Map.of("trueup.platform", moved.platform().toString(), "trueup.by", moved.actor()))
            .linked(links));
  }

  private Instant decidedAt(SourceId source, long version, Instant otherwise) {
    return store.versions().find(source, version).map(Version::decidedAt).orElse(otherwise);
  }

  private static String whole(PlatformId platform) {
    return "platform/" + platform.name();
  }

  private Optional<Rollout> rollout(PlatformId platform, long id) {
    return store.rollouts().newest(platform, MOST_ROLLOUTS).stream()
        .filter(it -> it.id() == id)
        .findFirst();
  }

  private SpanPart step(Rollout rollout, int ordinal, @Nullable Instant beganAt, Instant at) {
    var platform = rollout.platform();
    return SpanPart.of(
            trace(platform.source(), rollout.to()),
            "step/%s/%d/%d/%s".formatted(platform.name(), rollout.id(), ordinal, at),
            "step " + ordinal,
            beganAt == null ? rollout.startedAt() : beganAt,
            at)
        .in("rollout/%s/%d".formatted(platform.name(), rollout.id()));
  }

  private static Map<String, String> work(NodeKey node, StepAction action) {
    return Map.of("trueup.node", node.value(), "trueup.action", action.name());
  }

  private SpanPart rolledOut(Rollout rollout, Instant at) {
    var platform = rollout.platform();
    return SpanPart.of(
            trace(platform.source(), rollout.to()),
            "rollout/%s/%d".formatted(platform.name(), rollout.id()),
            "rollout " + platform.name(),
            rollout.startedAt(),
            at)
        .in(whole(platform))
        .with(
            Map.of(
                "trueup.platform",
                platform.toString(),
                "trueup.rollout",
                Long.toString(rollout.id()),
                "trueup.steps",
                Integer.toString(rollout.steps())));
  }

  /** A node waited for its job from the begin of the rollout until the job was told to adapt. */
  private List<SpanPart> nodeTime(StateChange.RunBegun begun, Instant at) {
    if (begun.answer() == Run.Answer.RUN || begun.version() == 0) {
      return List.of();
    }
    var platform = begun.platform();
    var moving =
        store.rollouts().newest(platform, MOST_ROLLOUTS).stream()
            .filter(it -> it.to() == begun.version())
            .findFirst();
    return moving.stream()
        .map(it ->
            SpanPart.of(
                    trace(platform.source(), begun.version()),
                    "node/%s/%s/%s".formatted(platform.name(), begun.node(), begun.run()),
                    "node time",
                    it.startedAt(),
                    at)
                .in("rollout/%s/%d".formatted(platform.name(), it.id()))
                .with(Map.of("trueup.node", begun.node().value(), "trueup.job", begun.job())))
        .toList();
  }

  private List<SpanPart> realized(StateChange.Realized realized, Instant at) {
    var platform = realized.platform();
    var spans = new ArrayList<SpanPart>();
    if (realized.rollout() != null) {
      rollout(platform, realized.rollout()).map(it -> rolledOut(it, at)).ifPresent(spans::add);
    }
    var start = decidedAt(platform.source(), realized.version(), at);
    spans.add(
        SpanPart.of(
                trace(platform.source(), realized.version()),
                whole(platform),
                "platform " + platform.name(),
                start,
                at)
            .with(Map.of("trueup.platform", platform.toString())));
    spans.add(
        SpanPart.of(
                trace(platform.source(), realized.version()),
                "realized/" + platform.name(),
                "realized " + platform.name(),
                at,
                at)
            .in(whole(platform)));
    return spans;
  }
}
