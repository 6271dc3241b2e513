package io.trueup.statestore;

import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.RolloutWindow.Origin;
import io.trueup.statestore.control.RolloutWindow.Spec;
import io.trueup.statestore.control.Selector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How the windows that a model declares follow an accepted version. Pure. */
public final class ModelWindows {

  private ModelWindows() {}

  /**
   * A change of one window.
   *
   * @param before null for a new one
   * @param verb of the audit
   * @param reason of the audit
   */
  public record Step(
      @Nullable RolloutWindow before, RolloutWindow after, String verb, String reason) {}

  /**
   * The changes by an accepted version. Windows of platforms that it does not name stay as they
   * are.
   *
   * @param stored the windows that the source's model declares, or did
   */
  public static List<Step> follow(
      SourceId source,
      long version,
      List<Impact> impacts,
      List<RolloutWindow> stored,
      Instant now) {
    var byId = new TreeMap<String, RolloutWindow>();
    stored.forEach(it -> byId.put(it.id(), it));
    var steps = new ArrayList<Step>();
    for (var impact : impacts) {
      var platform = new PlatformId(source, impact.platform());
      var prefix = platform + "/";
      var declared = declared(platform, impact);
      var ids = new TreeSet<>(declared.keySet());
      ids.addAll(byId.subMap(prefix, prefix + Character.MAX_VALUE).keySet());
      for (var id : ids) {
        step(id, version, declared.get(id), byId.get(id), now).ifPresent(steps::add);
      }
    }
    return steps;
  }

  private static SortedMap<String, Spec> declared(PlatformId platform, Impact impact) {
    var declared = new TreeMap<String, Spec>();
    impact
        .policy()
        .windows()
        .forEach((name, window) ->
            declared.put(
                platform + "/" + name,
                new Spec(
                    name,
                    window.kind(),
                    Selector.ofPlatform(platform.toString()),
                    window.times(),
                    impact.owner(),
                    window.reason())));
    return declared;
  }

  private static Optional<Step> step(
      String id,
      long version,
      @Nullable Spec declared,
      @Nullable RolloutWindow stored,
      Instant now) {
    if (declared == null) {
      return stored == null || stored.endedAt() != null
          ? Optional.empty()
          : Optional.of(
              new Step(
                  stored,
                  stored.ended(now),
                  AuditVerbs.WINDOW_ENDED,
                  "version %d no longer declares it".formatted(version)));
    }
    if (stored == null) {
      return Optional.of(
          new Step(
              null,
              new RolloutWindow(id, declared, Origin.MODEL, 1, now, now, null, null),
              AuditVerbs.WINDOW_ADDED,
              "version %d declares it".formatted(version)));
    }
    if (stored.endedAt() != null) {
      return Optional.of(
          new Step(
              stored,
              stored.revived(declared, now),
              AuditVerbs.WINDOW_ADDED,
              "version %d declares it again".formatted(version)));
    }
    return declared.equals(stored.spec())
        ? Optional.empty()
        : Optional.of(
            new Step(
                stored,
                stored.changed(declared, now),
                AuditVerbs.WINDOW_CHANGED,
                "version %d declares it otherwise".formatted(version)));
  }
}
