package io.trueup.listener.engine.source;

import io.trueup.listener.engine.facts.EngineFact.GitAsked;
import io.trueup.listener.engine.facts.EngineFact.GitOperation;
import io.trueup.listener.engine.facts.FactObserver;
import io.trueup.listener.engine.git.FetchOutcome;
import io.trueup.listener.engine.git.HeadChange;
import io.trueup.listener.engine.git.MergeCommit;
import io.trueup.listener.engine.git.RemoteHead;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells how a repository answers. */
record ObservedUpstream(SourceId source, Upstream asked, FactObserver facts) implements Upstream {

  private <T> T observed(GitOperation operation, Supplier<T> question) {
    var began = System.nanoTime();
    var hasAnswered = false;
    try {
      var answer = question.get();
      hasAnswered = true;
      return answer;
    } finally {
      facts.happened(
          new GitAsked(
              source, operation, hasAnswered, Duration.ofNanos(System.nanoTime() - began)));
    }
  }

  @Override
  public RemoteHead head() {
    return observed(GitOperation.HEAD, asked::head);
  }

  @Override
  public FetchOutcome fetch(CommitId head) {
    return observed(GitOperation.FETCH, () -> asked.fetch(head));
  }

  @Override
  public HeadChange classify(@Nullable CommitId accepted, CommitId head) {
    return asked.classify(accepted, head);
  }

  @Override
  public MergeCommit merge(CommitId head) {
    return asked.merge(head);
  }

  @Override
  public List<MergeCommit> merges(CommitId after, CommitId head, int limit) {
    return asked.merges(after, head, limit);
  }

  @Override
  public void pin(long version, CommitId commit) {
    asked.pin(version, commit);
  }
}
