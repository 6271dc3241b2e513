package io.trueup.listener.daemon.page;

import io.trueup.listener.daemon.view.ProblemView;
import io.trueup.listener.daemon.view.VersionView;
import io.trueup.listener.daemon.view.VersionView.ImpactView;
import io.trueup.listener.daemon.view.VersionView.Verdict;
import io.trueup.model.problem.Severity;
import java.time.Instant;
import java.util.ArrayList;

/** One merge: its verdict, author, impact and problems. */
final class MergeRow {

  private static final int PROBLEMS = 5;

  private MergeRow() {}

  static Html draw(VersionView version, Instant now) {
    var isAccepted = version.verdict() == Verdict.ACCEPTED;
    return Html.of(
        """
        <li class="{}"><div class="line">{}<b class="number">v{}</b> <span class="subject">{}</span></div>
        <div class="by">{} {} · {} · {}</div>
        {}{}{}</li>
        """,
        isAccepted ? "accepted" : "rejected",
        StatusPage.badge(isAccepted ? "good" : "trouble", isAccepted ? "accepted" : "rejected"),
        version.version(),
        version.subject(),
        StatusPage.commit(version.commit()),
        version.author(),
        version.source(),
        StatusPage.age(version.decidedAt(), now),
        impacts(version),
        approval(version),
        problems(version));
  }

  private static Html approval(VersionView version) {
    var approval = version.approval();
    return approval == null
        ? Html.NOTHING
        : Html.of(
            "<div class=\"why\">accepted although incompatible, approved by {}: {}</div>",
            approval.by(),
            approval.reason());
  }

  private static Html impacts(VersionView version) {
    if (version.verdict() == Verdict.REJECTED) {
      return Html.of("<div class=\"impacts\"><span class=\"why\">no impact</span></div>");
    }
    var chips = new ArrayList<Html>();
    version.impacts().stream().filter(it -> !it.isUnaffected()).forEach(it -> chips.add(chip(it)));
    version.impacts().stream()
        .filter(ImpactView::isUnaffected)
        .forEach(it ->
            chips.add(Html.of("<span class=\"chip alone\">{} unaffected</span>", it.platform())));
    return chips.isEmpty()
        ? Html.NOTHING
        : Html.of("<div class=\"impacts\">{}</div>", Html.all(chips));
  }

  private static Html chip(ImpactView impact) {
    return Html.of(
        "<span class=\"chip\" title=\"{} nodes added, {} changed, {} removed\"><b>{}</b> +{} ~{}"
            + " −{}</span>",
        impact.added(),
        impact.changed(),
        impact.removed(),
        impact.platform(),
        impact.added(),
        impact.changed(),
        impact.removed());
  }

  private static Html problems(VersionView version) {
    if (version.problems().isEmpty()) {
      return Html.NOTHING;
    }
    var shown = version.problems().stream().limit(PROBLEMS).map(MergeRow::problem).toList();
    var more = version.errors() + version.warnings() - shown.size();
    return Html.of(
        "<ul class=\"problems\">{}{}</ul>",
        Html.all(shown),
        more > 0
            ? Html.of(
                "<li class=\"why\">and {}: <code>trueup versions --source {}</code></li>",
                more + " more",
                version.source())
            : Html.NOTHING);
  }

  private static Html problem(ProblemView problem) {
    return Html.of(
        "<li><span class=\"{}\">{}</span> {}{} <span class=\"why\">{} [{}]</span></li>",
        problem.severity() == Severity.ERROR ? "error" : "warning",
        problem.severity() == Severity.ERROR ? "error" : "warning",
        problem.place().isEmpty()
            ? Html.NOTHING
            : Html.of("<code class=\"place\">{}</code> ", problem.place()),
        problem.message(),
        problem.remedy(),
        problem.rule());
  }
}
