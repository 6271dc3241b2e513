package io.trueup.listener.daemon.page;

import io.trueup.listener.daemon.view.DeliveryView;
import io.trueup.listener.daemon.view.GroupPauseView;
import io.trueup.listener.daemon.view.PlatformCondition;
import io.trueup.listener.daemon.view.SourceCondition;
import io.trueup.listener.daemon.view.SourceView;
import io.trueup.listener.daemon.view.StatusView;
import io.trueup.listener.daemon.view.VersionFilesView;
import io.trueup.listener.daemon.view.VersionView;
import io.trueup.listener.daemon.view.WindowCalendarView;
import io.trueup.listener.daemon.view.WindowView;
import io.trueup.listener.engine.text.Counts;
import io.trueup.listener.engine.text.RelativeTime;
import io.trueup.statestore.SourceState.Health;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The page with the state of every source and platform. */
public final class StatusPage {

  private StatusPage() {}

  /**
   * The content of the page.
   *
   * @param pauses of several platforms that are in force
   * @param windows that have not ended
   * @param calendar what the windows say about the next days
   * @param viewer the name of the token with which the viewer signed in; null for none
   * @param program the version of the program
   */
  public record Content(
      StatusView status,
      List<GroupPauseView> pauses,
      List<WindowView> windows,
      WindowCalendarView calendar,
      List<VersionView> versions,
      List<DeliveryView> deliveries,
      @Nullable String viewer,
      String program) {

    public Content {
      pauses = List.copyOf(pauses);
      windows = List.copyOf(windows);
      versions = List.copyOf(versions);
      deliveries = List.copyOf(deliveries);
    }
  }

  /**
   * Draws the page.
   *
   * @param nonce of the content security policy that is sent with the page
   */
  public static String render(Content content, String nonce) {
    var status = content.status();
    var now = status.at();
    var platforms = platforms(status);
    var sources = sources(status);
    // Sources that block their platforms come first, which matters on a phone.
    var isSourceFirst = status.sources().stream().anyMatch(it -> !isFine(it));
    var body =
        Html.of(
            """
            {}
            <main id="status">
            {}
            {}
            {}
            {}
            {}
            {}
            <section aria-labelledby="merges"><h2 id="merges">Last merges</h2>
            {}</section>
            <section aria-labelledby="deliveries"><h2 id="deliveries">Last deliveries</h2>
            {}</section>
            </main>
            <footer>Refreshes every 5 s. Ages use the clock of the database. Trueup {}</footer>
            """,
            header(content.viewer()),
            headline(status),
            ControlSections.warnings(status.warnings()),
            ControlSections.banners(content.pauses(), now),
            isSourceFirst ? sources : platforms,
            isSourceFirst ? platforms : sources,
            ControlSections.windows(content.windows(), content.calendar()),
            content.versions().isEmpty()
                ? empty("Nothing has been merged yet.")
                : Html.of(
                    "<ol class=\"merges\">{}</ol>",
                    Html.all(
                        content.versions().stream().map(it -> MergeRow.draw(it, now)).toList())),
            deliveries(content.deliveries(), now),
            content.program());
    return PageAssets.document(
        nonce,
        (status.needsEyes() || ControlSections.needsAttention(content.windows()) ? "(!) " : "")
            + "Trueup: status",
        body,
        PageAssets.script(nonce));
  }

  private static Html platforms(StatusView status) {
    var cards =
        status.platforms().stream()
            .sorted(Comparator.comparingInt(it -> it.state().urgency()))
            .map(it -> PlatformCard.draw(it, status.at()))
            .toList();
    return Html.of(
        """
        <section aria-labelledby="platforms"><h2 id="platforms">Platforms</h2>
        <div class="cards">{}</div></section>\
        """,
        cards.isEmpty()
            ? empty("No platform yet: the first accepted merge declares them.")
            : Html.all(cards));
  }

  private static boolean isFine(SourceView source) {
    return source.state() == SourceCondition.FOLLOWING
        || source.state() == SourceCondition.NOT_LOOKED_AT;
  }

  private static Html sources(StatusView status) {
    var cards =
        status.sources().stream()
            .sorted(Comparator.comparing(StatusPage::isFine))
            .map(it -> source(it, status.at()))
            .toList();
    return Html.of(
        """
        <section aria-labelledby="sources"><h2 id="sources">Sources</h2>
        <div class="cards">{}</div></section>\
        """,
        cards.isEmpty() ? empty("No source is configured.") : Html.all(cards));
  }

  /** Draws a page that says that the status is unavailable; it retries by itself. */
  public static String unavailable(String nonce) {
    var body =
        Html.of(
            """
            {}
            <main id="unavailable">
            <div class="headline trouble"><span class="sign" aria-hidden="true">!</span><div>
            <h1>The state database does not answer</h1>
            <p>Nothing is lost: acknowledged deliveries are stored, and work continues when the database is back.</p>
            </div></div>
            </main>
            """,
            header(null));
    return PageAssets.document(nonce, "(!) Trueup: status", body, PageAssets.script(nonce));
  }

  private static Html header(@Nullable String viewer) {
    return Html.of(
        "<header><div class=\"wordmark\">{}<span>Trueup</span></div><div class=\"stale\""
            + " role=\"status\">Not refreshed: the daemon does not answer</div>{}</header>",
        PageAssets.MARK,
        viewer == null
            ? Html.NOTHING
            : Html.of(
                "<form method=\"post\" action=\"/logout\"><span class=\"viewer\">{}</span><button"
                    + " type=\"submit\" class=\"quiet\">Sign out</button></form>",
                viewer));
  }

