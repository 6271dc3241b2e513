package io.trueup.listener.engine.nodetime;

import io.trueup.listener.engine.nodetime.NodeTime.Answer;
import io.trueup.listener.engine.rollout.RecordedVersions;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.StateStore;
import java.util.List;
import java.util.Optional;

/** Answers that let a job run on the version that its run pins. Safe for any thread. */
final class PinnedAnswers {

  private final RecordedVersions versions;

  PinnedAnswers(StateStore store) {
    this.versions = new RecordedVersions(store);
  }

  Answer go(
      RunRequest request,
      Run.Answer answer,
      Fingerprint fingerprint,
      long version,
      String reason,
      List<String> statements) {
    var commit = commit(request.platform(), version);
    return new Answer.Go(
        request.id(), answer, fingerprint, version, commit.orElse(null), reason, statements);
  }

  /** The commit of a version; empty when the version is not recorded. */
  Optional<CommitId> commit(PlatformId platform, long version) {
    return versions.commit(platform.source(), version);
  }
}
