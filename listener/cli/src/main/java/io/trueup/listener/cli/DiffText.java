package io.trueup.listener.cli;

import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.daemon.view.PlanView;
import io.trueup.listener.daemon.view.PlanView.Differing;
import io.trueup.listener.daemon.view.PlanView.Note;
import io.trueup.listener.daemon.view.PlanView.Statement;
import io.trueup.listener.daemon.view.PlanView.Unit;
import io.trueup.listener.engine.text.SafeText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Formats the differences of a plan as text, table by table and without SQL. Pure. */
final class DiffText {

  private final PlanView plan;
  private final TextStyle ink;
  private final Map<String, List<String>> lines = new LinkedHashMap<>();

  private DiffText(PlanView plan, TextStyle ink) {
    this.plan = plan;
    this.ink = ink;
  }

  static String render(PlanView plan, TextStyle ink) {
    return new DiffText(plan, ink).render();
  }

  private String render() {
    plan.preparation().forEach(it -> add("schemas and roles", statement(it)));
    plan.units().forEach(this::unit);
    plan.refusals().forEach(it -> add(it.name(), note(it)));
    plan.lacks().forEach(it -> add(it.name(), note(it)));
    plan.differences().forEach(it -> add(it.name(), difference(it)));
    var text = new StringBuilder(PlanText.heading(plan, ink));
    lines.entrySet().stream()
        .limit(PlanText.MOST)
        .forEach(it -> {
          text.append('\n').append(ink.bold(SafeText.line(it.getKey()))).append('\n');
          it.getValue().forEach(line -> text.append("  ").append(line).append('\n'));
        });
    if (lines.size() > PlanText.MOST) {
      text.append(PlanText.more(lines.size() - PlanText.MOST, "table or view", ink));
    }
    return text.append('\n').append(summary()).append('\n').toString();
  }

  private void add(String name, String line) {
    lines.computeIfAbsent(name, _ -> new ArrayList<>()).add(line);
  }

  private void unit(Unit unit) {
    var described = unit.statements().stream().filter(it -> !it.what().isEmpty()).toList();
    described.forEach(it -> add(unit.name(), statement(it)));
    if (described.isEmpty()) {
      add(unit.name(), PlanText.sign(unit.effect(), ink) + " " + unit.kind());
    }
  }

  private String statement(Statement it) {
    var sign =
        switch (it.sign()) {
          case "+" -> ink.success("+");
          case "-" -> ink.error("-");
          default -> ink.progress("~");
        };
    return sign + " " + SafeText.line(it.what());
  }

  private String note(Note note) {
    return ink.error("!") + " " + SafeText.line(note.reason());
  }

  private String difference(Differing it) {
    return ink.warning("!") + " " + SafeText.line("%s [%s]".formatted(it.message(), it.kind()));
  }

  private String summary() {
    return plan.differs() || !plan.differences().isEmpty()
        ? PlanText.summary(plan, ink)
        : ink.success("No difference");
  }
}
