package io.trueup.listener.graph;

import java.util.List;

/**
 * A drawing whose parts have places, in pixels from its upper left corner.
 *
 * @param boxes in the order of the drawing's
 * @param routes in the order of the drawing's arrows
 */
public record Layout(
    Drawing drawing, double width, double height, List<Place> boxes, List<List<Point>> routes) {

  /** Where a box lies. */
  public record Place(double x, double y, double width, double height) {

    /** Whether two boxes cover a common place. */
    public boolean overlaps(Place other) {
      return x < other.x + other.width
          && other.x < x + width
          && y < other.y + other.height
          && other.y < y + height;
    }
  }

  /** A point on an arrow's way. */
  public record Point(double x, double y) {}

  public Layout {
    boxes = List.copyOf(boxes);
    routes = List.copyOf(routes);
  }
}
