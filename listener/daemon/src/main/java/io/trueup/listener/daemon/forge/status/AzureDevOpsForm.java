package io.trueup.listener.daemon.forge.status;

import io.trueup.listener.daemon.forge.api.ForgeCall;
import java.util.LinkedHashMap;
import java.util.Map;

/** Statuses of commits of Azure DevOps. */
final class AzureDevOpsForm implements ForgeForm {

  private static final int LONGEST = 255;

  @Override
  public ForgeCall status(StatusTarget target, StatusReport report) {
    var body = new LinkedHashMap<String, Object>();
    body.put(
        "state",
        switch (report.state()) {
          case PENDING, RUNNING -> "pending";
          case FAILURE -> "failed";
          case SUCCESS -> "succeeded";
          case STOPPED -> "notApplicable";
        });
    body.put("description", ForgeForm.cut(report.text(), LONGEST));
    body.put("context", Map.of("name", target.context(report), "genre", "trueup"));
    ForgeForm.link(body, "targetUrl", target);
    return ForgeCall.post(
            target.repository().getFirst(),
            "_apis",
            "git",
            "repositories",
            target.repository().getLast(),
            "commits",
            report.commit().value(),
            "statuses")
        .with("api-version", "7.1")
        .sending(body);
  }

  @Override
  public String permissions() {
    return "the scope Code (status)";
  }
}
