package io.trueup.statestore.testing;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.CurrencyReadings;
import io.trueup.statestore.NodeDelta;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.SourceState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Readings of what the answers to jobs depend on; each reads everything and compares. */
final class MemoryCurrencyReadings implements CurrencyReadings {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemoryCurrencyReadings(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  @Override
  public Reading read(@Nullable Reading before, int mostNodes) {
    return transactor.in(
        "currency.read",
        () -> {
          var platforms = new HashMap<PlatformId, PlatformReading>();
          for (var row : state.platforms.rows()) {
            if (state.sources.find(row.id().source()) == null) {
              continue;
            }
            var reading = platform(row, mostNodes);
            var known = before == null ? null : before.platforms().get(row.id());
            platforms.put(row.id(), reading.equals(known) ? known : reading);
          }
          var rules = rules();
          return new Reading(
              state.now(),
              before != null && before.rules().equals(rules) ? before.rules() : rules,
              platforms);
        });
  }

  private PlatformReading platform(PlatformState row, int mostNodes) {
    var locked = new HashMap<NodeKey, String>();
    var waiting = new HashMap<NodeKey, WaitingNode>();
    for (var node : state.nodes(row.id()).rows()) {
      var holder = state.holder(row.id(), node.record().key());
      if (holder != null) {
        locked.put(node.record().key(), holder);
      }
      if (!node.record().state().isAtTarget()) {
        waiting.put(
            node.record().key(),
            new WaitingNode(
                node.record(),
                node.realizedVersion(),
                blockedSince(row.id(), node.record().key())));
      }
    }
    return new PlatformReading(
        PlatformRows.show(state, row), waiting.size() > mostNodes ? null : waiting, locked, "");
  }

  private @Nullable Instant blockedSince(PlatformId platform, NodeKey node) {
    return NodeRows.blockedOf(state, platform)
        .filter(it -> it.of().node().equals(node))
        .map(it -> it.since())
        .findFirst()
        .orElse(null);
  }

  private Rules rules() {
    return new Rules(
        MemoryWindows.binding(state),
        MemoryGroupPauses.inForce(state),
        state.sources.rows().stream().collect(Collectors.toMap(SourceState::id, it -> it)),
        "");
  }

  @Override
  public Optional<NodeReading> node(
      PlatformId platform, NodeKey node, @Nullable Fingerprint lastRan) {
    return transactor.in(
        "currency.node",
        () -> {
          if (state.platforms.find(platform) == null
              || state.sources.find(platform.source()) == null) {
            return Optional.<NodeReading>empty();
          }
          var situation = MemoryRuns.situation(state, platform, node, lastRan);
          return Optional.of(
              new NodeReading(
                  situation, changes(situation, node, lastRan), blockedSince(platform, node)));
        });
  }

  private List<String> changes(
      NodeSituation situation, NodeKey node, @Nullable Fingerprint lastRan) {
    var platform = situation.platform();
    var since = new ArrayList<String>();
    var isKnown = false;
    for (var version : state.versions.rows()) {
      if (!version.version().source().equals(platform.id().source())
          || version.version().sequence() > platform.target().version()) {
        continue;
      }
      for (var delta : version.deltas().getOrDefault(platform.name(), List.<NodeDelta>of())) {
        if (delta.node().equals(node)) {
          if (lastRan != null && lastRan.equals(delta.before())) {
            since.clear();
            isKnown = true;
          }
          since.add(delta.what());
        }
      }
    }
    return isKnown ? since : List.of();
  }
}
