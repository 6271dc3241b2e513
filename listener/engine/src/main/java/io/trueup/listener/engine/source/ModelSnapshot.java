package io.trueup.listener.engine.source;

import io.trueup.model.problem.Problem;
import io.trueup.model.verdict.ContentReader;
import io.trueup.model.verdict.ModelFiles;

/** The files of a model's version, before they are linked. */
public sealed interface ModelSnapshot {

  /**
   * The files.
   *
   * @param contents reads each file again
   */
  record Found(ModelFiles files, ContentReader contents) implements ModelSnapshot {}

  /** There is no model to evaluate. */
  record None(Problem problem) implements ModelSnapshot {
    static final String ROOT_MISSING = "model.root-missing";

    /** Whether the folder of the model is not there, so that no model is declared. */
    public boolean isRootMissing() {
      return problem.rule().equals(ROOT_MISSING);
    }
  }
}
