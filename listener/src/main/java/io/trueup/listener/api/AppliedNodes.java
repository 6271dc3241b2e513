package io.trueup.listener.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.api.view.Json;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Nodes whose tables and views an operator has brought to the target by hand, and which only lack
 * the confirmation of their jobs; read from what the audit says of {@code schema apply}. Safe for
 * any thread; blocks.
 */
final class AppliedNodes {

  /** An application further back than this is not looked for. */
  private static final int ENTRIES = 50;

  private final StateStore store;

  AppliedNodes(StateStore store) {
    this.store = store;
  }

  /** How many of a platform's nodes that wait are such. */
  int count(PlatformState platform) {
    var applied = of(platform);
    return applied.isEmpty()
        ? 0
        : (int)
            store.rollouts().nodes(platform.id(), List.of()).stream()
                .filter(it -> !it.state().isAtTarget())
                .map(NodeRecord::key)
                .map(NodeKey::value)
                .filter(applied::contains)
                .count();
  }

  /** Those that were applied for the platform's target, whatever became of them since. */
  Set<String> of(PlatformState platform) {
    var nodes = new HashSet<String>();
    for (var entry : store.audit().newest(Lease.resource(platform.id()), ENTRIES)) {
      var after = entry.after();
      if (entry.verb().equals(AuditVerbs.SCHEMA_APPLIED) && after != null) {
        var applied = read(after);
        if (applied.path("version").asLong() == platform.target().version()) {
          applied.path("done").forEach(it -> nodes.add(it.asText()));
        }
      }
    }
    return nodes;
  }

  private static JsonNode read(String json) {
    try {
      return Json.LENIENT.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The audit holds JSON", e);
    }
  }
}
