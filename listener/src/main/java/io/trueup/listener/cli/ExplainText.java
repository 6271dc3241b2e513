package io.trueup.listener.cli;

import static io.trueup.listener.cli.Table.cell;

import io.trueup.listener.api.view.Ages;
import io.trueup.listener.api.view.Counts;
import io.trueup.listener.api.view.ExplainView;
import io.trueup.listener.api.view.ExplainView.Delta;
import io.trueup.listener.api.view.ExplainView.Step;
import io.trueup.listener.api.view.PlatformView.Pointer;
import io.trueup.listener.api.view.Printable;
import io.trueup.listener.api.view.SourceCondition;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Why a platform is where it is, as text. Pure. */
final class ExplainText {

  private final ExplainView view;
  private final Ink ink;
  private final StringBuilder text = new StringBuilder();

  private ExplainText(ExplainView view, Ink ink) {
    this.view = view;
    this.ink = ink;
  }

  static String render(ExplainView view, Ink ink) {
    return new ExplainText(view, ink).render();
  }

  private String render() {
    var platform = view.platform();
    text.append(ink.strong(Printable.line(platform.id())))
        .append(" is ")
        .append(StatusText.colour(platform.state(), ink).apply(platform.state().label()))
        .append("\n")
        .append(Printable.line(platform.summary()))
        .append('\n');
    source();
    text.append('\n');
    pointers();
    waiting();
    steps();
    nodes();
    delta(view.delta());
    runs();
    audit();
    return text.toString();
  }

  /** What the source is going through may be why the platform is where it is. */
  private void source() {
    var source = view.source();
    if (source.state() != SourceCondition.FOLLOWING) {
      text.append("Source '%s' is ".formatted(Printable.line(source.id())))
          .append(StatusText.colour(source.state(), ink).apply(source.state().label()))
          .append(". ")
          .append(Printable.line(source.summary()))
          .append('\n');
    }
  }

  private void pointers() {
    var platform = view.platform();
    var table = new Table(ink, "POINTER", "VERSION", "COMMIT", "SINCE", "GRAPH");
    pointer(table, "realized", platform.realized());
    pointer(table, "target", platform.target());
    pointer(table, "merged", platform.merged());
    text.append(table.render());
  }

  private void pointer(Table table, String name, Pointer pointer) {
    var graph = pointer.graph();
    table.row(
        cell(name),
        cell(pointer.version() == 0 ? "-" : pointer.version()),
        cell(StatusText.shortened(pointer.commit())),
        cell(pointer.version() == 0 ? "-" : Ages.of(pointer.since(), view.at())),
        cell(StatusText.shortened(graph)));
  }

  private void heading(String heading) {
    text.append('\n').append(ink.strong(heading)).append('\n');
  }

  private void waiting() {
    var waiting = view.platform().waiting();
    if (waiting != null) {
      heading("Waits since " + waiting.since().truncatedTo(ChronoUnit.SECONDS));
      text.append(Printable.line(waiting.reason())).append('\n');
    }
  }

  private void steps() {
    if (view.steps().isEmpty()) {
      return;
    }
    heading("Steps that have not landed");
    for (var step : view.steps()) {
      step(step);
    }
  }

  private void step(Step step) {
    text.append(
        "%d. %s %s: %s, %s\n"
            .formatted(
                step.ordinal(),
                word(step.action()),
                Printable.line(step.node()),
                word(step.state()),
                Counts.of(step.attempts(), "attempt")));
    text.append("   ").append(Printable.line(step.reason())).append('\n');
    var error = step.error();
    if (error != null) {
      text.append("   ").append(ink.trouble(Printable.line(error))).append('\n');
    }
    if (step.retryAt() != null) {
      text.append("   Tried again ").append(Ages.of(step.retryAt(), view.at())).append('\n');
    }
  }

  private void nodes() {
    for (var nodes : view.nodes()) {
      heading("%s %s".formatted(Counts.of(nodes.count(), "node"), word(nodes.state())));
      nodes.examples().forEach(it -> text.append(Printable.line(it)).append('\n'));
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
                delta.complete() ? "" : ", at least"));
    for (var change : delta.nodes()) {
      var sign =
          switch (change.kind()) {
            case ADDED -> ink.good("+");
            case CHANGED -> ink.busy("~");
            case REMOVED -> ink.care("-");
          };
      text.append(sign).append(' ').append(Printable.line(change.node()));
      if (!change.what().isEmpty()) {
        text.append(": ").append(Printable.line(change.what()));
      }
      text.append('\n');
    }
  }

  private void runs() {
    if (view.runs().isEmpty()) {
      return;
    }
    heading("Newest runs");
    var table = new Table(ink, "BEGAN", "NODE", "JOB", "ANSWER", "STATE", "VERSION");
    for (var run : view.runs()) {
      table.row(
          cell(Ages.of(run.beganAt(), view.at())),
          cell(run.node()),
          cell(run.job()),
          cell(word(run.answer())),
          cell(word(run.state())),
          cell(run.version() == 0 ? "-" : run.version()));
    }
    text.append(table.render());
  }

  private void audit() {
    if (view.audit().isEmpty()) {
      return;
    }
    heading("Newest of the audit");
    var table = new Table(ink, "WHEN", "WHO", "WHAT", "WHY");
    for (var entry : view.audit()) {
      table.row(
          cell(Ages.of(entry.at(), view.at())),
          cell(entry.actor()),
          cell(entry.verb()),
          cell(entry.reason()));
    }
    text.append(table.render());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
