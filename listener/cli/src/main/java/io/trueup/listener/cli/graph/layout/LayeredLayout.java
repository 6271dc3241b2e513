package io.trueup.listener.cli.graph.layout;

import io.trueup.listener.cli.graph.Drawing;
import io.trueup.listener.cli.graph.Labels;
import io.trueup.listener.cli.graph.Layout;
import io.trueup.listener.cli.graph.Layout.Point;
import io.trueup.listener.cli.graph.Layout.Rectangle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.NullElkProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * Lays out drawings from left to right in layers, with few crossings (Sugiyama's method). The same
 * drawing always has the same layout.
 */
public final class LayeredLayout {

  private static final double MARGIN = 12;
  private static final double BETWEEN_BOXES = 22;
  private static final double BETWEEN_LAYERS = 56;

  private static final class Registered {
    static {
      LayoutMetaDataService.getInstance()
          .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
    }

    static void now() {}
  }

  private LayeredLayout() {}

  /** Lays out a drawing. */
  public static Layout of(Drawing drawing) {
    Registered.now();
    var root = ElkGraphUtil.createGraph();
    root.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    root.setProperty(CoreOptions.DIRECTION, Direction.RIGHT);
    root.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    root.setProperty(CoreOptions.PADDING, new ElkPadding(MARGIN));
    root.setProperty(CoreOptions.RANDOM_SEED, 1);
    root.setProperty(LayeredOptions.SPACING_NODE_NODE, BETWEEN_BOXES);
    root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, BETWEEN_LAYERS);
    Map<String, ElkNode> nodes = new HashMap<>();
    for (var box : drawing.boxes()) {
      var node = ElkGraphUtil.createNode(root);
      node.setDimensions(Labels.width(box), Labels.height(box));
      nodes.put(box.id(), node);
    }
    var edges = new ArrayList<ElkEdge>();
    for (var arrow : drawing.arrows()) {
      edges.add(ElkGraphUtil.createSimpleEdge(node(nodes, arrow.from()), node(nodes, arrow.to())));
    }
    new RecursiveGraphLayoutEngine().layout(root, new NullElkProgressMonitor());
    return new Layout(
        drawing,
        root.getWidth(),
        root.getHeight(),
        drawing.boxes().stream().map(it -> place(node(nodes, it.id()))).toList(),
        edges.stream().map(LayeredLayout::route).toList());
  }

  private static ElkNode node(Map<String, ElkNode> nodes, String id) {
    return Objects.requireNonNull(nodes.get(id), id);
  }

  private static Rectangle place(ElkNode node) {
    return new Rectangle(node.getX(), node.getY(), node.getWidth(), node.getHeight());
  }

  private static List<Point> route(ElkEdge edge) {
    var points = new ArrayList<Point>();
    for (var section : edge.getSections()) {
      points.add(new Point(section.getStartX(), section.getStartY()));
      section.getBendPoints().forEach(it -> points.add(new Point(it.getX(), it.getY())));
      points.add(new Point(section.getEndX(), section.getEndY()));
    }
    return List.copyOf(points);
  }
}
