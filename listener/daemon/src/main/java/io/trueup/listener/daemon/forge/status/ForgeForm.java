package io.trueup.listener.daemon.forge.status;

import io.trueup.listener.daemon.forge.api.ForgeAnswer.Refused;
import io.trueup.listener.daemon.forge.api.ForgeCall;
import java.util.Map;
import java.util.Optional;

/** How a forge wants to hear of statuses. Pure. */
interface ForgeForm {

  /** The call that puts a status on a commit, in place of an earlier one of the same name. */
  ForgeCall status(StatusTarget target, StatusReport report);

  /** How it hears of deployments; empty when it has none. */
  default Optional<DeploymentForm> deployments() {
    return Optional.empty();
  }

  /** Whether it refuses a call because what it asks for is so already. */
  default boolean isAlreadySo(Refused refusal) {
    return false;
  }

  /** What the token needs, for people. */
  String permissions();

  /** A text that fits. */
  static String cut(String text, int most) {
    var length = text.codePointCount(0, text.length());
    return length <= most ? text : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }

  /** Adds the link to the status page to a body, if there is one. */
  static void link(Map<String, Object> body, String field, StatusTarget target) {
    if (target.link() != null) {
      body.put(field, target.link());
    }
  }
}
