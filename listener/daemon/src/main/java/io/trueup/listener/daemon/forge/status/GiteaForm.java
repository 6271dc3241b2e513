package io.trueup.listener.daemon.forge.status;

import io.trueup.listener.daemon.forge.api.ForgeCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Commit statuses of Gitea and Forgejo, which have no deployments. */
final class GiteaForm implements ForgeForm {

  private static final int LONGEST = 255;

  @Override
  public ForgeCall status(StatusTarget target, StatusReport report) {
    var body = new LinkedHashMap<String, Object>();
    body.put(
        "state",
        switch (report.state()) {
          case PENDING, RUNNING -> "pending";
          case FAILURE -> "failure";
          case SUCCESS, STOPPED -> "success";
        });
    body.put("context", target.context(report));
    body.put("description", ForgeForm.cut(report.text(), LONGEST));
    ForgeForm.link(body, "target_url", target);
    var path = new ArrayList<String>();
    path.add("repos");
    path.addAll(target.repository());
    path.addAll(List.of("statuses", report.commit().value()));
    return ForgeCall.post(path.toArray(String[]::new)).sending(body);
  }

  @Override
  public String permissions() {
    return "the scope write:repository and write access to the repository";
  }
}
