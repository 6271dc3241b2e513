package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.drift.DriftText;
import io.trueup.listener.cli.steering.GateText;
import io.trueup.listener.cli.terminal.LineWrapper;
import io.trueup.listener.cli.terminal.Paragraphs;
import io.trueup.listener.cli.terminal.ShortDigest;
import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.cli.windows.WindowText;
import io.trueup.listener.daemon.view.ExplainView;
import io.trueup.listener.daemon.view.ExplainView.Change;
import io.trueup.listener.daemon.view.ExplainView.Delta;
import io.trueup.listener.daemon.view.ExplainView.Step;
import io.trueup.listener.daemon.view.GateReportView;
import io.trueup.listener.daemon.view.MovePreviewView.NodeNames;
import io.trueup.listener.daemon.view.PlatformView.Pointer;
import io.trueup.listener.daemon.view.SourceCondition;
import io.trueup.listener.engine.text.Counts;
import io.trueup.listener.engine.text.RelativeTime;
import io.trueup.listener.engine.text.SafeText;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Formats the explanation of a platform as text. Pure. */
final class ExplainText {

  private static final int STEPS = 10;
  private static final int BLOCKED = 10;
  private static final int CHANGES = 20;
  private static final int RUNS = 5;
  private static final int ENTRIES = 8;

  private final ExplainView view;
  private final GateReportView gates;
  private final TextStyle ink;
  private final StringBuilder text = new StringBuilder();

  private ExplainText(ExplainView view, GateReportView gates, TextStyle ink) {
    this.view = view;
    this.gates = gates;
    this.ink = ink;
  }

  /**
   * The explanation.
   *
   * @param gates of the next move, now
   */
  static String render(ExplainView view, GateReportView gates, TextStyle ink) {
    return new ExplainText(view, gates, ink).render();
  }

  private String render() {
    var platform = view.platform();
    text.append(ink.bold(SafeText.line(platform.id())))
        .append(" is ")
        .append(StatusText.colour(platform.state(), ink).apply(platform.state().label()))
        .append(", since ")
        .append(platform.since().truncatedTo(ChronoUnit.SECONDS))
        .append('\n');
    paragraph("", platform.summary(), UnaryOperator.identity());
    source();
    text.append('\n');
    pointers();
    gates();
    windows();
    steps();
    blocked();
    drift();
    nodes();
    delta(view.delta());
    runs();
    audit();
    return text.toString();
  }

  /** The condition of the source may explain the state of the platform. */
  private void source() {
    var source = view.source();
    if (source.state() != SourceCondition.FOLLOWING) {
      paragraph(
          "",
          "Source '%s' is %s. %s".formatted(source.id(), source.state().label(), source.summary()),
          StatusText.colour(source.state(), ink));
    }
  }

  private void pointers() {
    var platform = view.platform();
    var table = new TextTable(ink, "POINTER", "VERSION", "COMMIT", "SINCE", "GRAPH");
    pointer(table, "realized", platform.realized());
    pointer(table, "target", platform.target());
    pointer(table, "merged", platform.merged());
    text.append(table.render());
  }

  private void pointer(TextTable table, String name, Pointer pointer) {
    var graph = pointer.graph();
    table.row(
        cell(name),
        cell(pointer.version() == 0 ? "-" : pointer.version()),
        cell(ShortDigest.shortened(pointer.commit())),
        cell(pointer.version() == 0 ? "-" : RelativeTime.of(pointer.since(), view.at())),
        cell(ShortDigest.shortened(graph)));
  }

  private void heading(String heading) {
    text.append('\n').append(ink.bold(heading)).append('\n');
  }

  private void gates() {
    var waiting = view.platform().waiting();
    heading(
        waiting == null
            ? "Gates"
            : "Waiting since " + waiting.since().truncatedTo(ChronoUnit.SECONDS));
    var words = new Paragraphs(ink);
    GateText.report(words, gates);
    var removed = view.removed();
    if (removed != null) {
      removed(words, removed);
    }
    text.append(words);
  }

  private void removed(Paragraphs words, NodeNames removed) {
    words.line("It would remove %s:".formatted(Counts.of(removed.count(), "node")));
    removed.nodes().stream()
        .limit(CHANGES)
        .forEach(it -> words.line("  %s %s".formatted(ink.error("-"), SafeText.line(it))));
    if (removed.count() > CHANGES) {
      words.line(
          "  and %,d more: see 'trueup plan %s -o json'"
              .formatted(removed.count() - CHANGES, view.platform().id()));
    }
  }

  private void windows() {
    if (!view.windows().isEmpty()) {
      heading("Windows");
      text.append(WindowText.table(view.windows(), ink));
    }
  }

  private void steps() {
    if (view.steps().isEmpty()) {
      return;
    }
    heading("Steps that have not landed");
    view.steps().stream().limit(STEPS).forEach(this::step);
    more(view.steps().size() - STEPS);
  }

