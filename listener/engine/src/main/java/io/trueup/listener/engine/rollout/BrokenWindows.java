package io.trueup.listener.engine.rollout;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.statestore.control.ShutGate;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of windows that cannot be evaluated, each time with another reason once. Safe for any
 * thread.
 */
final class BrokenWindows {

  private static final Logger LOG = LoggerFactory.getLogger(BrokenWindows.class);

  private final Set<String> known = ConcurrentHashMap.newKeySet();

  void log(Collection<ShutGate> gates) {
    for (var gate : gates) {
      if (GateRules.isOfBrokenWindow(gate) && known.add(gate.reason())) {
        LOG.warn("{}. {}", gate.reason(), gate.remedy());
      }
    }
  }
}
