package io.trueup.listener.daemon.config;

import static io.trueup.model.document.shape.ValueShape.Field.optional;

import io.trueup.listener.engine.RetentionRules;
import io.trueup.model.document.shape.ValueShape.Field;
import io.trueup.model.document.shape.ValueShape.Form;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.shape.ValueShape.Text;
import io.trueup.statestore.RetentionKind;
import java.util.List;

/** The keys of how long records are kept. */
final class RetentionShape {

  private static final Text KEPT =
      new Text(
          Form.matching(
              "configuration.retention",
              "`forever` or at least 7 days such as 90d",
              RetentionRules.PATTERN,
              "Write a number of days from 7d on, such as 90d, or forever"));

  static final Structure RETENTION =
      new Structure(
          "Retention",
          "How long records are kept.",
          List.of(
              kept(RetentionKind.RUNS, "Runs of jobs, a whole month at a time."),
              kept(RetentionKind.DELIVERIES, "Deliveries of webhooks, with their bodies."),
              kept(RetentionKind.STEPS, "Steps of rollouts."),
              kept(RetentionKind.NODE_CHANGES, "Which nodes each version changed."),
              kept(RetentionKind.DRIFT, "Drift that ended."),
              kept(RetentionKind.LEASES, "Leases on versions that ended."),
              kept(RetentionKind.STATEMENTS, "Statements that ran in containers."),
              kept(RetentionKind.GATES, "What platforms waited for."),
              kept(RetentionKind.WINDOWS, "Former states of windows."),
              kept(RetentionKind.POINTERS, "Former moves of platforms' pointers."),
              kept(
                  RetentionKind.EVENTS,
                  "[Events](events.md); those that were not passed on stay longer."),
              kept(RetentionKind.AUDIT, "Entries of the audit; export them first.")));

  private RetentionShape() {}

  private static Field kept(RetentionKind kind, String what) {
    return optional(kind.key(), KEPT, what).byDefault(RetentionRules.DEFAULT.text(kind));
  }
}
