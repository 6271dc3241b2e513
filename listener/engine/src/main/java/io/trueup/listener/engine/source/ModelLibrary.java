package io.trueup.listener.engine.source;

import io.trueup.model.verdict.Model;
import io.trueup.statestore.CommitId;
import java.util.Optional;
import java.util.Set;

/** The models at accepted commits of one source. Safe for any thread. */
public interface ModelLibrary {

  /**
   * The model at a commit that was accepted. Does not wait for the evaluation of another one, or
   * for a fetch, unless it must be made from git.
   *
   * @throws IllegalStateException when it cannot be linked, which an accepted one always can
   */
  Model model(CommitId commit);

  /**
   * The model at an accepted commit, if it is open; empty when it must be opened first. Never
   * blocks.
   */
  default Optional<Model> opened(CommitId commit) {
    return Optional.empty();
  }

  /**
   * The model at an accepted commit, if it is open or can be opened from its file; empty when it
   * would have to be made from git. Never waits for an evaluation.
   */
  default Optional<Model> kept(CommitId commit) {
    return Optional.of(model(commit));
  }

  /**
   * Says which versions are needed now, and that files of others may have been removed.
   *
   * @param commits stay open for as long as memory allows
   */
  default void pin(Set<CommitId> commits) {}

  /** Which versions are open, and what they take of the memory for open versions. Never waits. */
  default ModelUsage usage() {
    return ModelUsage.NONE;
  }

  /** How far the present load is; empty when none is under way. Never waits. */
  default Optional<LoadProgress> loading() {
    return Optional.empty();
  }

  /** Makes smaller what is kept of versions, if it pays; takes long, and blocks no other call. */
  default void compact() {}
}
