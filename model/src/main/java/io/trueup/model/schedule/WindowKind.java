package io.trueup.model.schedule;

import java.util.Locale;

/** Whether targets may move in a window. A window that denies wins over one that allows. */
public enum WindowKind {
  /** Targets move only in windows of this kind, where there are any. */
  ALLOW,
  /** Targets do not move in it. */
  DENY;

  /** The text form in documents and commands. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
