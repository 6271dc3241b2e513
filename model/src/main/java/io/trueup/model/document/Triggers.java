package io.trueup.model.document;

import org.jspecify.annotations.Nullable;

/** Takes what sets something off: {@code trigger: external} or {@code trigger: {cron: "…"}}. */
final class Triggers {

  private Triggers() {}

  /** The expression, or {@code external}; null when there is none, or none that can be read. */
  static @Nullable String take(Fields fields) {
    var tree = fields.take("trigger");
    return switch (tree) {
      case null -> null;
      case Tree.Scalar scalar when scalar.text().equals("external") -> "external";
      case Tree.Mapping mapping -> {
        var trigger = fields.inner("trigger", mapping, "The trigger", null);
        var cron = trigger.takeRequired("cron");
        trigger.end();
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

  /** The expression with single spaces, so that two ways of spacing mean the same. */
  private static String cron(Fields fields, Tree cron) {
    var parts =
        cron instanceof Tree.Scalar scalar
            ? scalar.text().strip().split("\\s+", -1)
            : new String[0];
    if (parts.length != 5) {
      fields.problem(
          cron,
          "trigger.cron",
          "%s is not a cron expression of five fields".formatted(cron.describe()),
          "Write minute, hour, day of month, month, day of week");
    }
    return String.join(" ", parts);
  }
}
