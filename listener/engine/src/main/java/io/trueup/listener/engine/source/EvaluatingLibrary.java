package io.trueup.listener.engine.source;

import io.trueup.model.verdict.ChangeDigest;
import io.trueup.model.verdict.ModelVerdict;
import io.trueup.statestore.CommitId;
import org.jspecify.annotations.Nullable;

/** One that also evaluates fetched commits, before they are accepted. Safe for any thread. */
public interface EvaluatingLibrary extends ModelLibrary {

  /**
   * Evaluates the model at a commit.
   *
   * @param accepted the accepted commit before it; null when there is none
   */
  ModelVerdict evaluate(CommitId commit, @Nullable CommitId accepted);

  /**
   * The digest of the change of the model from one commit to another.
   *
   * @throws IllegalStateException when one of them holds no model
   */
  ChangeDigest change(CommitId before, CommitId after);
}
