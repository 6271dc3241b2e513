package io.trueup.listener.daemon.forge.status;

import io.trueup.listener.daemon.forge.api.ForgeAnswer;
import io.trueup.listener.daemon.forge.api.ForgeAnswer.Done;
import io.trueup.listener.daemon.forge.api.ForgeAnswer.Failed;
import io.trueup.listener.daemon.forge.api.ForgeAnswer.Limited;
import io.trueup.listener.daemon.forge.api.ForgeAnswer.Refused;
import io.trueup.listener.daemon.forge.api.ForgeCall;
import io.trueup.listener.daemon.forge.api.ForgeClient;
import io.trueup.listener.daemon.forge.status.StatusReport.OfPlatform;
import io.trueup.listener.engine.event.UndeliveredException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the calls that tell one forge. Blocks; for one thread at a time. */
final class StatusCalls {

  private static final String DEPLOYMENT = "deployment";

  private final ForgeClient client;
  private final StatusSettings settings;
  private final ForgeForm form;
  private final RefusedCalls refused;
  private final InstantSource clock;
  private final Consumer<Result> results;

  /** How a call ended. */
  enum Result {
    DONE,
    LIMITED,
    FAILED,
    REFUSED
  }

  /**
   * Makes calls to a source's forge.
   *
   * @param clock of the client
   * @param results are told how each call ended
   */
  StatusCalls(
      ForgeClient client,
      StatusSettings settings,
      RefusedCalls refused,
      InstantSource clock,
      Consumer<Result> results) {
    this.client = client;
    this.settings = settings;
    this.form = settings.form();
    this.refused = refused;
    this.clock = clock;
    this.results = results;
  }

  /**
   * Puts a status on a commit, unless the forge refuses it for good.
   *
   * @throws UndeliveredException when the forge cannot be told now
   */
  void status(StatusReport report) throws UndeliveredException {
    var _ = call("status", form.status(settings.target(), report));
  }

  /**
   * Tells the state of a deployment, which is created if it is not there.
   *
   * @return its id; null when there is none
   * @throws UndeliveredException when the forge cannot be told now
   */
  @Nullable String deployment(OfPlatform report) throws UndeliveredException {
    var deployments = form.deployments().orElse(null);
    var known = report.deployment();
    if (deployments == null || !report.isOfState()) {
      return known;
    }
    if (known == null) {
      if (!deployments.beginsWith(report.state())) {
        return null;
      }
      known = find(deployments, report);
    }
    if (known == null) {
      return create(deployments, report);
    }
    tell(deployments.update(settings.target(), report, known));
    return known;
  }

  private @Nullable String find(DeploymentForm deployments, OfPlatform report)
      throws UndeliveredException {
    return call(DEPLOYMENT, deployments.find(settings.target(), report))
        .flatMap(it -> deployments.found(settings.target(), report, it.json()))
        .orElse(null);
  }

  private @Nullable String create(DeploymentForm deployments, OfPlatform report)
      throws UndeliveredException {
    var created =
        call(DEPLOYMENT, deployments.create(settings.target(), report))
            .flatMap(it -> DeploymentForm.id(it.json()))
            .orElse(null);
    if (created != null) {
      tell(deployments.afterCreation(settings.target(), report, created));
    }
    return created;
  }

  private void tell(Optional<ForgeCall> call) throws UndeliveredException {
    if (call.isPresent()) {
      var _ = call(DEPLOYMENT, call.get());
    }
  }

  /** Empty when the forge refuses it for good, or when it is so already. */
  private Optional<Done> call(String what, ForgeCall call) throws UndeliveredException {
    var answer = client.call(settings.server(), call);
    results.accept(result(answer));
    return switch (answer) {
      case Done done -> Optional.of(done);
      case Limited(var until, var reason) ->
          throw new UndeliveredException(reason, Duration.between(clock.instant(), until), null);
      case Failed(var reason) -> throw new UndeliveredException(reason, null);
      case Refused(var status, var reason, _) when status == 401 ->
          throw new UndeliveredException(
              "%s. Replace the token under 'forge-api'".formatted(reason), null);
      case Refused(var status, var reason, _) when status < 400 ->
          throw new UndeliveredException(
              "%s (%d). Write under 'forge-api' where it leads".formatted(reason, status), null);
      case Refused refusal -> {
        if (!form.isAlreadySo(refusal)) {
          refused.add(what, refusal);
        }
        yield Optional.empty();
      }
    };
  }

  private Result result(ForgeAnswer answer) {
    return switch (answer) {
      case Done _ -> Result.DONE;
      case Limited _ -> Result.LIMITED;
      case Failed _ -> Result.FAILED;
      case Refused refusal -> form.isAlreadySo(refusal) ? Result.DONE : Result.REFUSED;
    };
  }
}
