package io.trueup.statestore;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who moved a branch to a commit, as a forge told it. Shown to people; nothing is decided by it.
 *
 * @param pushedBy who pushed; null when it was not told
 * @param mergedBy who merged the pull request; null when it was not told
 * @param pullRequest null when none was told
 */
public record Attribution(
    CommitId commit,
    @Nullable String pushedBy,
    @Nullable String mergedBy,
    @Nullable PullRequest pullRequest) {

  /**
   * A pull request, or merge request.
   *
   * @param number in its repository
   * @param title null when it was not told
   * @param url null when it was not told
   */
  public record PullRequest(long number, @Nullable String title, @Nullable String url) {

    /**
     * Checks the address.
     *
     * @throws IllegalArgumentException when it is not one of the web
     */
    public PullRequest {
      if (url != null && !isOfTheWeb(url)) {
        throw new IllegalArgumentException("Not an address of the web: " + url);
      }
    }

    /** Whether a text is an address of http or https, without a user or a password. */
    public static boolean isOfTheWeb(String url) {
      try {
        var uri = new URI(url);
        var scheme = Objects.requireNonNullElse(uri.getScheme(), "");
        return (scheme.equals("https") || scheme.equals("http"))
            && uri.getHost() != null
            && uri.getRawUserInfo() == null;
      } catch (URISyntaxException _) {
        return false;
      }
    }
  }

  /** This, and what an earlier one of the same commit said and this does not. */
  public Attribution over(@Nullable Attribution earlier) {
    return earlier == null
        ? this
        : new Attribution(
            commit,
            pushedBy == null ? earlier.pushedBy() : pushedBy,
            mergedBy == null ? earlier.mergedBy() : mergedBy,
            pullRequest == null ? earlier.pullRequest() : pullRequest);
  }
}
