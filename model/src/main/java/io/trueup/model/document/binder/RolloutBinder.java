package io.trueup.model.document.binder;

import io.trueup.model.document.shape.FieldReader;
import io.trueup.model.document.tree.Tree;
import io.trueup.model.ecosystem.PlatformDependency;
import io.trueup.model.ecosystem.PlatformDependency.OnFailure;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.AtClose;
import io.trueup.model.ecosystem.RolloutPolicy.DriftPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.On;
import io.trueup.model.ecosystem.RolloutPolicy.OnDrift;
import io.trueup.model.ecosystem.RolloutPolicy.RemovalGuard;
import io.trueup.model.ecosystem.RolloutPolicy.VersionOrder;
import io.trueup.model.ecosystem.WindowDeclaration;
import io.trueup.model.problem.Problem;
import io.trueup.model.schedule.Cron;
import io.trueup.model.schedule.CronSchedule;
import io.trueup.model.schedule.Durations;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a platform says about its moves. A window or schedule with a problem is left out, so
 * that no rule reports it a second time. Zones are not looked up here but by the rules: a fragment
 * is kept for longer than one release of the zone rules. Not thread-safe.
 */
final class RolloutBinder {

  private static final Duration SHORTEST_CHECK = Duration.ofMinutes(1);

  private final List<Problem> problems;

  /**
   * Binds parts of a document.
   *
   * @param problems those of the file, to which the fields' readers add
   */
  RolloutBinder(List<Problem> problems) {
    this.problems = problems;
  }

  RolloutPolicy policy(FieldReader platform, String name) {
    var rollout = platform.inner("rollout", "The rollout of platform", name);
    var before = problems.size();
    var on = rollout.choice("on", On.class);
    if (problems.size() == before) {
      checkSchedule(rollout, on, name);
    }
    var policy =
        new RolloutPolicy(
            on,
            schedule(rollout, name),
            windows(rollout),
            rollout.choice("at-close", AtClose.class),
            rollout.choice("versions", VersionOrder.class),
            guard(rollout, name),
            drift(rollout, name));
    rollout.reportUnknown();
    return policy;
  }

  private static void checkSchedule(FieldReader rollout, On on, String platform) {
    var schedule = rollout.take("schedule");
    var isScheduled = on == On.SCHEDULE;
    if (isScheduled && schedule == null) {
      var at = rollout.take("on");
      if (at != null) {
        rollout.problem(
            at,
            "rollout-policy.schedule",
            "The rollout of platform '%s' has 'on: schedule' and no schedule".formatted(platform),
            "Add schedule: {cron: [\"0 2 * * SAT\"], zone: America/New_York}");
      }
    } else if (!isScheduled && schedule != null) {
      rollout.problem(
          schedule,
          "rollout-policy.schedule",
          "The rollout of platform '%s' has a schedule, and 'on' is '%s'"
              .formatted(platform, on.text()),
          "Write on: schedule, or remove the schedule");
    }
  }

  private @Nullable CronSchedule schedule(FieldReader rollout, String platform) {
    if (rollout.take("schedule") == null) {
      return null;
    }
    var before = problems.size();
    var fields = rollout.inner("schedule", "The schedule of platform", platform);
    var crons = new ArrayList<Cron>();
    if (fields.takeRequired("cron") != null) {
      fields.items("cron").forEach(it -> addCron(fields, it, crons));
    }
    var zone = fields.text("zone");
    fields.reportUnknown();
    return problems.size() > before ? null : new CronSchedule(crons, zone);
  }

  private static void addCron(FieldReader fields, Tree item, List<Cron> crons) {
    try {
      if (!(item instanceof Tree.Scalar scalar)) {
        throw new IllegalArgumentException("A text is expected, found " + item.describe());
      }
      crons.add(Cron.parse(scalar.text()));
    } catch (IllegalArgumentException e) {
      fields.problem(
          item,
          "rollout-policy.cron",
          String.valueOf(e.getMessage()),
          "Write minute, hour, day of month, month, day of week");
    }
  }

  private SortedMap<String, WindowDeclaration> windows(FieldReader rollout) {
    var windows = new TreeMap<String, WindowDeclaration>();
    for (var entry : rollout.entries("windows")) {
      var before = problems.size();
      var fields = rollout.inner("windows", entry.value(), "Window", entry.name());
      var window = window(fields);
      fields.reportUnknown();
      if (window != null && problems.size() == before) {
        windows.put(entry.name(), window);
      }
    }
    return windows;
  }

  private @Nullable WindowDeclaration window(FieldReader fields) {
    var kind = fields.choice("kind", WindowKind.class);
    fields.takeRequired("start");
    var start = time(fields, "start");
    var length = duration(fields, "length");
    var end = time(fields, "end");
    var zone = fields.text("zone");
    var rule = fields.optionalText("rule");
    var except = except(fields);
    var reason = fields.optionalText("reason");
    if (start == null) {
      return null;
    }
    var times = times(fields, start, length, end, zone, rule, except);
    return times == null ? null : new WindowDeclaration(kind, times, reason == null ? "" : reason);
  }

