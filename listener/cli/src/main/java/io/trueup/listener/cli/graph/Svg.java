package io.trueup.listener.cli.graph;

import io.trueup.listener.cli.graph.Drawing.Box;
import io.trueup.listener.cli.graph.Drawing.Kind;
import io.trueup.listener.cli.graph.Layout.Point;
import io.trueup.listener.cli.graph.Layout.Rectangle;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes layouts as one SVG picture, one below the other, with a legend. Pure. */
public final class Svg {

  private static final int EDGE = 24;
  private static final int HEADING = 24;
  private static final int LEGEND = 30;

  private final List<Layout> layouts;
  private final StringBuilder text = new StringBuilder();

  private Svg(List<Layout> layouts) {
    this.layouts = layouts;
  }

  /** Writes the picture. */
  public static String render(List<Layout> layouts) {
    return new Svg(layouts).render();
  }

  private String render() {
    var kinds = kinds();
    var marks = marks();
    var width = Math.max(legendWidth(kinds, marks), panelsWidth()) + 2 * EDGE;
    var height = 2.0 * EDGE + LEGEND + layouts.stream().mapToDouble(Svg::height).sum();
    text.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$s" height="%2$s" viewBox="0 0 %1$s %2$s" font-family="'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="%3$d" fill="#111827">
        <title>%4$s</title>
        <rect width="%1$s" height="%2$s" fill="#ffffff"/>
        """
            .formatted(
                number(width),
                number(height),
                Labels.SIZE,
                escaped(
                    String.join("; ", layouts.stream().map(it -> it.drawing().title()).toList()))));
    heads();
    var top = (double) EDGE;
    for (var layout : layouts) {
      panel(layout, top);
      top += height(layout);
    }
    legend(kinds, marks, top + EDGE);
    return text.append("</svg>\n").toString();
  }

  private Set<Kind> kinds() {
    var kinds = EnumSet.noneOf(Kind.class);
    layouts.forEach(layout -> layout.drawing().boxes().forEach(it -> kinds.add(it.kind())));
    return kinds;
  }

  private Set<Mark> marks() {
    var marks = EnumSet.noneOf(Mark.class);
    layouts.forEach(layout -> layout.drawing().boxes().forEach(it -> marks.add(it.mark())));
    marks.remove(Mark.SAME);
    return marks;
  }

  private double panelsWidth() {
    return layouts.stream()
        .mapToDouble(it ->
            Math.max(
                it.width(), headings(it).stream().mapToDouble(Labels::width).max().orElse(0) * 1.2))
        .max()
        .orElse(0);
  }

  private static List<String> headings(Layout layout) {
    var headings = new ArrayList<>(List.of(layout.drawing().title()));
    headings.addAll(layout.drawing().notes());
    return headings;
  }

  private static double height(Layout layout) {
    return headings(layout).size() * HEADING + layout.height() + EDGE;
  }

  /** Writes an arrowhead for each colour. */
  private void heads() {
    text.append("<defs>\n");
    for (var mark : Mark.values()) {
      text.append(
          "<marker id=\"head-%s\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\" markerUnits=\"userSpaceOnUse\"><path d=\"M0,0 L8,4 L0,8 z\" fill=\"%s\"/></marker>\n"
              .formatted(id(mark), Palette.of(mark)));
    }
    text.append("</defs>\n");
  }

  private void panel(Layout layout, double top) {
    var line = top + Labels.LINE;
    var weight = " font-weight=\"bold\" font-size=\"14\"";
    for (var heading : headings(layout)) {
      write(EDGE, line, heading, weight);
      line += HEADING;
      weight = " fill=\"#4b5563\"";
    }
    text.append("<g transform=\"translate(%d,%s)\">\n".formatted(EDGE, number(line - Labels.LINE)));
    var drawing = layout.drawing();
    for (var i = 0; i < drawing.arrows().size(); i++) {
      route(drawing.arrows().get(i).mark(), layout.routes().get(i));
    }
    for (var i = 0; i < drawing.boxes().size(); i++) {
      box(drawing.boxes().get(i), layout.boxes().get(i));
    }
    text.append("</g>\n");
  }

  private void route(Mark mark, List<Point> points) {
    var way = new StringBuilder();
    for (var point : points) {
      way.append(way.isEmpty() ? "M" : " L").append(number(point.x())).append(',');
      way.append(number(point.y()));
    }
    text.append(
        "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"%s marker-end=\"url(#head-%s)\"/>\n"
            .formatted(
                way,
                Palette.of(mark),
                mark == Mark.SAME ? "1.2" : "2",
                mark == Mark.REMOVED ? " stroke-dasharray=\"5 3\"" : "",
                id(mark)));
  }

  private void box(Box box, Rectangle place) {
    text.append("<g><title>").append(escaped(String.join("\n", box.lines()))).append("</title>");
    frame(box.kind(), box.mark(), place);
    var line = place.y() + Labels.PADDING + Labels.SIZE - 2;
    var weight = " font-weight=\"bold\"";
    for (var shown : Labels.lines(box)) {
      write(place.x() + Labels.PADDING, line, shown, weight);
      line += Labels.LINE;
      weight = "";
    }
    if (box.mark() != Mark.SAME) {
      badge(box.mark(), place.x() + place.width() - 4, place.y() + 4);
    }
    text.append("</g>\n");
  }

  private void frame(Kind kind, Mark mark, Rectangle place) {
    var palette = Palette.of(kind);
    text.append(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"6\" fill=\"%s\" stroke=\"%s\" stroke-width=\"%s\"%s/>"
            .formatted(
                number(place.x()),
                number(place.y()),
                number(place.width()),
                number(place.height()),
                palette.fill(),
                mark == Mark.SAME ? palette.line() : Palette.of(mark),
                mark == Mark.SAME ? "1.2" : "3",
                kind == Kind.FOREIGN || mark == Mark.REMOVED ? " stroke-dasharray=\"5 3\"" : ""));
  }

  private void badge(Mark mark, double x, double y) {
    text.append(
        "<circle cx=\"%s\" cy=\"%s\" r=\"9\" fill=\"%s\"/>"
            .formatted(number(x), number(y), Palette.of(mark)));
    write(
        x,
        y + 5,
        mark.sign(),
        " text-anchor=\"middle\" font-weight=\"bold\" font-size=\"14\" fill=\"#ffffff\"");
  }

  private static double legendWidth(Set<Kind> kinds, Set<Mark> marks) {
    return kinds.stream().mapToDouble(it -> Labels.width(it.label()) + 44).sum()
        + marks.stream().mapToDouble(it -> Labels.width(id(it)) + 44).sum();
  }

  private void legend(Set<Kind> kinds, Set<Mark> marks, double y) {
    var x = (double) EDGE;
    for (var kind : kinds) {
      frame(kind, Mark.SAME, new Rectangle(x, y - 11, 18, 14));
      write(x + 24, y, kind.label(), "");
      x += Labels.width(kind.label()) + 44;
    }
    for (var mark : marks) {
      badge(mark, x + 9, y - 4);
      write(x + 24, y, id(mark), "");
      x += Labels.width(id(mark)) + 44;
    }
  }

  private void write(double x, double y, String shown, String style) {
    text.append(
        "<text x=\"%s\" y=\"%s\"%s xml:space=\"preserve\">%s</text>\n"
            .formatted(number(x), number(y), style, escaped(shown)));
  }

  private static String id(Mark mark) {
    return mark.name().toLowerCase(Locale.ROOT);
  }

  private static String number(double value) {
    return Long.toString(Math.round(value));
  }

  private static String escaped(String shown) {
    var escaped = new StringBuilder();
    shown
        .codePoints()
        .forEach(point -> {
          switch (point) {
            case '&' -> escaped.append("&amp;");
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '"' -> escaped.append("&quot;");
            default -> escaped.appendCodePoint(Character.isISOControl(point) ? ' ' : point);
          }
        });
    return escaped.toString();
  }
}
