package io.trueup.listener.cli;

/**
 * How text is written: in colours or plain, and how wide. Pure.
 *
 * @param width where text is folded; {@link #UNFOLDED} where it is not
 */
record TextStyle(boolean isColoured, int width) {

  /** The width of files and pipes, where programs expect one line for each row. */
  static final int UNFOLDED = Integer.MAX_VALUE;

  /** For files and pipes. */
  static final TextStyle PLAIN = new TextStyle(false, UNFOLDED);

  private static final String RESET = "\u001b[0m";

  String success(String text) {
    return in("32", text);
  }

  String progress(String text) {
    return in("34", text);
  }

  String warning(String text) {
    return in("33", text);
  }

  String error(String text) {
    return in("31", text);
  }

  String muted(String text) {
    return in("2", text);
  }

  String bold(String text) {
    return in("1", text);
  }

  private String in(String code, String text) {
    return isColoured && !text.isEmpty() ? "\u001b[" + code + "m" + text + RESET : text;
  }
}
