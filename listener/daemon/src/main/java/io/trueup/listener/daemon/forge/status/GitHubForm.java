package io.trueup.listener.daemon.forge.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.forge.api.ForgeCall;
import io.trueup.listener.daemon.forge.status.StatusReport.OfPlatform;
import io.trueup.statestore.SentStatus.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Commit statuses, and deployments to an environment for each platform, of GitHub. */
final class GitHubForm implements ForgeForm, DeploymentForm {

  private static final int LONGEST = 140;

  /** Sets our deployments apart from those of others. */
  private static final String TASK = "trueup";

  @Override
  public ForgeCall status(StatusTarget target, StatusReport report) {
    var body = new LinkedHashMap<String, Object>();
    body.put("state", state(report.state()));
    body.put("context", target.context(report));
    body.put("description", ForgeForm.cut(report.text(), LONGEST));
    ForgeForm.link(body, "target_url", target);
    return ForgeCall.post(path(target, "statuses", report.commit().value())).sending(body);
  }

  private static String state(State state) {
    return switch (state) {
      case PENDING, RUNNING -> "pending";
      case FAILURE -> "failure";
      case SUCCESS, STOPPED -> "success";
    };
  }

  @Override
  public Optional<DeploymentForm> deployments() {
    return Optional.of(this);
  }

  @Override
  public boolean beginsWith(State state) {
    return state != State.STOPPED;
  }

  @Override
  public ForgeCall find(StatusTarget target, OfPlatform report) {
    return ForgeCall.get(path(target, "deployments"))
        .with("sha", report.commit().value())
        .with("task", TASK)
        .with("environment", target.environment(report));
  }

  @Override
  public Optional<String> found(StatusTarget target, OfPlatform report, JsonNode list) {
    for (var each : list) {
      if (each.path("sha").asText().equals(report.commit().value())
          && each.path("environment").asText().equals(target.environment(report))
          && each.path("task").asText().equals(TASK)) {
        return DeploymentForm.id(each);
      }
    }
    return Optional.empty();
  }

  @Override
  public ForgeCall create(StatusTarget target, OfPlatform report) {
    return ForgeCall.post(path(target, "deployments"))
        .sending(
            Map.of(
                "ref", report.commit().value(),
                "task", TASK,
                "auto_merge", false,
                "required_contexts", List.of(),
                "environment", target.environment(report),
                "description", "Version %d".formatted(report.version())));
  }

  @Override
  public Optional<ForgeCall> afterCreation(StatusTarget target, OfPlatform report, String id) {
    return update(target, report, id);
  }

  @Override
  public Optional<ForgeCall> update(StatusTarget target, OfPlatform report, String id) {
    var body = new LinkedHashMap<String, Object>();
    body.put(
        "state",
        switch (report.state()) {
          case PENDING -> "queued";
          case RUNNING -> "in_progress";
          case FAILURE -> "failure";
          case SUCCESS -> "success";
          case STOPPED -> "inactive";
        });
    body.put("description", ForgeForm.cut(report.text(), LONGEST));
    ForgeForm.link(body, "log_url", target);
    return Optional.of(ForgeCall.post(path(target, "deployments", id, "statuses")).sending(body));
  }

  @Override
  public String permissions() {
    return "'Commit statuses' and 'Deployments' (read and write) of the repository, or the classic"
        + " scopes repo:status and repo_deployment";
  }

  private static String[] path(StatusTarget target, String... rest) {
    var path = new ArrayList<String>();
    path.add("repos");
    path.addAll(target.repository());
    path.addAll(List.of(rest));
    return path.toArray(String[]::new);
  }
}
