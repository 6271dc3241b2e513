package io.trueup.listener.cli.graph;

import io.trueup.listener.cli.graph.Drawing.Box;
import java.util.List;

/** Measures labels, for a monospaced font. */
public final class Labels {

  /** The font size, in pixels. */
  static final int SIZE = 12;

  /** The distance of lines, in pixels. */
  static final int LINE = 16;

  /** The space between a box and its label, in pixels. */
  static final int PADDING = 10;

  /**
   * The width of a character: a little more than 0.6 of the size, which common monospaced fonts do
   * not exceed.
   */
  private static final double CHARACTER = 7.4;

  private static final int LONGEST = 44;
  private static final int BADGE = 14;

  private Labels() {}

  /** The lines of a label; long ones are shortened in the middle. */
  static List<String> lines(Box box) {
    return box.lines().stream().map(Labels::shortened).toList();
  }

  private static String shortened(String line) {
    var points = line.codePoints().toArray();
    if (points.length <= LONGEST) {
      return line;
    }
    var kept = LONGEST / 2 - 1;
    return new String(points, 0, kept) + "…" + new String(points, points.length - kept, kept);
  }

  /** The width that a box needs for its label and its mark. */
  public static double width(Box box) {
    var longest = lines(box).stream().mapToInt(Labels::columns).max().orElse(0);
    return longest * CHARACTER + 2 * PADDING + (box.mark() == Mark.SAME ? 0 : BADGE);
  }

  /** The height that a box needs for its label. */
  public static double height(Box box) {
    return box.lines().size() * LINE + 2 * PADDING - (LINE - SIZE);
  }

  /** The width of a line. */
  static double width(String text) {
    return columns(text) * CHARACTER;
  }

  /** Characters of East Asian scripts may be twice as wide. */
  private static int columns(String line) {
    return line.codePoints().map(it -> it < 0x1100 ? 1 : 2).sum();
  }
}
