package io.trueup.listener.cli.graph;

import io.trueup.listener.cli.graph.Drawing.Box;
import java.util.List;

/** Writes drawings in the Graphviz language. Pure. */
public final class Dot {

  private Dot() {}

  /** Writes one graph with a cluster for each drawing. */
  public static String render(List<Drawing> drawings) {
    var text =
        new StringBuilder(
            """
            digraph trueup {
              rankdir=LR;
              fontname="sans-serif";
              node [shape=box, style="rounded,filled", fontname="sans-serif"];
              edge [fontname="sans-serif"];
            """);
    for (var i = 0; i < drawings.size(); i++) {
      drawing(drawings.get(i), i, text);
    }
    return text.append("}\n").toString();
  }

  private static void drawing(Drawing drawing, int number, StringBuilder text) {
    var title = new StringBuilder(drawing.title());
    drawing.notes().forEach(it -> title.append('\n').append(it));
    text.append("  subgraph cluster_%d {\n".formatted(number));
    text.append("    label=%s;\n".formatted(quoted(title.toString())));
    for (var box : drawing.boxes()) {
      text.append("    ").append(box(drawing, box)).append('\n');
    }
    for (var arrow : drawing.arrows()) {
      text.append(
          "    %s -> %s%s;\n"
              .formatted(id(drawing, arrow.from()), id(drawing, arrow.to()), stroke(arrow.mark())));
    }
    text.append("  }\n");
  }

  private static String box(Drawing drawing, Box box) {
    var palette = Palette.of(box.kind());
    var sign = box.mark().sign();
    var label = (sign.isEmpty() ? "" : sign + " ") + String.join("\n", box.lines());
    return "%s [label=%s, fillcolor=\"%s\", color=\"%s\", penwidth=%d%s];"
        .formatted(
            id(drawing, box.id()),
            quoted(label),
            palette.fill(),
            box.mark() == Mark.SAME ? palette.line() : Palette.of(box.mark()),
            box.mark() == Mark.SAME ? 1 : 3,
            box.kind() == Drawing.Kind.FOREIGN ? ", style=\"rounded,filled,dashed\"" : "");
  }

  private static String stroke(Mark mark) {
    return mark == Mark.SAME
        ? ""
        : " [color=\"%s\", label=%s]".formatted(Palette.of(mark), quoted(mark.sign()));
  }

  /** The same node may be in two drawings: its own platform's, and one that reads from it. */
  private static String id(Drawing drawing, String id) {
    return quoted(drawing.name() + ": " + id);
  }

  /** A quoted string of the language, in which a backslash starts an escape. */
  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }
}
