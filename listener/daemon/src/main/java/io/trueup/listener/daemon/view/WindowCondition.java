package io.trueup.listener.daemon.view;

/** The condition of a window in one word. */
public enum WindowCondition {
  /** It is in force now. */
  IN_FORCE("in force"),
  /** It comes into force later. */
  UPCOMING("upcoming"),
  /** It counts, but it does not come into force again. */
  OVER("over"),
  /** An operator suspended it, so that it counts for nothing. */
  SUSPENDED("suspended"),
  /** It ended for good. */
  ENDED("ended"),
  /** It cannot be evaluated, so that it shuts the platforms that it matches. */
  INVALID("invalid");

  private final String label;

  WindowCondition(String label) {
    this.label = label;
  }

  /** The name for people. */
  public String label() {
    return label;
  }
}
