package io.trueup.listener.graph;

/** What a change does to a part of a graph, told by a sign as well, for not all see colours. */
public enum Mark {
  SAME(""),
  ADDED("+"),
  CHANGED("~"),
  REMOVED("-");

  private final String sign;

  Mark(String sign) {
    this.sign = sign;
  }

  /** The sign; empty for what is the same. */
  public String sign() {
    return sign;
  }
}
