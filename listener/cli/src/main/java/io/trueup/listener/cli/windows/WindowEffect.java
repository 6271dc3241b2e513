package io.trueup.listener.cli.windows;

import io.trueup.listener.daemon.view.WindowView;

/** What a window does to the platforms in its scope, by itself. */
enum WindowEffect {
  /** It keeps none waiting now. */
  OPEN("open"),
  /** It keeps them waiting now. */
  SHUT("shut"),
  /** It counts for nothing at present. */
  SUSPENDED("suspended"),
  /** It denies, and does not come into force again. */
  OVER("over"),
  /** It ended for good. */
  ENDED("ended"),
  /** It cannot be evaluated, and keeps them waiting. */
  INVALID("shut, invalid");

  private final String label;

  WindowEffect(String label) {
    this.label = label;
  }

  /** The name for people. */
  String label() {
    return label;
  }

  /** The effect of a window. One that allows and is over keeps its platforms waiting for ever. */
  static WindowEffect of(WindowView window) {
    var allows = window.kind().equals("allow");
    return switch (window.state()) {
      case IN_FORCE -> allows ? OPEN : SHUT;
      case UPCOMING -> allows ? SHUT : OPEN;
      case OVER -> allows ? SHUT : OVER;
      case SUSPENDED -> SUSPENDED;
      case ENDED -> ENDED;
      case INVALID -> INVALID;
    };
  }
}
