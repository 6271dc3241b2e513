package io.trueup.platforms.database;

import io.trueup.platforms.database.Look.Finding;
import io.trueup.platforms.database.SchemaReconciler.Session;
import io.trueup.platforms.schema.PlannedStatement;
import io.trueup.platforms.schema.SchemaPlan;
import io.trueup.platforms.spi.StatementJournal.Allowance;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a session: one look at the catalog for all tasks finds those that need anything, and
 * what became of what an earlier run left open; only the others are carried out.
 */
final class SessionRun {

  private static final Logger LOG = LoggerFactory.getLogger(SessionRun.class);

  private final Session session;
  private final StepContext context;
  private final BatchRecord record;

  SessionRun(Session session, StepContext context, @Nullable Allowance word) {
    this.session = session;
    this.context = context;
    this.record = session.record(context, word);
  }

  /**
   * Runs what was shown, or whatever is planned.
   *
   * @param digest of what was shown; null when nothing was
   */
  RunResult run(List<? extends SchemaTask> tasks, Judge judge, @Nullable String digest) {
    List<Finding> findings;
    List<SchemaPlan> plans;
    try {
      findings = session.looker().differences(tasks);
      plans = findings.stream().map(Finding::plan).toList();
      var byNode = Session.byNode(tasks, plans);
      if (digest != null
          && !SchemaPlan.of(new TreeMap<>(byNode).values()).digest().equals(digest)) {
        return new RunResult.Stale(Session.byNode(tasks, session.looker().plans(tasks)));
      }
    } catch (SQLException e) {
      return new RunResult.Ran(Session.byNode(tasks, failed(tasks, e)));
    }
    var strict = digest == null ? judge : judge.ofShown(plans);
    return new RunResult.Ran(Session.byNode(tasks, run(tasks, findings, strict)));
  }

  /** Runs whatever is planned. */
  List<StepOutcome> run(List<? extends SchemaTask> tasks, Judge judge) {
    try {
      return run(tasks, session.looker().differences(tasks), judge);
    } catch (SQLException e) {
      return failed(tasks, e);
    }
  }

  private List<StepOutcome> failed(List<? extends SchemaTask> tasks, SQLException failure) {
    if (failure instanceof StoppedException) {
      Thread.currentThread().interrupt();
    }
    var outcome = session.failures().outcome(failure, "");
    return tasks.stream().map(_ -> outcome).toList();
  }

  private List<StepOutcome> run(
      List<? extends SchemaTask> tasks, List<Finding> findings, Judge judge) {
    record.resolve(
        tasks.stream().map(SchemaTask::node).collect(Collectors.toSet()),
        findings.stream()
            .flatMap(it -> it.plan().statements().stream())
            .map(PlannedStatement::sql)
            .collect(Collectors.toSet()));
    var all = new ArrayList<Progress>();
    for (var i = 0; i < tasks.size(); i++) {
      all.add(progress(tasks.get(i), findings.get(i), judge));
    }
    var wanting = all.stream().filter(it -> !it.isEnded()).toList();
    if (!wanting.isEmpty()) {
      session.tasks(context, judge, record).run(wanting);
      log(all);
    }
    return all.stream().map(Progress::outcome).toList();
  }

  /** Ended, if that is certain already. */
  private static Progress progress(SchemaTask task, Finding finding, Judge judge) {
    var progress = new Progress(task);
    if (!finding.isCertain()) {
      return progress;
    }
    var plan = finding.plan();
    judge
        .objection(task.node(), plan)
        .ifPresentOrElse(
            progress::end,
            () -> {
              if (plan.statements().isEmpty()) {
                progress.done();
              }
            });
    return progress;
  }

  private void log(List<Progress> all) {
    var open = all.stream().filter(it -> !(it.outcome() instanceof StepOutcome.Done)).count();
    LOG.debug(
        "Ran {} statements for {} nodes of {} in {}, {} of which did not land",
        all.stream().mapToInt(Progress::statements).sum(),
        all.size(),
        context.platform(),
        session.container(),
        open);
  }
}
