package io.trueup.listener.cli.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.cli.graph.Drawing.Arrow;
import io.trueup.listener.cli.graph.Drawing.Box;
import io.trueup.listener.cli.graph.Drawing.Kind;
import io.trueup.listener.cli.graph.layout.LayeredLayout;
import io.trueup.model.document.binder.Interner;
import io.trueup.model.document.fragment.FragmentReader;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.verdict.Model;
import io.trueup.model.verdict.ModelChecker;
import io.trueup.model.verdict.ModelFile;
import io.trueup.model.verdict.ModelFiles;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

class DrawingsTest {

  private static final String HOSTILE = "\"a\\b\" -> {x} <b>&amp;</b>\n\\N";

  /** An ecosystem of stores with one dataset each; one workspace wants all of them. */
  private static Model model(int stores, String type) {
    var text =
        new StringBuilder(
            """
            kind: Ecosystem
            name: E
            owner: github.com/e/e@o
            live: github.com/e/e@main
            vendors: {V: {cloud: private, description: x, locations: {L: []}}}
            zones: {Z: github.com/e/z@main}
            platforms: {P: {type: postgres, history: live-only, container: Z/T/c, credential: c, rollout: {on: merge}}}
            ---
            kind: GovernanceZone
            name: Z
            teams: {T: github.com/e/t@main}
            ---
            kind: Team
            name: Z/T
            containers: {c: {type: postgres, host: h, port: 1, database: d, locations: [V/L]}}
            ---
            kind: Assignments
            assign: {W/G: [{platform: P, status: provisioned}]}
            """);
    for (var i = 0; i < stores; i++) {
      text.append(
          """
          ---
          kind: Datastore
          name: Store%d
          team: Z/T
          capture: {kind: cdc, container: c, credential: c, consistency: multi-dataset, trigger: {cron: "* * * * *"}}
          datasets: {d: {classification: [PUB], columns: {id: {type: integer, key: true}, x: %s}}}
          """
              .formatted(i, i == 0 ? type : "integer"));
    }
    var sinks =
        IntStream.range(0, stores)
            .mapToObj("Store%d/d"::formatted)
            .collect(Collectors.joining(", "));
    text.append(
        """
        ---
        kind: Workspace
        name: W
        team: Z/T
        container: c
        priority: high
        groups: {G: {requires: {history: live-only}, datasets: [%s]}}
        """
            .formatted(sinks));
    var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    var file =
        new ModelFile("m.yaml", type, FragmentReader.read("m.yaml", bytes, Interner.small()));
    var judgement =
        new ModelChecker("", GraphLint.NONE, _ -> bytes)
            .check(ModelFiles.of(List.of(file)), null, null);
    return Objects.requireNonNull(judgement.model(), judgement.problems().toString());
  }

  private static MarkedGraph graph(Model model) {
    return MarkedGraph.of(Objects.requireNonNull(model.graphs().find("P")));
  }

  private static void isXml(String svg) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 25, 100, 500})
  void boxesDoNotOverlapAndArrowsGoRight(int stores) throws Exception {
    var layout = LayeredLayout.of(Drawings.of(graph(model(stores, "integer"))));

    assertThat(layout.boxes()).hasSizeLessThanOrEqualTo(Drawings.MOST_BOXES);
    for (var i = 0; i < layout.boxes().size(); i++) {
      for (var j = 0; j < i; j++) {
        assertThat(layout.boxes().get(i).overlaps(layout.boxes().get(j))).isFalse();
      }
    }
    for (var route : layout.routes()) {
      assertThat(route.getFirst().x()).isLessThan(route.getLast().x());
    }
    assertThat(layout.routes()).hasSameSizeAs(layout.drawing().arrows());
    isXml(Svg.render(List.of(layout, layout)));
  }

  @Test
  void isSummarisedAbove200NodesAndSaysSo() {
    var older = model(500, "varchar(5)");
    var newer = model(500, "varchar(9)");

    var drawing = Drawings.of(MarkedGraph.between(older, newer).getFirst());

    assertThat(drawing.title())
        .isEqualTo("Platform P (postgres): 1,000 nodes; 0 added, 2 changed, 0 removed");
    assertThat(drawing.notes())
        .containsExactly(
            "Summarised by store and workspace", "Only the 200 largest of 501 are drawn");
    assertThat(drawing.boxes())
        .contains(
            new Box("store Store0", Kind.STORE, Mark.CHANGED, List.of("Store0", "2 nodes", "~2")))
        .contains(new Box("store Store1", Kind.STORE, Mark.SAME, List.of("Store1", "2 nodes")));
    assertThat(Drawings.of(graph(model(100, "integer"))).notes()).isEmpty();
  }

  @Test
  void summariesKeepTheWorkspaceThatAllFeed() {
    var drawing = Drawings.of(graph(model(101, "integer")));

    assertThat(drawing.notes()).containsExactly("Summarised by store and workspace");
    assertThat(drawing.boxes()).hasSize(102);
    assertThat(drawing.arrows())
        .contains(new Arrow("store Store7", "workspace W", Mark.SAME))
        .hasSize(101);
  }

  @Test
  void showsMarksByColourAndSign() {
    var boxes =
        List.of(
            new Box("a", Kind.INGEST, Mark.ADDED, List.of("a")),
            new Box("b", Kind.EXPORT, Mark.REMOVED, List.of("b")),
            new Box("c", Kind.FOREIGN, Mark.SAME, List.of("c")));
    var drawing = new Drawing("P", "T", List.of(), boxes, List.of(new Arrow("a", "b", Mark.ADDED)));

    var svg = Svg.render(List.of(LayeredLayout.of(drawing)));

    assertThat(svg).contains(">+</text>").contains(">-</text>").contains(Palette.of(Mark.ADDED));
    assertThat(svg)
        .contains(">added</text>")
        .contains(">removed</text>")
        .doesNotContain(">changed<");
    assertThat(svg).contains(">ingest</text>").contains(">node of another platform</text>");
  }

  @Test
  void aPlatformWithNothingToDoIsDrawnAsItsTitle() throws Exception {
    var layout = LayeredLayout.of(new Drawing("P", "Nothing", List.of(), List.of(), List.of()));

    isXml(Svg.render(List.of(layout)));
    isXml(Svg.render(List.of()));
  }

  @Test
  void escapesAllContentOfModels() throws Exception {
    var boxes =
        List.of(new Box(HOSTILE, Kind.EXPORT, Mark.SAME, List.of(HOSTILE, "x".repeat(500))));
    var drawing = new Drawing(HOSTILE, HOSTILE, List.of(), boxes, List.of());

    var layout = LayeredLayout.of(drawing);
    isXml(Svg.render(List.of(layout)));

    assertThat(layout.width()).isLessThan(500);
    assertThat(Dot.render(List.of(drawing)))
        .contains("label=\"\\\"a\\\\b\\\" -> {x} <b>&amp;</b>\\n\\\\N\";")
        .doesNotContain("\"a\\b\"");
  }

  @Test
  void anExportStandsRightOfItsIngestion() {
    var steps = new ArrayList<Integer>(NodeColumns.of(graph(model(3, "integer"))).values());

    assertThat(steps).containsExactlyInAnyOrder(1, 1, 1, 2, 2, 2);
  }
}
