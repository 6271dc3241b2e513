package io.trueup.listener.engine.gate;

import io.trueup.statestore.ModelServer;
import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Shut while model servers have not opened the version, for at most a given time from the recorded
 * instant at which the move began to wait for them. It is asked only when no other gate is shut, so
 * that time during which a move waits anyway uses up none of it.
 */
final class ModelServerRule implements GateRule {

  private static final int MOST_NAMED = 10;

  private final Duration within;

  /**
   * A rule.
   *
   * @param within how long a move waits at most; zero never waits
   */
  ModelServerRule(Duration within) {
    this.within = within;
  }

  @Override
  public GateKind kind() {
    return GateKind.MODEL_SERVERS;
  }

  /** The model servers that a move does not wait for any longer, or would wait for. */
  List<ModelServer> lacking(Situation situation) {
    return within.isZero()
        ? List.of()
        : situation.inputs().fleet().lacking(situation.platform().id().source(), situation.to());
  }

  @Override
  public List<ShutGate> shut(Situation situation, Instant at) {
    var lacking = lacking(situation);
    var since = since(situation);
    var end = since.plus(within);
    return lacking.isEmpty() || !at.isBefore(end)
        ? List.of()
        : List.of(
            new ShutGate(
                kind(),
                what(situation),
                null,
                since,
                "%s not opened version %d yet: %s"
                    .formatted(
                        lacking.size() == 1
                            ? "A model server has"
                            : "%d model servers have".formatted(lacking.size()),
                        situation.to(),
                        names(lacking)),
                "It opens when %s, and no later than %s; `trueup model-servers` shows %s"
                    .formatted(
                        lacking.size() == 1 ? "it has" : "they have",
                        end,
                        lacking.size() == 1 ? "it" : "them"),
                end));
  }

  static String names(List<ModelServer> servers) {
    var more = servers.size() - MOST_NAMED;
    return servers.stream()
            .limit(MOST_NAMED)
            .map(it -> it.report().instance())
            .collect(Collectors.joining(", "))
        + (more > 0 ? " and %d more".formatted(more) : "");
  }

  private static String what(Situation situation) {
    return "version " + situation.to();
  }

  /** Since when it waits, as it is recorded; a move that does not wait yet begins to now. */
  private Instant since(Situation situation) {
    return Optional.ofNullable(situation.platform().waiting()).map(Waiting::gates).stream()
        .flatMap(List::stream)
        .filter(it -> it.kind() == kind() && it.what().equals(what(situation)))
        .flatMap(it -> Stream.ofNullable(it.since()))
        .findFirst()
        .orElse(situation.now());
  }

  /** At the latest: it opens before when the model servers have opened the version. */
  @Override
  public Optional<Instant> opensAt(Situation situation, Instant from) {
    return Optional.of(shut(situation, from).isEmpty() ? from : since(situation).plus(within));
  }
}
