package io.trueup.listener.cli.graph;

import java.util.List;

/**
 * The content of a picture of one platform's graph, before its layout.
 *
 * @param name of the platform
 * @param title of the picture
 * @param notes on what the picture omits
 * @param boxes in order of their ids
 * @param arrows between boxes
 */
public record Drawing(
    String name, String title, List<String> notes, List<Box> boxes, List<Arrow> arrows) {

  /** The kind of thing that a box shows. */
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

    /** The text in the legend. */
    public String label() {
      return label;
    }
  }

  /**
   * A box.
   *
   * @param id unique in the drawing
   * @param lines of its label; the first is its name
   */
  public record Box(String id, Kind kind, Mark mark, List<String> lines) {}

  /** A flow of data between two boxes. */
  public record Arrow(String from, String to, Mark mark) {}

  public Drawing {
    notes = List.copyOf(notes);
    boxes = List.copyOf(boxes);
    arrows = List.copyOf(arrows);
  }
}
