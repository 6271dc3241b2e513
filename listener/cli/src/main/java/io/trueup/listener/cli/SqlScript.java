package io.trueup.listener.cli;

import io.trueup.listener.daemon.view.PlanView;
import io.trueup.listener.daemon.view.PlanView.Note;
import io.trueup.listener.daemon.view.PlanView.Statement;
import io.trueup.listener.engine.text.SafeText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Formats a plan as a plain SQL script: statements that belong together share a transaction with a
 * lock timeout; statements that Postgres runs only outside of transactions stand alone. Pure.
 */
final class SqlScript {

  private static final String LOCK_TIMEOUT = "2s";

  private final PlanView plan;
  private final StringBuilder text = new StringBuilder();
  private boolean isOpen;

  private SqlScript(PlanView plan) {
    this.plan = plan;
  }

  /** Names and literals must mean the same for every user who runs the script. */
  private static final String SETTINGS =
      """
      SET search_path = pg_catalog, pg_temp;
      SET TIME ZONE 'UTC';
      SET standard_conforming_strings = on;
      SET default_tablespace = '';
      SET default_table_access_method = heap;
      """;

  static String render(PlanView plan) {
    return new SqlScript(plan).render();
  }

  private String render() {
    comment(
        "%s, %s version %d, in %s"
            .formatted(plan.platform(), plan.at(), plan.version(), plan.container()));
    comment("Plan: " + plan.summary());
    comment("Run it with psql -v ON_ERROR_STOP=1 -f, so that it stops at the first error.");
    text.append(SETTINGS);
    part("schemas and roles", plan.preparation());
    plan.units().forEach(it -> part(it.kind() + " " + it.name(), it.statements()));
    notes("Refused", plan.refusals());
    notes("Missing prerequisite", plan.lacks());
    for (var it : plan.differences()) {
      text.append('\n');
      comment("%s: %s [%s]".formatted(it.name(), it.message(), it.kind()));
      choice(it.choice());
    }
    return text.toString();
  }

  private void part(String title, List<Statement> statements) {
    if (statements.isEmpty()) {
      return;
    }
    text.append('\n');
    comment(title);
    for (var it : statements) {
      if (it.mode().equals("together")) {
        begin();
        statement(it);
      } else {
        commit();
        if (it.mode().equals("alone")) {
          begin();
          statement(it);
          commit();
        } else {
          statement(it);
        }
      }
    }
    commit();
  }

  private void begin() {
    if (!isOpen) {
      text.append("BEGIN;\nSET LOCAL lock_timeout = '").append(LOCK_TIMEOUT).append("';\n");
      isOpen = true;
    }
  }

  private void commit() {
    if (isOpen) {
      text.append("COMMIT;\n");
      isOpen = false;
    }
  }

  private void statement(Statement it) {
    comment(
        "%s, %s lock: %s [%s]%s"
            .formatted(
                it.safety(),
                it.lock(),
                it.reason(),
                it.id(),
                it.needsAllow() ? "; review before you run it" : ""));
    text.append(it.sql()).append(";\n");
  }

  private void notes(String title, List<Note> notes) {
    for (var note : notes) {
      text.append('\n');
      comment("%s: %s: %s".formatted(title, note.name(), note.reason()));
    }
  }

  private void choice(@Nullable String sql) {
    if (sql != null) {
      comment("You could run: " + sql + ";");
    }
  }

  /** A comment of one line: no text can end it, so psql never executes any part. */
  private void comment(String line) {
    text.append("-- ").append(SafeText.line(line)).append('\n');
  }
}
