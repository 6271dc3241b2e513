package io.trueup.listener.daemon.forge.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.forge.api.ForgeAnswer.Refused;
import io.trueup.listener.daemon.forge.api.ForgeCall;
import io.trueup.listener.daemon.forge.status.StatusReport.OfPlatform;
import io.trueup.statestore.SentStatus.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Commit statuses, and deployments to an environment for each platform, of GitLab. */
final class GitLabForm implements ForgeForm, DeploymentForm {

  private static final int LONGEST = 255;

  /** GitLab has no search by commit. Deployments by jobs of pipelines are not ours. */
  private static final String NEWEST = "100";

  @Override
  public ForgeCall status(StatusTarget target, StatusReport report) {
    var body = new LinkedHashMap<String, Object>();
    body.put(
        "state",
        switch (report.state()) {
          case PENDING -> "pending";
          case RUNNING -> "running";
          case FAILURE -> "failed";
          case SUCCESS -> "success";
          case STOPPED -> "canceled";
        });
    body.put("ref", target.branch());
    body.put("name", target.context(report));
    body.put("description", ForgeForm.cut(report.text(), LONGEST));
    ForgeForm.link(body, "target_url", target);
    return ForgeCall.post(path(target, "statuses", report.commit().value())).sending(body);
  }

  /** A status that is pending cannot become pending once more, not even with another text. */
  @Override
  public boolean isAlreadySo(Refused refusal) {
    return refusal.status() == 400 && refusal.reason().contains("annot transition");
  }

  @Override
  public Optional<DeploymentForm> deployments() {
    return Optional.of(this);
  }

  @Override
  public boolean beginsWith(State state) {
    return word(state).isPresent() && state != State.STOPPED;
  }

  /** GitLab has no word for a deployment that waits. */
  private static Optional<String> word(State state) {
    return switch (state) {
      case PENDING -> Optional.empty();
      case RUNNING -> Optional.of("running");
      case FAILURE -> Optional.of("failed");
      case SUCCESS -> Optional.of("success");
      case STOPPED -> Optional.of("canceled");
    };
  }

  @Override
  public ForgeCall find(StatusTarget target, OfPlatform report) {
    return ForgeCall.get(path(target, "deployments"))
        .with("environment", target.environment(report))
        .with("order_by", "id")
        .with("sort", "desc")
        .with("per_page", NEWEST);
  }

  @Override
  public Optional<String> found(StatusTarget target, OfPlatform report, JsonNode list) {
    for (var each : list) {
      if (each.path("sha").asText().equals(report.commit().value())
          && each.path("deployable").isEmpty()) {
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
                "environment", target.environment(report),
                "sha", report.commit().value(),
                "ref", target.branch(),
                "tag", false,
                "status", word(report.state()).orElse("running")));
  }

  @Override
  public Optional<ForgeCall> afterCreation(StatusTarget target, OfPlatform report, String id) {
    return Optional.empty();
  }

  @Override
  public Optional<ForgeCall> update(StatusTarget target, OfPlatform report, String id) {
    return word(report.state())
        .map(it -> ForgeCall.put(path(target, "deployments", id)).sending(Map.of("status", it)));
  }

  @Override
  public String permissions() {
    return "the scope api and the role Developer, or what the project's protected environments ask";
  }

  /** GitLab knows a project by its whole path as one segment. */
  private static String[] path(StatusTarget target, String... rest) {
    var path = new ArrayList<String>();
    path.add("projects");
    path.add(String.join("/", target.repository()));
    path.addAll(List.of(rest));
    return path.toArray(String[]::new);
  }
}
