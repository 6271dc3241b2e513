package io.trueup.listener.daemon.forge.status;

import io.trueup.statestore.CommitId;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SentStatus;
import org.jspecify.annotations.Nullable;

/** Something that a forge is to be told. */
sealed interface StatusReport {

  /** The commit that gets the status. */
  CommitId commit();

  /** What the status is called. */
  String context();

  SentStatus.State state();

  /** One sentence. */
  String text();

  /** A merge was judged. */
  record OfMerge(CommitId commit, SentStatus.State state, String text) implements StatusReport {

    @Override
    public String context() {
      return "trueup";
    }
  }

  /**
   * How far a platform is on its way to a version.
   *
   * @param deployment the forge's id of the deployment, as far as it is known; null for none
   * @param isOfState whether the state is another than was told before, and not only the text
   */
  record OfPlatform(
      PlatformId platform,
      long version,
      CommitId commit,
      SentStatus.State state,
      String text,
      @Nullable String deployment,
      boolean isOfState)
      implements StatusReport {

    @Override
    public String context() {
      return "trueup/" + platform.name();
    }

    /** What is recorded once it was told. */
    SentStatus sent(@Nullable String id) {
      return new SentStatus(platform, version, commit, state, text, id);
    }
  }
}