  private static Html headline(StatusView status) {
    var tone = tone(status);
    var sign = status.needsEyes() ? "!" : status.allRealized() ? "✓" : "↻";
    var realized = status.platforms().stream().filter(it -> it.isRealized()).count();
    return Html.of(
        """
        <div class="headline {}"><span class="sign" aria-hidden="true">{}</span><div>
        <h1>{}</h1>
        <p>{} of {} realized · as of {}</p>
        </div></div>
        """,
        tone,
        sign,
        status.headline(),
        realized,
        Counts.of(status.platforms().size(), "platform"),
        Html.of(
            "<time datetime=\"{}\">{}</time>",
            status.at().truncatedTo(ChronoUnit.SECONDS),
            status.at().truncatedTo(ChronoUnit.SECONDS)));
  }

  private static String tone(StatusView status) {
    var isBroken =
        status.sources().stream().anyMatch(it -> tone(it.state()).equals("trouble"))
            || status.platforms().stream()
                .anyMatch(it ->
                    it.state() == PlatformCondition.FAILING
                        || it.state() == PlatformCondition.BLOCKED);
    return isBroken
        ? "trouble"
        : status.needsEyes() ? "care" : status.allRealized() ? "good" : "busy";
  }

  private static Html source(SourceView source, Instant now) {
    var tone = tone(source.state());
    var isPending = source.processed() < source.requested();
    var accepted = source.acceptedCommit();
    var isExplained =
        source.state() != SourceCondition.FOLLOWING
            && source.state() != SourceCondition.NOT_LOOKED_AT;
    var retryAt = source.retryAt();
    return Html.of(
        """
        <article class="card {}"><div class="title"><h3>{}</h3>{}</div>
        <p class="sum">{}{}</p>
        {}{}{}{}</article>
        """,
        tone,
        source.id(),
        badge(tone, source.state().label()),
        source.accepted() == 0
            ? "No version accepted yet"
            : Html.of(
                "Version <b>{}</b> is the newest accepted version, {}",
                source.accepted(),
                commit(accepted)),
        isPending ? "; refresh pending" : "",
        source.loading() == null
            ? Html.NOTHING
            : Html.of("<p class=\"note\">{}</p>", source.loading().summary()),
        compiled(source.compiled()),
        isExplained
            ? Html.of("<p class=\"box {}\">{}{}</p>", tone, source.summary(), since(source, now))
            : Html.NOTHING,
        retryAt == null
            ? Html.NOTHING
            : Html.of(
                "<p class=\"note\">Next attempt {}; {} in a row failed</p>",
                age(retryAt, now),
                Counts.of(source.attempts(), "attempt")));
  }

  private static Html compiled(@Nullable VersionFilesView files) {
    if (files == null) {
      return Html.NOTHING;
    }
    var problem = files.problem();
    return problem == null
        ? Html.of(
            "<p class=\"note\">{} of compiled versions, {} on disk</p>",
            Counts.of(files.files(), "file"),
            Counts.bytes(files.bytes()))
        : Html.of("<p class=\"box care\">{}</p>", problem);
  }

  private static String tone(SourceCondition state) {
    return switch (state) {
      case FAILING, BLOCKED, UNREACHABLE -> "trouble";
      case NO_VERSION, REJECTED -> "care";
      case DETACHED -> "quiet";
      case NOT_LOOKED_AT -> "busy";
      case FOLLOWING -> "good";
    };
  }

  /** The age of the health only: the list of merges shows when a merge was rejected. */
  private static Html since(SourceView source, Instant now) {
    var detachedSince = source.detachedSince();
    if (detachedSince != null) {
      return Html.of(" <small>for {}</small>", duration(detachedSince, now));
    }
    return source.health() == Health.FOLLOWING
        ? Html.NOTHING
        : Html.of(" <small>for {}</small>", duration(source.since(), now));
  }

  private static Html deliveries(List<DeliveryView> deliveries, Instant now) {
    if (deliveries.isEmpty()) {
      return empty("No webhook delivery has arrived yet. Sources are polled anyway.");
    }
    var rows =
        deliveries.stream()
            .map(it ->
                Html.of(
                    "<li><span class=\"when\">{}</span>{}<span><b>{}</b> for {}</span>{}<code"
                        + " class=\"faint\">{}</code></li>",
                    age(it.receivedAt(), now),
                    badge(
                        switch (it.verdict()) {
                          case ACCEPTED -> "good";
                          case DUPLICATE, IGNORED -> "quiet";
                          case REPLAY_MISMATCH, REFUSED -> "care";
                        },
                        it.verdict().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')),
                    it.event(),
                    it.source(),
                    it.reason() == null
                        ? Html.NOTHING
                        : Html.of("<span class=\"why\">{}</span>", it.reason()),
                    it.deliveryId()))
            .toList();
    return Html.of("<ol class=\"rows\">{}</ol>", Html.all(rows));
  }

  static Html empty(String text) {
    return Html.of("<p class=\"empty\">{}</p>", text);
  }

  static Html badge(String tone, String text) {
    return Html.of("<span class=\"badge {}\">{}</span>", tone, text);
  }

  static Html age(Instant when, Instant now) {
    var second = when.truncatedTo(ChronoUnit.SECONDS);
    return Html.of(
        "<time datetime=\"{}\" title=\"{}\">{}</time>", second, second, RelativeTime.of(when, now));
  }

  /** How long something has been so. */
  static Html duration(Instant since, Instant now) {
    var second = since.truncatedTo(ChronoUnit.SECONDS);
    return Html.of(
        "<time datetime=\"{}\" title=\"since {}\">{}</time>",
        second,
        second,
        RelativeTime.duration(since, now));
  }

  static Html commit(@Nullable String commit) {
    return commit == null
        ? Html.NOTHING
        : Html.of(
            "<code title=\"{}\">{}</code>",
            commit,
            commit.substring(0, Math.min(8, commit.length())));
  }
}