  /** Text that may be long, folded between words, with every line indented. */
  private void paragraph(String indent, String words, UnaryOperator<String> colour) {
    for (var line : LineWrapper.wrapped(SafeText.line(words), ink.width() - indent.length())) {
      text.append(indent).append(colour.apply(line)).append('\n');
    }
  }

  private void more(int count) {
    if (count > 0) {
      text.append("and %,d more: see '--output json'\n".formatted(count));
    }
  }

  private void step(Step step) {
    text.append(
        "%d. %s %s: %s, %s\n"
            .formatted(
                step.ordinal(),
                lowerCase(step.action()),
                SafeText.line(step.node()),
                lowerCase(step.state()),
                Counts.of(step.attempts(), "attempt")));
    paragraph("   ", step.reason(), UnaryOperator.identity());
    var error = step.error();
    if (error != null) {
      paragraph("   ", error, ink::error);
    }
    if (step.retryAt() != null) {
      text.append("   Next attempt ")
          .append(RelativeTime.of(step.retryAt(), view.at()))
          .append('\n');
    }
  }

  private void drift() {
    var paragraphs = new Paragraphs(ink);
    DriftText.explain(paragraphs, view.drift());
    text.append(paragraphs);
  }

  private void blocked() {
    if (view.blocked().isEmpty()) {
      return;
    }
    heading("Blocked nodes");
    for (var node : view.blocked().stream().limit(BLOCKED).toList()) {
      text.append(
          "%s, since %s\n"
              .formatted(SafeText.line(node.node()), node.since().truncatedTo(ChronoUnit.SECONDS)));
      paragraph("   ", node.reason(), ink::error);
      paragraph("   ", node.advice(), UnaryOperator.identity());
    }
    more(view.platform().blockedNodes() - BLOCKED);
  }

  private void nodes() {
    for (var nodes : view.nodes()) {
      heading("%s %s".formatted(Counts.of(nodes.count(), "node"), nodes.state().label()));
      if (nodes.applied() > 0) {
        paragraph(
            "",
            nodes.applied() == nodes.count()
                ? "'schema apply' has brought their tables and views to the target; the next start"
                    + " of their jobs confirms it"
                : "'schema apply' has brought the tables and views of %,d to the target; the next start of their jobs confirms it"
                    .formatted(nodes.applied()),
            UnaryOperator.identity());
      }
      nodes.examples().forEach(it -> text.append(SafeText.line(it)).append('\n'));
      var more = nodes.count() - nodes.examples().size();
      if (more > 0) {
        text.append("and ").append(more).append(" more\n");
      }
    }
  }

  private void delta(Delta delta) {
    if (delta.from() == delta.to()) {
      return;
    }
    heading(
        "From version %d to %d: %d added, %d changed, %d removed%s"
            .formatted(
                delta.from(),
                delta.to(),
                delta.added(),
                delta.changed(),
                delta.removed(),
                delta.complete() ? "" : ", or more"));
    delta.nodes().stream().limit(CHANGES).forEach(this::change);
    more(delta.added() + delta.changed() + delta.removed() - CHANGES);
  }

  private void change(Change change) {
    var sign =
        switch (change.kind()) {
          case ADDED -> ink.success("+");
          case CHANGED -> ink.progress("~");
          case REMOVED -> ink.warning("-");
        };
    var words =
        change.what().isEmpty() ? change.node() : "%s: %s".formatted(change.node(), change.what());
    var lines = LineWrapper.wrapped(SafeText.line(words), ink.width() - 4);
    text.append(sign).append(' ').append(String.join("\n    ", lines)).append('\n');
  }

  private void runs() {
    if (view.runs().isEmpty()) {
      return;
    }
    heading("Latest runs");
    var table = new TextTable(ink, "BEGAN", "ANSWER", "STATE", "VERSION", "JOB", "NODE");
    for (var run : view.runs().stream().limit(RUNS).toList()) {
      table.row(
          cell(RelativeTime.of(run.beganAt(), view.at())),
          cell(lowerCase(run.answer())),
          cell(lowerCase(run.state())),
          cell(run.version() == 0 ? "-" : run.version()),
          cell(run.job()),
          cell(run.node()));
    }
    text.append(table.render());
    if (view.runs().size() > RUNS) {
      text.append(
          "and more: see 'trueup runs %s'\n".formatted(SafeText.line(view.platform().id())));
    }
  }

  private void audit() {
    if (view.audit().isEmpty()) {
      return;
    }
    heading("Latest audit entries");
    var table = new TextTable(ink, "WHEN", "WHO", "WHAT", "WHY");
    for (var entry : view.audit().stream().limit(ENTRIES).toList()) {
      table.row(
          cell(RelativeTime.of(entry.at(), view.at())),
          cell(entry.actor()),
          cell(entry.verb()),
          cell(entry.reason()));
    }
    text.append(table.render());
    if (view.audit().size() > ENTRIES) {
      text.append(
          "and more: see 'trueup audit --subject platform:%s'\n"
              .formatted(SafeText.line(view.platform().id())));
    }
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
