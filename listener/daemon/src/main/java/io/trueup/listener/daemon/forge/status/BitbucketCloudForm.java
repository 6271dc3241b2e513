package io.trueup.listener.daemon.forge.status;

import io.trueup.listener.daemon.forge.api.ForgeCall;
import io.trueup.model.fingerprint.Sha256;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Build statuses of Bitbucket Cloud. */
final class BitbucketCloudForm implements ForgeForm {

  private static final int LONGEST = 255;
  private static final int LONGEST_KEY = 40;

  @Override
  public ForgeCall status(StatusTarget target, StatusReport report) {
    var name = target.context(report);
    var body = new LinkedHashMap<String, Object>();
    body.put(
        "key", name.length() <= LONGEST_KEY ? name : Sha256.hex(name).substring(0, LONGEST_KEY));
    body.put("name", name);
    body.put(
        "state",
        switch (report.state()) {
          case PENDING, RUNNING -> "INPROGRESS";
          case FAILURE -> "FAILED";
          case SUCCESS -> "SUCCESSFUL";
          case STOPPED -> "STOPPED";
        });
    body.put("description", ForgeForm.cut(report.text(), LONGEST));
    ForgeForm.link(body, "url", target);
    var path = new ArrayList<String>();
    path.add("repositories");
    path.addAll(target.repository());
    path.addAll(List.of("commit", report.commit().value(), "statuses", "build"));
    return ForgeCall.post(path.toArray(String[]::new)).sending(body);
  }

  @Override
  public String permissions() {
    return "the scope repository (read)";
  }
}
