package io.trueup.model.problem;

/** The severity of a {@link Problem}: an error rejects a merge, a warning does not. */
public enum Severity {
  ERROR,
  WARNING
}
