package io.trueup.listener.daemon.forge.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.forge.api.ForgeCall;
import io.trueup.listener.daemon.forge.status.StatusReport.OfPlatform;
import io.trueup.statestore.SentStatus.State;
import java.util.Optional;

/** How a forge wants to hear of deployments: of a commit, to the environment of a platform. */
interface DeploymentForm {

  /** Whether a deployment begins with a state. */
  boolean beginsWith(State state);

  /** The call that lists deployments, among them the one that a report is about. */
  ForgeCall find(StatusTarget target, OfPlatform report);

  /** The id of the deployment that a report is about; empty when it is not in the list. */
  Optional<String> found(StatusTarget target, OfPlatform report, JsonNode list);

  /** The call that creates it. */
  ForgeCall create(StatusTarget target, OfPlatform report);

  /** The call that tells its state right after it was created; empty when creating it told that. */
  Optional<ForgeCall> afterCreation(StatusTarget target, OfPlatform report, String id);

  /** The call that tells another state of it; empty when the forge has no word for that. */
  Optional<ForgeCall> update(StatusTarget target, OfPlatform report, String id);

  /** The id in a deployment; empty when there is none. */
  static Optional<String> id(JsonNode deployment) {
    var id = deployment.path("id");
    return id.isIntegralNumber() ? Optional.of(id.asText()) : Optional.empty();
  }
}
