package io.trueup.listener.graph;

import io.trueup.listener.graph.Drawing.Kind;

/**
 * The colours of a kind, dark on light, told apart by those who see few colours by lightness too.
 *
 * @param fill of the box
 * @param line around it
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

  /** The colour of what a change does. */
  static String of(Mark mark) {
    return switch (mark) {
      case SAME -> "#6b7280";
      case ADDED -> "#15803d";
      case CHANGED -> "#b45309";
      case REMOVED -> "#b91c1c";
    };
  }
}
