package io.trueup.listener.cli;

/** Colours, or none. */
enum Ink {
  /** For files, pipes and those who set {@code NO_COLOR}. */
  PLAIN,
  /** For terminals. */
  COLOUR;

  private static final String RESET = "\u001b[0m";

  String good(String text) {
    return in("32", text);
  }

  String busy(String text) {
    return in("34", text);
  }

  String care(String text) {
    return in("33", text);
  }

  String trouble(String text) {
    return in("31", text);
  }

  String faint(String text) {
    return in("2", text);
  }

  String strong(String text) {
    return in("1", text);
  }

  private String in(String code, String text) {
    return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + RESET;
  }
}
