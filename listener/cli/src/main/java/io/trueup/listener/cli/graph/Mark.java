package io.trueup.listener.cli.graph;

/** The effect of a change on a part of a graph, with a sign, because not everyone sees colours. */
public enum Mark {
  SAME(""),
  ADDED("+"),
  CHANGED("~"),
  REMOVED("-");

  private final String sign;

  Mark(String sign) {
    this.sign = sign;
  }

  /** The sign; empty for an unchanged part. */
  public String sign() {
    return sign;
  }
}
