package io.trueup.listener.engine.source;

import io.trueup.model.verdict.ChangeDigest;
import io.trueup.model.verdict.Model;
import io.trueup.model.verdict.ModelVerdict;
import io.trueup.statestore.CommitId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The models at fetched commits of one source. Safe for any thread. */
public interface ModelLibrary {

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

  /**
   * The model at a commit that was accepted.
   *
   * @throws IllegalStateException when it cannot be linked, which an accepted one always can
   */
  Model model(CommitId commit);

  /** How far the present load is; empty when none is under way. Never waits. */
  default Optional<LoadProgress> loading() {
    return Optional.empty();
  }

  /** Makes smaller what is kept of versions, if it pays; takes long, and blocks no other call. */
  default void compact() {}
}
