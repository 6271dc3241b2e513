package io.trueup.model.problem;

/**
 * A rule that a model can break.
 *
 * @param id stable, of the form {@code group.rule}
 * @param severity of its problems
 * @param meaning what breaks it, one sentence in Markdown
 * @param remedy what to do, one sentence in Markdown
 */
public record Rule(String id, Severity severity, String meaning, String remedy) {

  /** The id's first part: what the rule is about. */
  public String group() {
    return id.substring(0, id.indexOf('.'));
  }
}
