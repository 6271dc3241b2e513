package io.trueup.model.problem;

/** How much a {@link Problem} weighs: an error rejects a merge, a warning only tells. */
public enum Severity {
  ERROR,
  WARNING
}
