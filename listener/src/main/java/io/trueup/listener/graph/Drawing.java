package io.trueup.listener.graph;

import java.util.List;

/**
 * What is to be seen in a picture of one platform's graph, before it has places.
 *
 * @param name of the platform
 * @param title of the picture
 * @param notes what the picture leaves out
 * @param boxes in order of their ids
 * @param arrows between boxes
 */
public record Drawing(
    String name, String title, List<String> notes, List<Box> boxes, List<Arrow> arrows) {

  /** What a box stands for. */
  public enum Kind {
    INGEST("ingest"),
    EXPORT("export"),
    TRIGGER("trigger"),
    TRANSFORM("transform"),
    FOREIGN("node of another platform"),
    STORE("store"),
    WORKSPACE("workspace");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** For the legend. */
    public String label() {
      return label;
    }
  }

  /**
   * A box.
   *
   * @param id unique in the drawing
   * @param lines its label; the first says what it is
   */
  public record Box(String id, Kind kind, Mark mark, List<String> lines) {}

  /** Data flows from a box to another. */
  public record Arrow(String from, String to, Mark mark) {}

  public Drawing {
    notes = List.copyOf(notes);
    boxes = List.copyOf(boxes);
    arrows = List.copyOf(arrows);
  }
}