  /** The starts that are left out; those that are none were reported. */
  private SortedSet<LocalDateTime> except(FieldReader fields) {
    var before = problems.size();
    var texts = fields.texts("except");
    var except = new TreeSet<LocalDateTime>();
    if (problems.size() == before) {
      texts.forEach(it -> except.add(LocalDateTime.parse(it)));
    }
    return except;
  }

  /** The times of a window, which has either a length or, without a rule, an end. */
  private static @Nullable WindowTimes times(
      FieldReader fields,
      LocalDateTime start,
      @Nullable Duration length,
      @Nullable LocalDateTime end,
      String zone,
      @Nullable String rule,
      SortedSet<LocalDateTime> except) {
    var lengthTree = fields.take("length");
    var endTree = fields.take("end");
    if (lengthTree == null && endTree == null) {
      fields.problem(
          "rollout-policy.window-end",
          "%s has neither a 'length' nor an 'end'".formatted(fields.owner()),
          "Add one of the two, such as length: 8h");
      return null;
    }
    if (endTree != null && (lengthTree != null || rule != null)) {
      fields.problem(
          endTree,
          "rollout-policy.window-end",
          "%s has an 'end' and a '%s'"
              .formatted(fields.owner(), lengthTree == null ? "rule" : "length"),
          lengthTree == null
              ? "Write the 'length' of each occurrence; the rule itself can have an UNTIL"
              : "Remove one of the two");
      return null;
    }
    if (length != null) {
      return new WindowTimes(start, length, zone, rule, except);
    }
    return end == null ? null : until(fields, start, end, zone, except);
  }

  private static @Nullable WindowTimes until(
      FieldReader fields,
      LocalDateTime start,
      LocalDateTime end,
      String zone,
      SortedSet<LocalDateTime> except) {
    try {
      var once = WindowTimes.until(start, end, zone);
      return new WindowTimes(start, once.length(), zone, null, except);
    } catch (IllegalArgumentException e) {
      fields.problem(
          Objects.requireNonNull(fields.take("end")),
          "rollout-policy.window-end",
          "%s: %s".formatted(fields.owner(), e.getMessage()),
          "Write a later end");
      return null;
    }
  }

  private static RemovalGuard guard(FieldReader rollout, String platform) {
    var fields = rollout.inner("guard", "The guard of platform", platform);
    var removed = fields.textOrDefault("removed");
    var guard =
        new RemovalGuard(
            Integer.parseInt(removed.substring(0, removed.length() - 1)),
            (int) fields.number("at-least"));
    fields.reportUnknown();
    return guard;
  }

  private static DriftPolicy drift(FieldReader rollout, String platform) {
    if (rollout.take("drift") == null) {
      return DriftPolicy.NONE;
    }
    var fields = rollout.inner("drift", "The drift check of platform", platform);
    var check = fields.takeRequired("check");
    var every = duration(fields, "check");
    var on = fields.choice("on", OnDrift.class);
    fields.reportUnknown();
    if (check != null && every != null && every.compareTo(SHORTEST_CHECK) < 0) {
      fields.problem(
          check,
          "rollout-policy.drift",
          "%s is every %s, which is less than a minute"
              .formatted(fields.owner(), Durations.text(every)),
          "Write at least 1m; a check reads the whole catalog of the platform");
    }
    return new DriftPolicy(every, on);
  }

  List<PlatformDependency> dependencies(FieldReader platform, String name) {
    var dependencies = new ArrayList<PlatformDependency>();
    for (var item : platform.items("dependencies")) {
      switch (item) {
        case Tree.Mapping mapping -> {
          var fields = platform.inner("dependencies", mapping, "A dependency of platform", name);
          dependencies.add(
              new PlatformDependency(
                  fields.text("platform"),
                  duration(fields, "soak"),
                  fields.choice("on-failure", OnFailure.class)));
          fields.reportUnknown();
        }
        case Tree.Scalar scalar when !scalar.isNull() ->
            dependencies.add(PlatformDependency.on(scalar.text()));
        default ->
            platform.problem(
                item,
                "document.wrong-type",
                "A dependency of platform '%s' should be the name of a platform or a mapping, found %s"
                    .formatted(name, item.describe()),
                "Write the platform's name, or {platform: …, soak: …}");
      }
    }
    return dependencies;
  }

  /** A length of time that may be there; null when it is not there or not of its form. */
  private static @Nullable Duration duration(FieldReader fields, String field) {
    var text = fields.wellFormedText(field);
    return text == null ? null : Durations.parse(text);
  }

  /** A time that may be there; null when it is not there or not of its form. */
  private static @Nullable LocalDateTime time(FieldReader fields, String field) {
    var text = fields.wellFormedText(field);
    return text == null ? null : LocalDateTime.parse(text);
  }
}
