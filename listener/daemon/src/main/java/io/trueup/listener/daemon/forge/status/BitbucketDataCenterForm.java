package io.trueup.listener.daemon.forge.status;

import io.trueup.listener.daemon.forge.api.ForgeCall;
import java.util.LinkedHashMap;

/** Build statuses of Bitbucket Data Center. */
final class BitbucketDataCenterForm implements ForgeForm {

  private static final int LONGEST = 255;

  @Override
  public ForgeCall status(StatusTarget target, StatusReport report) {
    var name = ForgeForm.cut(target.context(report), LONGEST);
    var body = new LinkedHashMap<String, Object>();
    body.put("key", name);
    body.put("name", name);
    body.put(
        "state",
        switch (report.state()) {
          case PENDING, RUNNING -> "INPROGRESS";
          case FAILURE -> "FAILED";
          case SUCCESS -> "SUCCESSFUL";
          case STOPPED -> "CANCELLED";
        });
    body.put("description", ForgeForm.cut(report.text(), LONGEST));
    body.put("ref", "refs/heads/" + target.branch());
    ForgeForm.link(body, "url", target);
    return ForgeCall.post(
            "projects",
            target.repository().getFirst(),
            "repos",
            target.repository().getLast(),
            "commits",
            report.commit().value(),
            "builds")
        .sending(body);
  }

  @Override
  public String permissions() {
    return "read access to the repository (an HTTP access token with 'Repository read')";
  }
}
