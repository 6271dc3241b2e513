package io.trueup.listener.graph;

import io.trueup.listener.graph.Drawing.Box;
import java.util.List;

/** How large labels are, in a font whose characters are all as wide. */
public final class Labels {

  /** Of the font, in pixels. */
  static final int SIZE = 12;

  /** From one line to the next, in pixels. */
  static final int LINE = 16;

  /** Between a box and its label, in pixels. */
  static final int PADDING = 10;

  /** A little more than 0.6 of the size, which the common fonts of equal widths keep to. */
  private static final double CHARACTER = 7.4;

  private static final int LONGEST = 44;
  private static final int BADGE = 14;

  private Labels() {}

  /** The lines as they are shown: long ones lose their middle. */
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

  /** How wide a box must be for its label and its mark. */
  public static double width(Box box) {
    var longest = lines(box).stream().mapToInt(Labels::columns).max().orElse(0);
    return longest * CHARACTER + 2 * PADDING + (box.mark() == Mark.SAME ? 0 : BADGE);
  }

  /** How high a box must be for its label. */
  public static double height(Box box) {
    return box.lines().size() * LINE + 2 * PADDING - (LINE - SIZE);
  }

  /** Of text on one line. */
  static double width(String text) {
    return columns(text) * CHARACTER;
  }

  /** Characters beyond the Latin ones and their neighbours may be twice as wide. */
  private static int columns(String line) {
    return line.codePoints().map(it -> it < 0x1100 ? 1 : 2).sum();
  }
}
