package io.trueup.listener.cli.terminal;

/**
 * How text is written: in colours or plain, and how wide. Pure.
 *
 * @param width where text is folded; {@link #UNFOLDED} where it is not
 */
public record TextStyle(boolean isColoured, int width) {

  /** The width of files and pipes, where programs expect one line for each row. */
  public static final int UNFOLDED = Integer.MAX_VALUE;

  /** For files and pipes. */
  public static final TextStyle PLAIN = new TextStyle(false, UNFOLDED);

  private static final String RESET = "\u001b[0m";

  public String success(String text) {
    return in("32", text);
  }

  public String progress(String text) {
    return in("34", text);
  }

  public String warning(String text) {
    return in("33", text);
  }

  public String error(String text) {
    return in("31", text);
  }

  public String muted(String text) {
    return in("2", text);
  }

  public String bold(String text) {
    return in("1", text);
  }

  private String in(String code, String text) {
    return isColoured && !text.isEmpty() ? "\u001b[" + code + "m" + text + RESET : text;
  }
}
