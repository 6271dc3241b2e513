package io.trueup.listener.cli.graph;

import io.trueup.listener.cli.graph.Drawing.Kind;

/**
 * The colours of a kind, dark on light; they differ in lightness too, for people who do not see all
 * colours.
 *
 * @param fill colour of the box
 * @param line colour of its border
 */
record Palette(String fill, String line) {

  static Palette of(Kind kind) {
    return switch (kind) {
      case INGEST, STORE -> new Palette("#dbeafe", "#1d4ed8");
      case EXPORT -> new Palette("#fef9c3", "#a16207");
      case TRIGGER -> new Palette("#f3e8ff", "#7e22ce");
      case TRANSFORM, WORKSPACE -> new Palette("#ffedd5", "#c2410c");
      case FOREIGN -> new Palette("#f3f4f6", "#4b5563");
    };
  }

  /** The colour of a mark. */
  static String of(Mark mark) {
    return switch (mark) {
      case SAME -> "#6b7280";
      case ADDED -> "#15803d";
      case CHANGED -> "#b45309";
      case REMOVED -> "#b91c1c";
    };
  }
}
