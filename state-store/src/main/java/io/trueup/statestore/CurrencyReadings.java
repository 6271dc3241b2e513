package io.trueup.statestore;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.statestore.control.GroupPause;
import io.trueup.statestore.control.RolloutWindow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the answers to jobs depend on, read to answer without a transaction for each question. Each
 * reading is of one moment; it locks nothing, waits for no writer and records nothing.
 */
public interface CurrencyReadings {

  /**
   * All platforms as they are now, with their nodes that are not at their targets. Reads only what
   * changed since an earlier reading, by any process; the rest is the same objects as before.
   *
   * @param before an earlier reading of this store; null to read everything
   * @param mostNodes if more nodes than that of a platform are not at their targets, none of them
   *     are read
   */
  Reading read(@Nullable Reading before, int mostNodes);

  /**
   * One node, with everything that the answer to a job that starts now depends on.
   *
   * @param lastRan the fingerprint that the job last ran with; null when it never ran
   * @return empty when the platform is not known
   */
  Optional<NodeReading> node(PlatformId platform, NodeKey node, @Nullable Fingerprint lastRan);

  /**
   * All platforms at one moment.
   *
   * @param at by the store's clock
   * @param rules what keeps platforms from moving, beside each platform itself
   */
  record Reading(Instant at, Rules rules, Map<PlatformId, PlatformReading> platforms) {

    public Reading {
      platforms = Map.copyOf(platforms);
    }
  }

  /**
   * What bears on all platforms.
   *
   * @param windows that have not ended
   * @param pauses of several platforms that are in force
   * @param sources by id
   * @param mark changes with any of these
   */
  record Rules(
      List<RolloutWindow> windows,
      List<GroupPause> pauses,
      Map<SourceId, SourceState> sources,
      String mark) {

    public Rules {
      windows = List.copyOf(windows);
      pauses = List.copyOf(pauses);
      sources = Map.copyOf(sources);
    }
  }

  /**
   * A platform.
   *
   * @param waiting its nodes that are not at their targets, by key; null when they are too many
   * @param locked its nodes that an operator has locked for a change by hand, with the operator
   * @param mark changes with the platform and with the nodes that wait
   */
  record PlatformReading(
      PlatformState state,
      @Nullable Map<NodeKey, WaitingNode> waiting,
      Map<NodeKey, String> locked,
      String mark) {

    public PlatformReading {
      waiting = waiting == null ? null : Map.copyOf(waiting);
      locked = Map.copyOf(locked);
    }
  }

  /**
   * A node that is not at its target.
   *
   * @param realizedVersion the version by which its realized fingerprint was reached; 0 when
   *     nothing is realized
   * @param blockedSince since when attempts to change it at its job's start have failed; null when
   *     none has
   */
  record WaitingNode(NodeRecord node, long realizedVersion, @Nullable Instant blockedSince) {}

  /**
   * A node.
   *
   * @param changes what each version changed of it since the job last ran, oldest first; empty when
   *     that is not recorded
   * @param blockedSince since when attempts to change it at its job's start have failed; null when
   *     none has
   */
  record NodeReading(
      NodeSituation situation, List<String> changes, @Nullable Instant blockedSince) {

    public NodeReading {
      changes = List.copyOf(changes);
    }
  }
}
