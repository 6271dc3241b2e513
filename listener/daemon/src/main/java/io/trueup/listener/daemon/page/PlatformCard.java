package io.trueup.listener.daemon.page;

import io.trueup.listener.daemon.view.BlockedNodeView;
import io.trueup.listener.daemon.view.GateView;
import io.trueup.listener.daemon.view.PlatformCondition;
import io.trueup.listener.daemon.view.PlatformView;
import io.trueup.listener.daemon.view.PlatformView.Pointer;
import io.trueup.listener.engine.text.Counts;
import java.time.Instant;
import java.util.Locale;

/** One platform: its pointers as a track, the reason why it waits, and its errors. */
final class PlatformCard {

  private PlatformCard() {}

  static Html draw(PlatformView platform, Instant now) {
    var tone = tone(platform.state());
    return Html.of(
        """
        <article class="card {}"><div class="title"><h3>{} <small>{} · {}</small></h3><span>{}{}</span></div>
        {}
        <p class="sum">{}</p>
        <p class="note">{} for {}</p>
        {}{}{}{}{}</article>
        """,
        tone,
        platform.name(),
        platform.source(),
        platform.type(),
        held(platform),
        StatusPage.badge(tone, platform.state().label()),
        track(platform, now),
        summary(platform),
        capitalized(platform.state().label()),
        StatusPage.duration(platform.since(), now),
        windows(platform, now),
        waiting(platform, now),
        nodes(platform),
        Html.of("{}{}", blocked(platform, now), DriftBox.of(platform, now)),
        error(platform, now));
  }

