package io.trueup.listener.daemon.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.daemon.view.ApprovalView;
import io.trueup.listener.daemon.view.BlockedNodeView;
import io.trueup.listener.daemon.view.DeliveryView;
import io.trueup.listener.daemon.view.GateView;
import io.trueup.listener.daemon.view.GroupPauseView;
import io.trueup.listener.daemon.view.LoadingView;
import io.trueup.listener.daemon.view.PlatformCondition;
import io.trueup.listener.daemon.view.PlatformView;
import io.trueup.listener.daemon.view.PlatformView.Hold;
import io.trueup.listener.daemon.view.PlatformView.Pointer;
import io.trueup.listener.daemon.view.PlatformView.Waiting;
import io.trueup.listener.daemon.view.PlatformView.Windows;
import io.trueup.listener.daemon.view.ProblemView;
import io.trueup.listener.daemon.view.RolloutView;
import io.trueup.listener.daemon.view.SourceCondition;
import io.trueup.listener.daemon.view.SourceView;
import io.trueup.listener.daemon.view.StatusView;
import io.trueup.listener.daemon.view.VersionFilesView;
import io.trueup.listener.daemon.view.VersionView;
import io.trueup.listener.daemon.view.VersionView.Verdict;
import io.trueup.listener.daemon.view.WindowCalendarView;
import io.trueup.listener.daemon.view.WindowCondition;
import io.trueup.listener.daemon.view.WindowView;
import io.trueup.listener.daemon.view.WindowView.Span;
import io.trueup.model.problem.Severity;
import io.trueup.model.progress.LoadPhase;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.control.Hold.Cause;
import io.trueup.statestore.control.RolloutWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusPageTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private static final WindowCalendarView NO_WINDOWS =
      new WindowCalendarView(NOW, NOW, NOW.plus(Duration.ofDays(14)), List.of(), List.of());

  private static final BlockedNodeView BLOCKED =
      new BlockedNodeView(
          "Ingest/Live/NW_Data",
          "Refused: 2 rows of <customers> have no phone",
          NOW.minusSeconds(240),
          "trueup schema apply --platform acme/Live --node 'Ingest/Live/NW_Data'");

  private static Pointer pointer(long version, long secondsAgo) {
    return new Pointer(version, version == 0 ? null : COMMIT, null, NOW.minusSeconds(secondsAgo));
  }

  private static PlatformView platform(
      String name,
      PlatformCondition state,
      String summary,
      @Nullable Waiting waiting,
      @Nullable RolloutView rollout) {
    return new PlatformView(
        "acme",
        name,
        "postgres",
        "merge",
        state,
        NOW.minusSeconds(240),
        summary,
        pointer(7, 30),
        pointer(7, 20),
        pointer(state == PlatformCondition.REALIZED ? 7 : 6, 7200),
        0,
        null,
        waiting,
        rollout,
        state == PlatformCondition.BLOCKED ? BLOCKED : null,
        state == PlatformCondition.BLOCKED ? 3 : 0,
        List.of(),
        null,
        null,
        null,
        0);
  }

  private static SourceView source(String id, Health health, @Nullable String reason) {
    return new SourceView(
        id,
        health == Health.BLOCKED ? SourceCondition.BLOCKED : SourceCondition.FOLLOWING,
        reason == null ? "Version 7 is the newest and is accepted" : reason,
        health,
        reason,
        NOW.minusSeconds(90),
        3,
        3,
        COMMIT,
        COMMIT,
        7,
        COMMIT,
        0,
        null,
        null,
        null,
        null,
        0,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static SourceView loading(SourceView it, LoadingView loading) {
    return new SourceView(
        it.id(),
        it.state(),
        it.summary(),
        it.health(),
        it.reason(),
        it.since(),
        it.requested(),
        it.processed(),
        it.head(),
        it.judged(),
        it.accepted(),
        it.acceptedCommit(),
        it.rejected(),
        it.rejectedChange(),
        it.approval(),
        it.acknowledged(),
        it.retryAt(),
        it.attempts(),
        it.lookedAt(),
        it.detachedSince(),
        loading,
        it.compiled(),
        it.hook(),
        it.statuses());
  }

  private static SourceView compiled(SourceView it, VersionFilesView compiled) {
    return new SourceView(
        it.id(),
        it.state(),
        it.summary(),
        it.health(),
        it.reason(),
        it.since(),
        it.requested(),
        it.processed(),
        it.head(),
        it.judged(),
        it.accepted(),
        it.acceptedCommit(),
        it.rejected(),
        it.rejectedChange(),
        it.approval(),
        it.acknowledged(),
        it.retryAt(),
        it.attempts(),
        it.lookedAt(),
        it.detachedSince(),
        it.loading(),
        compiled,
        it.hook(),
        it.statuses());
  }

  @Test
  void showsWhatCompiledVersionsTakeAndWhyNoneCanBeWritten() {
    var source = source("acme", Health.FOLLOWING, null);
    var fine = compiled(source, new VersionFilesView(3, 5 << 20, null));
    var full = compiled(source, new VersionFilesView(3, 5 << 20, "No space left. Free disk space"));

    assertThat(render(List.of(fine), List.of(), List.of()))
        .contains("3 files of compiled versions, 5.0 MB on disk");
    assertThat(render(List.of(full), List.of(), List.of()))
        .contains("<p class=\"box care\">No space left. Free disk space</p>");
  }

  @Test
  void showsHowFarTheLoadOfAModelIs() {
    var loading = "Loading abcdef02: 300 of 1,000 files read, 20%, about 25 s left";
    var source = source("acme", Health.FOLLOWING, null);

    assertThat(
            render(
                List.of(
                    loading(
                        source,
                        new LoadingView(
                            "abcdef02", LoadPhase.READING, 300, 1000, 20, 25L, NOW, loading))),
                List.of(),
                List.of()))
        .contains("<p class=\"note\">%s</p>".formatted(loading));
    assertThat(render(List.of(source), List.of(), List.of())).doesNotContain("Loading");
  }

  private static VersionView version(
      Verdict verdict, String author, String subject, List<ProblemView> problems) {
    return new VersionView(
        "acme",
        7,
        COMMIT,
        verdict,
        author,
        subject,
        NOW,
        NOW.minusSeconds(60),
        problems.size(),
        0,
        null,
        null,
        problems,
        List.of(),
        null);
  }

  @Test
  void showsTheApprovalOfAnAcceptedMerge() {
    var approval = new ApprovalView("5c".repeat(32), NOW, "ann <b>", "never realized");
    var version =
        new VersionView(
            "acme",
            7,
            COMMIT,
            Verdict.ACCEPTED,
            "Ann",
            "Narrow",
            NOW,
            NOW,
            0,
            1,
            approval.change(),
            approval,
            List.of(),
            List.of(),
            null);

    assertThat(render(List.of(), List.of(), List.of(version)))
        .contains("accepted although incompatible, approved by ann &lt;b&gt;: never realized");
  }

  private static String render(
      List<SourceView> sources, List<PlatformView> platforms, List<VersionView> versions) {
    var status = StatusView.of(NOW, sources, platforms);
    return StatusPage.render(
        new StatusPage.Content(
            status, List.of(), List.of(), NO_WINDOWS, versions, List.of(), "phone", "1.2.3"),
        "n0nce");
  }

  @Test
  void showsWhyANodeIsBlocked() {
    var page =
        render(
            List.of(source("acme", Health.FOLLOWING, null)),
            List.of(platform("Live", PlatformCondition.BLOCKED, "Blocked", null, null)),
            List.of());

    assertThat(page)
        .contains("<title>(!) Trueup: status</title>")
        .contains("<div class=\"headline trouble\">")
        .contains("<h1>Platform &#39;acme/Live&#39; is blocked</h1>")
        .contains("<article class=\"card trouble\">")
        .contains("Refused: 2 rows of &lt;customers&gt; have no phone")
        .contains(
            "<code>trueup schema apply --platform acme/Live --node"
                + " &#39;Ingest/Live/NW_Data&#39;</code>")
        .contains(
            "Once this is fixed, the next start of the job retries. To retry now, run: <code>")
        .contains("3 nodes blocked: <code>trueup nodes acme/Live --state blocked</code>");
  }

  @Test
  void showsThatEverythingIsUpToDate() {
    var page =
        render(
            List.of(source("acme", Health.FOLLOWING, null)),
            List.of(
                platform(
                    "Live", PlatformCondition.REALIZED, "Up to date at version 7", null, null)),
            List.of());

    assertThat(page)
        .contains("<h1>All platforms are up to date</h1>")
        .contains("<title>Trueup: status</title>")
        .contains("aria-label=\"Realized version 7, target 7, merged 7\"")
        .contains(">2 h ago</time>")
        .contains("<span class=\"badge good\">realized</span>")
        .contains("2026-03-01T12:00:00Z");
  }

  @Test
  void showsTheErrorAndWhenItIsTriedAgain() {
    var rollout =
        new RolloutView(
            1,
            6,
            7,
            Rollout.State.EXECUTING,
            5,
            3,
            "ERROR: permission denied\n  for schema <warehouse>",
            NOW.plusSeconds(20),
            2,
            NOW,
            null,
            Rollout.Kind.FORWARD,
            List.of(),
            null,
            null);
    var page =
        render(
            List.of(source("acme", Health.FOLLOWING, null)),
            List.of(platform("Live", PlatformCondition.FAILING, "A step failed", null, rollout)),
            List.of());

    assertThat(page)
        .contains("(!) Trueup")
        .contains("<pre>ERROR: permission denied\n  for schema &lt;warehouse&gt;</pre>")
        .contains(">in 20 s</time>")
        .contains("2 nodes have not reached their target yet");
  }

  @Test
  void leadsWithASourceThatIsBlocked() {
    var page =
        render(
            List.of(source("acme", Health.BLOCKED, "The branch was rewritten")),
            List.of(),
            List.of());

    assertThat(page)
        .contains("<h1>Source &#39;acme&#39; is blocked and needs attention</h1>")
        .contains("The branch was rewritten")
        .contains("No platform yet");
  }

  private static PlatformView platform(String name, PlatformCondition state) {
    return platform(name, state, "summary", null, null);
  }

  @Test
  void putsCardsInTheOrderOfTheirUrgency() {
    var page =
        render(
            List.of(source("acme", Health.FOLLOWING, null)),
            List.of(
                platform("One", PlatformCondition.REALIZED),
                platform("Two", PlatformCondition.OWN_LOOP),
                platform("Three", PlatformCondition.AWAITING_JOBS),
                platform("Four", PlatformCondition.WAITING),
                platform("Five", PlatformCondition.MOVING),
                platform("Six", PlatformCondition.PAUSED),
                platform("Seven", PlatformCondition.FAILING)),
            List.of());

    assertThat(page)
        .containsSubsequence(
            "<h3>Seven", "<h3>Six", "<h3>Four", "<h3>Five", "<h3>Three", "<h3>One", "<h3>Two")
        .containsSubsequence("id=\"platforms\"", "id=\"sources\"");
  }

  @Test
  void showsWhatFailsInRed() {
    var page =
        render(
            List.of(source("acme", Health.FOLLOWING, null)),
            List.of(
                platform("One", PlatformCondition.REALIZED),
                platform("Two", PlatformCondition.FAILING)),
            List.of());

    assertThat(page)
        .contains("<div class=\"headline trouble\">")
        .contains("<article class=\"card trouble\">")
        .contains("<span class=\"badge trouble\">failing</span>")
        .contains(
            "Failing for <time datetime=\"2026-03-01T11:56:00Z\" title=\"since"
                + " 2026-03-01T11:56:00Z\">4 min</time>");
  }

  @Test
  void putsABlockedSourceBeforeThePlatforms() {
    var page =
        render(
            List.of(
                source("acme", Health.FOLLOWING, null),
                source("beta", Health.BLOCKED, "The branch was rewritten")),
            List.of(platform("Live", PlatformCondition.REALIZED)),
            List.of());

    assertThat(page)
        .containsSubsequence(
            "id=\"sources\"", "<h3>beta", "<h3>acme", "id=\"platforms\"", "<h3>Live");
  }

  @Test
  void showsNoPartsOfSeconds() {
    var now = Instant.parse("2026-03-01T12:00:00.123456Z");
    var status =
        StatusView.of(
            now,
            List.of(source("acme", Health.FOLLOWING, null)),
            List.of(platform("Live", PlatformCondition.REALIZED)));
    var page =
        StatusPage.render(
            new StatusPage.Content(
                status, List.of(), List.of(), NO_WINDOWS, List.of(), List.of(), "phone", "1.2.3"),
            "n0nce");

    assertThat(page).contains("2026-03-01T12:00:00Z").doesNotContain(".123456");
  }

  @Test
  void showsWhereAMergeIsWrong() {
    var problem =
        new ProblemView(
            "dataset.unknown", Severity.ERROR, "team/a.yaml", 12, 7, "No such", "Mend it");

    var page =
        render(
            List.of(),
            List.of(),
            List.of(version(Verdict.REJECTED, "Ann", "Typo", List.of(problem))));

    assertThat(page)
        .contains("<code class=\"place\">team/a.yaml:12:7</code> No such")
        .contains("no impact");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "\" onmouseover=\"alert(1)",
        "' onmouseover='alert(1)",
        "</title><img src=x onerror=alert(1)>",
        "&lt;b&gt;",
        "evil\u202Etxt.exe",
        "\u001b[31mred\u001b[0m\u0007",
        "zero\u200bwidth\u0000nul",
        "two\nlines\r\n",
        "{} {}"
      })
  void showsTextOfOthersAsText(String evil) {
    var sources = List.of(source(evil, Health.BLOCKED, evil));
    var rollout =
        new RolloutView(
            1,
            6,
            7,
            Rollout.State.EXECUTING,
            5,
            3,
            evil,
            NOW,
            2,
            NOW,
            null,
            Rollout.Kind.FORWARD,
            List.of("window"),
            evil,
            evil);
    var gate = new GateView("window", evil, evil, NOW, evil, evil, NOW.plusSeconds(60));
    var waiting = new Waiting("paused", evil + " ", NOW, List.of(gate), NOW.plusSeconds(60));
    var hold = new Hold(6, Cause.ROLLBACK, evil, evil, NOW);
    var platforms =
        List.of(
            steered(platform(evil, PlatformCondition.FAILING, evil, waiting, rollout), hold, null));
    var problem = new ProblemView(evil, Severity.ERROR, evil, 1, 1, evil, evil);
    var versions = List.of(version(Verdict.REJECTED, evil, evil, List.of(problem)));
    var deliveries =
        List.of(new DeliveryView(1, evil, evil, evil, Delivery.Verdict.IGNORED, evil, 0, NOW));
    var status = StatusView.of(NOW, sources, platforms);

    var page =
        StatusPage.render(
            new StatusPage.Content(
                status,
                List.of(new GroupPauseView(evil, evil, evil, NOW, null, List.of(evil))),
                List.of(window(evil, "deny", WindowCondition.SUSPENDED)),
                calendar(evil, List.of(new Span(NOW, NOW.plusSeconds(3600)))),
                versions,
                deliveries,
                evil,
                "1"),
            "n0nce");

    var harmless =
        StatusPage.render(
            new StatusPage.Content(
                StatusView.of(NOW, List.of(source("x", Health.BLOCKED, "x")), platforms),
                List.of(new GroupPauseView("x", "x", "x", NOW, null, List.of("x"))),
                List.of(window("x", "deny", WindowCondition.SUSPENDED)),
                calendar("x", List.of(new Span(NOW, NOW.plusSeconds(3600)))),
                versions,
                deliveries,
                "x",
                "1"),
            "n0nce");
    assertThat(tags(page)).isEqualTo(tags(harmless));
    assertThat(page)
        .doesNotContain("<script>")
        .doesNotContain("<img")
        .doesNotContain("\" onmouseover")
        .doesNotContain("' onmouseover")
        .doesNotContainPattern("[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u200b\\u202e]");
  }

  private static PlatformView steered(
      PlatformView platform, @Nullable Hold hold, @Nullable Windows windows) {
    return new PlatformView(
        platform.source(),
        platform.name(),
        platform.type(),
        platform.policy(),
        platform.state(),
        platform.since(),
        platform.summary(),
        platform.merged(),
        platform.target(),
        platform.realized(),
        platform.syncRequested(),
        platform.pause(),
        platform.waiting(),
        platform.rollout(),
        platform.blocked(),
        platform.blockedNodes(),
        platform.pauses(),
        hold,
        windows,
        platform.drifted(),
        platform.driftedNodes());
  }

  private static WindowView window(String text, String kind, WindowCondition state) {
    return new WindowView(
        text,
        text.equals("night") ? text : text + " name",
        kind,
        text,
        "2026-03-01T22:00",
        "8h",
        text,
        text,
        List.of(),
        text,
        text,
        RolloutWindow.Origin.OPERATOR,
        3,
        state,
        text,
        state == WindowCondition.IN_FORCE ? new Span(NOW, NOW.plus(Duration.ofHours(3))) : null,
        new Span(NOW.plus(Duration.ofHours(10)), NOW.plus(Duration.ofHours(18))),
        null,
        text,
        1,
        NOW,
        NOW,
        null);
  }

  private static WindowCalendarView calendar(String text, List<Span> open) {
    return new WindowCalendarView(
        NOW,
        NOW,
        NOW.plus(Duration.ofDays(14)),
        List.of(
            new WindowCalendarView.Group(
                List.of(text),
                List.of(
                    new WindowCalendarView.Concern(
                        text, "deny", text, WindowCondition.IN_FORCE, text, text)),
                open)),
        List.of());
  }

  private static String render(
      List<PlatformView> platforms,
      List<GroupPauseView> pauses,
      List<WindowView> windows,
      WindowCalendarView calendar) {
    return StatusPage.render(
        new StatusPage.Content(
            StatusView.of(NOW, List.of(source("acme", Health.FOLLOWING, null)), platforms),
            pauses,
            windows,
            calendar,
            List.of(),
            List.of(),
            "phone",
            "1.2.3"),
        "n0nce");
  }

  @Test
  void showsEachGateThatIsShutAndWhenItOpens() {
    var window =
        new GateView(
            "window",
            "freeze",
            "ann",
            NOW.minusSeconds(7200),
            "Window 'freeze' denies",
            "Unblock with `trueup windows suspend freeze`",
            NOW.plus(Duration.ofHours(5)));
    var policy = new GateView("policy", "", null, null, "It waits for a sync", "", null);
    var both = new Waiting("policy", "all", NOW.minusSeconds(60), List.of(policy, window), null);
    var one =
        new Waiting(
            "window", "all", NOW.minusSeconds(60), List.of(window), NOW.plus(Duration.ofHours(5)));

    var page =
        render(
            List.of(
                platform("Live", PlatformCondition.WAITING, "all of it", both, null),
                platform("Qa", PlatformCondition.WAITING, "all of it", one, null)),
            List.of(),
            List.of(),
            NO_WINDOWS);

    assertThat(page)
        .contains("<p class=\"sum\">Version 7 waits for 2 gates</p>")
        .contains("<b>policy</b> It waits for a sync")
        .contains("<b>window</b> Window &#39;freeze&#39; denies. Unblock with")
        .containsPattern("opens <time [^>]*>in 5 h</time>")
        .containsOnlyOnce("all gates are open <time");
  }

  @Test
  void asksNobodyToActWhereAllGatesOpenByThemselves() {
    var window = new GateView("window", "w", null, NOW, "Shut", "", NOW.plus(Duration.ofHours(5)));
    var waiting =
        new Waiting("window", "Shut", NOW, List.of(window), NOW.plus(Duration.ofHours(5)));
    var manual = new GateView("policy", "", null, null, "It waits for a sync", "", null);
    var forever = new Waiting("policy", "Shut", NOW, List.of(manual), null);

    assertThat(
            render(
                List.of(platform("Live", PlatformCondition.WAITING, "x", waiting, null)),
                List.of(),
                List.of(),
                NO_WINDOWS))
        .contains("<title>Trueup: status</title>");
    assertThat(
            render(
                List.of(platform("Live", PlatformCondition.WAITING, "x", forever, null)),
                List.of(),
                List.of(),
                NO_WINDOWS))
        .contains("<title>(!) Trueup: status</title>");
  }

  @Test
  void showsHoldsAndWhatTheWindowsSay() {
    var held =
        steered(
            platform("Live", PlatformCondition.HELD, "Held at version 6", null, null),
            new Hold(6, Cause.HOLD, "ann", "quarter end", NOW),
            new Windows(2, false, NOW.plus(Duration.ofHours(9))));
    var open =
        steered(
            platform("Qa", PlatformCondition.REALIZED),
            null,
            new Windows(1, true, NOW.plus(Duration.ofMinutes(14))));

    var page = render(List.of(held, open), List.of(), List.of(), NO_WINDOWS);

    assertThat(page)
        .contains("<span class=\"badge care\" title=\"ann: quarter end\">held at v6</span>")
        .containsPattern("Shut by its windows, opens <time [^>]*>in 9 h</time>")
        .containsPattern("Open by its window, closes <time [^>]*>in 14 min</time>");
  }

  @Test
  void showsPausesOfGroupsAsBanners() {
    var everything =
        new GroupPauseView(
            "all", "ann", "incident 7", NOW.minusSeconds(600), null, List.of("acme/Live"));
    var group =
        new GroupPauseView("tag=eu", "bob", "audit", NOW, NOW.plus(Duration.ofHours(2)), List.of());

    var page = render(List.of(), List.of(everything, group), List.of(), NO_WINDOWS);

    assertThat(page)
        .contains("<h2>Everything is paused</h2>")
        .contains("<code>trueup resume --all</code>")
        .contains("<h2>All platforms of <code>tag=eu</code> are paused</h2>")
        .containsPattern("ends <time [^>]*>in 2 h</time>")
        .contains("matches no platform now")
        .contains("<code>trueup resume --select tag=eu</code>");
  }

  @Test
  void drawsTheWindowsOfTheNextTwoWeeks() {
    var open =
        List.of(
            new Span(NOW, NOW.plus(Duration.ofHours(84))),
            new Span(NOW.plus(Duration.ofDays(7)), NOW.plus(Duration.ofDays(7).plusMinutes(5))));

    var page =
        render(
            List.of(),
            List.of(),
            List.of(window("night", "allow", WindowCondition.IN_FORCE)),
            calendar("acme/Live", open));

    assertThat(page)
        .contains("<rect class=\"open\" x=\"0.00%\" width=\"25.00%\" height=\"100%\">")
        .contains("<rect class=\"open\" x=\"50.00%\" width=\"0.20%\" height=\"100%\">")
        .contains("Open from 2026-03-01T12:00:00Z until 2026-03-05T00:00:00Z")
        .contains("aria-label=\"When acme/Live is open by windows\"")
        .contains(">Mon 2</text>")
        .contains("<span class=\"badge good\">allow, in force</span><b>night</b>")
        .containsPattern(", <time [^>]*>in 3 h</time>")
        .doesNotContain("style=\"");
  }

  @Test
  void pointsOutAWindowThatCannotBeEvaluated() {
    var page =
        render(
            List.of(),
            List.of(),
            List.of(window("night", "allow", WindowCondition.INVALID)),
            NO_WINDOWS);

    assertThat(page)
        .contains("<title>(!) Trueup: status</title>")
        .contains("<span class=\"badge trouble\">allow, invalid</span>");
  }

  private static long tags(String page) {
    return page.chars().filter(it -> it == '<').count();
  }

  @Test
  void refusesATemplateWhoseHolesDoNotFit() {
    assertThatThrownBy(() -> Html.of("<b>{}</b>", "a", "b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Html.of("<b>{} {}</b>", "a"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
