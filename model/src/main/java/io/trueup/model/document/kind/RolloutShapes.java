package io.trueup.model.document.kind;

import static io.trueup.model.document.kind.ModelShapes.ANY_TEXT;
import static io.trueup.model.document.shape.ValueShape.Field.optional;
import static io.trueup.model.document.shape.ValueShape.Field.required;

import io.trueup.model.document.shape.ValueShape.Choice;
import io.trueup.model.document.shape.ValueShape.Empty;
import io.trueup.model.document.shape.ValueShape.ListOf;
import io.trueup.model.document.shape.ValueShape.MapOf;
import io.trueup.model.document.shape.ValueShape.OneOf;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.shape.ValueShape.Text;
import io.trueup.model.document.shape.ValueShape.WholeNumber;
import io.trueup.model.ecosystem.PlatformDependency.OnFailure;
import io.trueup.model.ecosystem.RolloutPolicy.AtClose;
import io.trueup.model.ecosystem.RolloutPolicy.On;
import io.trueup.model.ecosystem.RolloutPolicy.OnDrift;
import io.trueup.model.ecosystem.RolloutPolicy.VersionOrder;
import io.trueup.model.schedule.WindowKind;
import java.util.List;

/** The shapes of what a platform's owner says about its moves. */
final class RolloutShapes {

  private static final Text DURATION = new Text(TextForms.DURATION);

  private static final Text LOCAL_TIME = new Text(TextForms.LOCAL_TIME);

  private static final Structure SCHEDULE =
      new Structure(
          "Schedule",
          "The times at which a platform follows; it then moves to what was accepted up to the last"
              + " of them.",
          List.of(
              required(
                      "cron",
                      new ListOf(ANY_TEXT, Empty.REFUSED),
                      "Minute, hour, day of month, month and day of week; of several, each counts.")
                  .example("[\"0 2 * * SAT\"]"),
              required("zone", ANY_TEXT, "The time zone, by its IANA name.")
                  .example("America/New_York")));

  private static final Structure WINDOW =
      new Structure(
          "Window",
          "When the platform's target may move, or may not.",
          List.of(
              required(
                  "kind",
                  Choice.of(WindowKind.values(), WindowKind::text),
                  "`deny`: it does not move in the window. `allow`: it moves only in windows of this"
                      + " kind. Deny wins."),
              required(
                      "start",
                      LOCAL_TIME,
                      "The first start, by the wall clock of the zone. A time that the clock skips"
                          + " means the end of the gap, one that it shows twice the first of both.")
                  .example("\"2026-01-05T22:00\""),
              optional("length", DURATION, "From a start to its end; elapsed time.")
                  .otherwise("up to `end`")
                  .example("8h"),
              optional(
                      "end",
                      LOCAL_TIME,
                      "The end of a window without `rule`, by the wall clock of the zone; not part"
                          + " of it.")
                  .otherwise("by `length`"),
              required("zone", ANY_TEXT, "The time zone, by its IANA name.")
                  .example("Europe/Berlin"),
              optional(
                      "rule",
                      ANY_TEXT,
                      "When it starts again: a recurrence rule of RFC 5545, by the wall clock.")
                  .otherwise("once")
                  .example("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH"),
              optional("except", new ListOf(LOCAL_TIME, Empty.ABSENT), "Starts that are left out.")
                  .example("[\"2026-12-24T22:00\"]"),
              optional("reason", ANY_TEXT, "Why, in one sentence.")));

  private static final Structure REMOVAL_GUARD =
      new Structure(
          "RemovalGuard",
          "How much of a platform a move may remove without an operator's approval. One that removes"
              + " everything always needs one.",
          List.of(
              optional(
                      "removed",
                      new Text(TextForms.PERCENTAGE),
                      "The part of its nodes of which a move may not remove more.")
                  .byDefault("30%"),
              optional(
                      "at-least",
                      new WholeNumber(1, 1_000_000),
                      "The number of nodes below which a part does not matter.")
                  .byDefault("20")));

  private static final Structure DRIFT =
      new Structure(
          "DriftCheck",
          "How a platform is checked for differences from what it has realized.",
          List.of(
              required("check", DURATION, "From one check of a node to the next; at least 1m.")
                  .example("6h"),
              optional(
                      "on",
                      Choice.of(OnDrift.values(), OnDrift::text),
                      "Show what differs, or also make again what is missing, where nothing is lost"
                          + " by it.")
                  .byDefault("tell")));

  static final Structure ROLLOUT =
      new Structure(
          "Rollout",
          "When a platform follows the accepted model. None of it changes what the platform"
              + " realizes.",
          List.of(
              optional(
                      "on",
                      Choice.of(On.values(), On::text),
                      "On every accepted merge, at the times of `schedule`, when an operator asks, or"
                          + " never, for a platform with a loop of its own.")
                  .byDefault("merge"),
              optional("schedule", SCHEDULE, "For `on: schedule`, which needs it."),
              optional(
                      "windows",
                      new MapOf(TextForms.WORD, WINDOW, Empty.ABSENT),
                      "When its target may move, and when not.")
                  .otherwise("at any time"),
              optional(
                      "at-close",
                      Choice.of(AtClose.values(), AtClose::text),
                      "What becomes of a rollout that is under way when a window closes: it ends its"
                          + " steps; it begins no new step and changes no node until the window"
                          + " opens; it is cancelled.")
                  .byDefault("finish"),
              optional(
                      "versions",
                      Choice.of(VersionOrder.values(), VersionOrder::text),
                      "Of several accepted versions, only the newest, or each in order.")
                  .byDefault("newest"),
              optional("guard", REMOVAL_GUARD, "How much a move may remove without an approval."),
              optional("drift", DRIFT, "How it is checked for drift.").otherwise("not at all")));

  private static final Structure DEPENDENCY =
      new Structure(
          "Dependency",
          "A platform that must follow before another one does.",
          List.of(
              required("platform", ANY_TEXT, "Its name."),
              optional(
                      "soak",
                      DURATION,
                      "For how long it must have been realized and healthy before.")
                  .otherwise("no time")
                  .example("2h"),
              optional(
                      "on-failure",
                      Choice.of(OnFailure.values(), OnFailure::text),
                      "While its rollout fails: wait for it, or go on without it.")
                  .byDefault("wait")));

  static final ListOf DEPENDENCIES = new ListOf(OneOf.of(ANY_TEXT, DEPENDENCY), Empty.ABSENT);

  private RolloutShapes() {}
}
