package io.trueup.listener.cli;

import io.trueup.listener.cli.terminal.ShortDigest;
import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.daemon.view.PlanView;
import io.trueup.listener.daemon.view.PlanView.Differing;
import io.trueup.listener.daemon.view.PlanView.Effect;
import io.trueup.listener.daemon.view.PlanView.Note;
import io.trueup.listener.daemon.view.PlanView.Statement;
import io.trueup.listener.daemon.view.PlanView.Unit;
import io.trueup.listener.engine.text.SafeText;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Formats a plan for tables and views as text. Pure. */
final class PlanText {

  /** The number of items that people read; the other forms show all. */
  static final int MOST = 50;

  private static final Pattern INDENTED = Pattern.compile("\\s*\n\\s+");

  private final PlanView plan;
  private final TextStyle ink;
  private final StringBuilder text = new StringBuilder();

  private PlanText(PlanView plan, TextStyle ink) {
    this.plan = plan;
    this.ink = ink;
  }

  static String render(PlanView plan, TextStyle ink) {
    return new PlanText(plan, ink).render();
  }

  private String render() {
    text.append(heading(plan, ink));
    if (!plan.preparation().isEmpty()) {
      text.append('\n').append(ink.success("+")).append(" schemas and roles\n");
      some(plan.preparation(), "statement", this::statement);
    }
    some(plan.units(), "table or view", this::unit);
    notes("Refused: needs your decision", plan.refusals());
    notes("Missing prerequisites: planned once they exist", plan.lacks());
    differences();
    text.append('\n').append(summary(plan, ink)).append('\n');
    return text.toString();
  }

  static String heading(PlanView plan, TextStyle ink) {
    return "%s, %s version %d %s, in %s\n"
        .formatted(
            ink.bold(SafeText.line(plan.platform())),
            SafeText.line(plan.at()),
            plan.version(),
            ShortDigest.shortened(plan.commit()),
            SafeText.line(plan.container()));
  }

  static String summary(PlanView plan, TextStyle ink) {
    var summary = SafeText.line("Plan: " + plan.summary());
    if (!plan.refusals().isEmpty()) {
      return ink.error(summary);
    }
    return plan.differs()
        ? ink.progress(summary)
        : plan.differences().isEmpty() ? ink.success(summary) : ink.warning(summary);
  }

  private <T> void some(List<T> all, String what, Consumer<T> each) {
    all.stream().limit(MOST).forEach(each);
    if (all.size() > MOST) {
      text.append(more(all.size() - MOST, what, ink));
    }
  }

  static String more(int count, String what, TextStyle ink) {
    return ink.muted(
            "\nand %,d more %s: see '--output json'"
                .formatted(count, count == 1 ? what : plural(what)))
        + "\n";
  }

  private static String plural(String what) {
    return what.equals("table or view") ? "tables and views" : what + "s";
  }

  private void unit(Unit unit) {
    text.append('\n')
        .append(sign(unit.effect(), ink))
        .append(' ')
        .append(unit.kind())
        .append(' ')
        .append(ink.bold(SafeText.line(unit.name())))
        .append(ink.muted(" for " + SafeText.line(unit.node())))
        .append('\n');
    unit.statements().forEach(this::statement);
  }

  static String sign(Effect effect, TextStyle ink) {
    return switch (effect) {
      case CREATE -> ink.success("+");
      case CHANGE -> ink.progress("~");
      case DROP -> ink.error("-");
    };
  }

  private void statement(Statement it) {
    text.append("    ").append(SafeText.line(onOneLine(it.sql()))).append('\n');
    var cost =
        it.lock().equals("none") ? it.safety() : "%s, %s lock".formatted(it.safety(), it.lock());
    text.append("      ")
        .append(safety(it, cost))
        .append(ink.muted(SafeText.line(": %s [%s]".formatted(it.reason(), it.id()))));
    if (it.needsAllow()) {
      text.append(ink.error(" needs --allow " + SafeText.line(it.id())));
    }
    if (!it.mode().equals("together")) {
      text.append(
          ink.muted(
              it.mode().equals("alone") ? ", in its own transaction" : ", outside transactions"));
    }
    text.append('\n');
  }

  /** The catalog returns the query of a view indented over several lines. */
  private static String onOneLine(String sql) {
    return INDENTED.matcher(sql).replaceAll(" ");
  }

  private String safety(Statement it, String cost) {
    return switch (it.safety()) {
      case "instant" -> ink.success(cost);
      case "short-lock" -> ink.progress(cost);
      case "scan" -> ink.warning(cost);
      default -> ink.error(SafeText.line(cost));
    };
  }

  /** Prints each note once: a note about a schema repeats for each node that needs it. */
  private void notes(String title, List<Note> notes) {
    if (notes.isEmpty()) {
      return;
    }
    text.append('\n').append(ink.error(title)).append('\n');
    var lines =
        notes.stream()
            .map(it -> SafeText.line("%s: %s".formatted(it.name(), it.reason())))
            .distinct()
            .toList();
    some(lines, "of these", it -> text.append("  ").append(it).append('\n'));
  }

  private void differences() {
    if (plan.differences().isEmpty()) {
      return;
    }
    text.append('\n').append(ink.warning("Left unchanged")).append('\n');
    some(plan.differences(), "difference", it -> text.append(difference(it, ink)));
  }

  /** One line for the difference, and one for what could be done about it. */
  static String difference(Differing it, TextStyle ink) {
    var line =
        "  %s %s\n"
            .formatted(
                ink.warning("!"),
                SafeText.line("%s: %s [%s]".formatted(it.name(), it.message(), it.kind())));
    return it.choice() == null
        ? line
        : line + ink.muted("    you could run: " + SafeText.line(it.choice()) + ";") + "\n";
  }
}
