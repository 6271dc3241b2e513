package io.trueup.listener.cli;

/**
 * How text is written: in colours or plain, and how wide. Pure.
 *
 * @param width where text is folded; {@link #UNFOLDED} where it is not
 */
record Ink(boolean isColoured, int width) {

  /** The width of files and pipes, where programs expect one line for each row. */
  static final int UNFOLDED = Integer.MAX_VALUE;

  /** For files and pipes. */
  static final Ink PLAIN = new Ink(false, UNFOLDED);

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
    return isColoured && !text.isEmpty() ? "\u001b[" + code + "m" + text + RESET : text;
  }
}
