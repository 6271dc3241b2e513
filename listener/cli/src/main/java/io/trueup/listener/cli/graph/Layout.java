package io.trueup.listener.cli.graph;

import java.util.List;

/**
 * A drawing with the positions of its parts, in pixels from its upper left corner.
 *
 * @param boxes the positions of the boxes, in the order of the drawing
 * @param routes the routes of the arrows, in the order of the drawing
 */
public record Layout(
    Drawing drawing, double width, double height, List<Rectangle> boxes, List<List<Point>> routes) {

  /** The position and size of a box. */
  public record Rectangle(double x, double y, double width, double height) {

    /** Whether two boxes overlap. */
    public boolean overlaps(Rectangle other) {
      return x < other.x + other.width
          && other.x < x + width
          && y < other.y + other.height
          && other.y < y + height;
    }
  }

  /** A point on the route of an arrow. */
  public record Point(double x, double y) {}

  public Layout {
    boxes = List.copyOf(boxes);
    routes = List.copyOf(routes);
  }
}
