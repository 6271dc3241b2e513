package io.trueup.listener.daemon.hooks;

import io.trueup.listener.daemon.forge.ForgeEvent;
import io.trueup.listener.daemon.forge.MovedHead;
import io.trueup.listener.daemon.forge.MovedHead.NamedPullRequest;
import io.trueup.listener.daemon.forge.OutsideText;
import io.trueup.statestore.Attribution;
import io.trueup.statestore.Attribution.PullRequest;
import io.trueup.statestore.CommitId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who moved the followed branch, by a payload: texts from outside, made safe to keep. Pure. */
final class Attributions {

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /** In git, that of no commit: the branch was deleted. */
  private static final String NONE = "0".repeat(40);

  private static final int LONGEST_URL = 500;

  private Attributions() {}

  /**
   * The attribution of the commit that the followed branch was moved to; null when the payload does
   * not name the whole commit, or nobody.
   */
  static @Nullable Attribution of(ForgeEvent.Understood event, String branch) {
    return event.heads().stream()
        .filter(head -> head.ref().equals("refs/heads/" + branch))
        .filter(head -> COMMIT.matcher(head.commit()).matches() && !head.commit().equals(NONE))
        .map(Attributions::of)
        .filter(it -> it.pushedBy() != null || it.mergedBy() != null || it.pullRequest() != null)
        .findFirst()
        .orElse(null);
  }

  private static Attribution of(MovedHead head) {
    return new Attribution(
        new CommitId(head.commit()),
        line(head.pushedBy()),
        line(head.mergedBy()),
        pullRequest(head.pullRequest()));
  }

  private static @Nullable String line(@Nullable String text) {
    return text == null || text.isBlank() ? null : OutsideText.shown(text);
  }

  private static @Nullable PullRequest pullRequest(@Nullable NamedPullRequest named) {
    if (named == null || !NUMBER.matcher(named.number()).matches()) {
      return null;
    }
    var url = named.url();
    var isKept =
        url != null
            && url.length() <= LONGEST_URL
            && url.chars().allMatch(c -> c > ' ' && c < 0x7f)
            && PullRequest.isOfTheWeb(url);
    return new PullRequest(
        Long.parseLong(named.number()), line(named.title()), isKept ? url : null);
  }
}