  private static String capitalized(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static String tone(PlatformCondition state) {
    return switch (state) {
      case FAILING, BLOCKED -> "trouble";
      case PAUSED, HELD, CANCELLED, DRIFTED, WAITING -> "care";
      case MOVING, AWAITING_JOBS -> "busy";
      case REALIZED -> "good";
      case OWN_LOOP -> "quiet";
    };
  }

  private static Html track(PlatformView platform, Instant now) {
    var isMoving = platform.realized().version() != platform.target().version();
    var isWaiting = platform.target().version() != platform.merged().version();
    var label =
        "Realized version %d, target %d, merged %d"
            .formatted(
                platform.realized().version(),
                platform.target().version(),
                platform.merged().version());
    return Html.of(
        "<ol class=\"track\" aria-label=\"{}\">{}{}{}</ol>",
        label,
        station("realized", "reached", "", platform.realized(), now),
        station(
            "target",
            isMoving ? "ahead" : "reached",
            isMoving ? "moving" : "done",
            platform.target(),
            now),
        station(
            "merged",
            isWaiting || isMoving ? "ahead" : "reached",
            isWaiting ? "held" : isMoving ? "joined" : "done",
            platform.merged(),
            now));
  }

  private static Html station(String name, String state, String hop, Pointer pointer, Instant now) {
    return Html.of(
        "<li class=\"{} {}\"><i aria-hidden=\"true\"></i><span"
            + " class=\"what\">{}</span><b>{}</b>{}<small>{}</small></li>",
        state,
        hop.isEmpty() ? "" : "hop-" + hop,
        name,
        pointer.version() == 0 ? "none" : "v" + pointer.version(),
        StatusPage.commit(pointer.commit()),
        pointer.version() == 0 ? Html.NOTHING : StatusPage.age(pointer.since(), now));
  }

  private static Html held(PlatformView platform) {
    var hold = platform.hold();
    return hold == null
        ? Html.NOTHING
        : Html.of(
            "<span class=\"badge care\" title=\"{}\">held at v{}</span> ",
            "%s: %s".formatted(hold.by(), hold.reason()),
            hold.version());
  }

  /** The summary; of a platform that waits, the gates follow one by one. */
  private static String summary(PlatformView platform) {
    var waiting = platform.waiting();
    return platform.state() != PlatformCondition.WAITING
            || waiting == null
            || waiting.gates().isEmpty()
        ? platform.summary()
        : "Version %d waits for %s"
            .formatted(platform.merged().version(), Counts.of(waiting.gates().size(), "gate"));
  }

  /** What the windows say, and when that changes. */
  private static Html windows(PlatformView platform, Instant now) {
    var windows = platform.windows();
    if (windows == null) {
      return Html.NOTHING;
    }
    var change = windows.changesAt();
    return Html.of(
        "<p class=\"note\">{} by {}{}</p>",
        windows.open() ? "Open" : "Shut",
        windows.count() == 1 ? "its window" : "its windows",
        change == null
            ? windows.open() ? "" : ", with no known end"
            : Html.of(", {} {}", windows.open() ? "closes" : "opens", StatusPage.age(change, now)));
  }

  private static Html waiting(PlatformView platform, Instant now) {
    var waiting = platform.waiting();
    if (waiting == null || platform.state() == PlatformCondition.OWN_LOOP) {
      return Html.NOTHING;
    }
    var opensAt = waiting.opensAt();
    return Html.of(
        "<ul class=\"gates\">{}</ul><p class=\"note\">Version {} has waited for {}{}</p>",
        Html.all(waiting.gates().stream().map(it -> gate(it, now)).toList()),
        platform.merged().version(),
        StatusPage.duration(waiting.since(), now),
        opensAt == null
            ? Html.NOTHING
            : Html.of("; all gates are open {}", StatusPage.age(opensAt, now)));
  }

  private static Html gate(GateView gate, Instant now) {
    var since = gate.since();
    var opensAt = gate.opensAt();
    return Html.of(
        "<li class=\"box care\"><b>{}</b> {}{} <small>{}{}</small></li>",
        gate.kind(),
        gate.reason(),
        gate.remedy().isEmpty() ? Html.NOTHING : Html.of(". {}", gate.remedy()),
        since == null ? Html.NOTHING : Html.of("for {}", StatusPage.duration(since, now)),
        opensAt == null
            ? Html.NOTHING
            : Html.of("{}opens {}", since == null ? "" : "; ", StatusPage.age(opensAt, now)));
  }

  private static Html nodes(PlatformView platform) {
    var rollout = platform.rollout();
    if (rollout == null
        || rollout.nodesWaiting() == 0
        || platform.state() == PlatformCondition.AWAITING_JOBS) {
      return Html.NOTHING;
    }
    return Html.of(
        "<p class=\"note\">{} not reached {} target yet</p>",
        Counts.of(rollout.nodesWaiting(), "node")
            + (rollout.nodesWaiting() == 1 ? " has" : " have"),
        rollout.nodesWaiting() == 1 ? "its" : "their");
  }

  private static Html blocked(PlatformView platform, Instant now) {
    var blocked = platform.blocked();
    if (blocked == null) {
      return Html.NOTHING;
    }
    return Html.of(
        "<div class=\"box trouble\"><b>{}</b><pre>{}</pre><small>For {}. {}<code>{}</code>{}"
            + "</small></div>",
        blocked.node(),
        Html.block(blocked.reason()),
        StatusPage.duration(blocked.since(), now),
        BlockedNodeView.ADVICE,
        blocked.command(),
        platform.blockedNodes() == 1
            ? Html.NOTHING
            : Html.of(
                ". {} blocked: <code>trueup nodes {} --state blocked</code>",
                Counts.of(platform.blockedNodes(), "node"),
                platform.id()));
  }

  private static Html error(PlatformView platform, Instant now) {
    var rollout = platform.rollout();
    var error = rollout == null || rollout.state().isOver() ? null : rollout.lastError();
    if (rollout == null || error == null) {
      return Html.NOTHING;
    }
    var retryAt = rollout.retryAt();
    return Html.of(
        "<div class=\"box trouble\"><pre>{}</pre><small>{}See steps and reasons with <code>trueup"
            + " explain {}</code></small></div>",
        Html.block(error),
        retryAt == null ? Html.NOTHING : Html.of("Next attempt {}. ", StatusPage.age(retryAt, now)),
        platform.id());
  }
}
