package io.trueup.model.document.binder;

import io.trueup.model.document.shape.FieldReader;
import io.trueup.model.document.tree.Tree;
import io.trueup.model.schedule.Cron;
import org.jspecify.annotations.Nullable;

/** Takes a trigger: {@code trigger: external} or {@code trigger: {cron: "…"}}. */
final class TriggerBinder {

  private TriggerBinder() {}

  /** The cron expression, or {@code external}; null when there is no valid trigger. */
  static @Nullable String take(FieldReader fields) {
    var tree = fields.take("trigger");
    return switch (tree) {
      case null -> null;
      case Tree.Scalar scalar when scalar.text().equals("external") -> "external";
      case Tree.Mapping mapping -> {
        var trigger = fields.inner("trigger", mapping, "The trigger", null);
        var cron = trigger.takeRequired("cron");
        trigger.reportUnknown();
        yield cron == null ? null : cron(fields, cron);
      }
      default -> {
        fields.problem(
            tree,
            "trigger.form",
            "A trigger is 'external' or has a 'cron', found " + tree.describe(),
            "Write trigger: external, or trigger: {cron: \"0 2 * * *\"}");
        yield null;
      }
    };
  }

  /** The canonical expression, so that two ways to write it are equal. */
  private static @Nullable String cron(FieldReader fields, Tree cron) {
    try {
      if (cron instanceof Tree.Scalar scalar) {
        return Cron.parse(scalar.text()).text();
      }
      throw new IllegalArgumentException("A text is expected, found " + cron.describe());
    } catch (IllegalArgumentException e) {
      fields.problem(
          cron,
          "trigger.cron",
          String.valueOf(e.getMessage()),
          "Write minute, hour, day of month, month, day of week");
      return null;
    }
  }
}
