package io.trueup.listener.daemon.page;

import io.trueup.listener.daemon.view.PlatformView;
import io.trueup.listener.engine.text.Counts;
import java.time.Instant;

/** What differs from what a platform has realized, on its card. Pure. */
final class DriftBox {

  private DriftBox() {}

  /** Empty when nothing is known to differ. */
  static Html of(PlatformView platform, Instant now) {
    var drifted = platform.drifted();
    if (drifted == null) {
      return Html.NOTHING;
    }
    return Html.of(
        "<div class=\"box trouble\"><b>{}</b><pre>{}</pre><small>Drifted, seen {} ago{}</small></div>",
        drifted.node(),
        Html.block(drifted.sentence()),
        StatusPage.duration(drifted.lastSeenAt(), now),
        platform.driftedNodes() == 1
            ? Html.NOTHING
            : Html.of(
                ". {} differ: <code>trueup drift list {}</code>",
                Counts.of(platform.driftedNodes(), "node"),
                platform.id()));
  }
}
