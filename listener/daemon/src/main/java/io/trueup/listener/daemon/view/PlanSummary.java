package io.trueup.listener.daemon.view;

import io.trueup.listener.daemon.view.PlanView.Effect;
import io.trueup.listener.daemon.view.PlanView.Unit;
import io.trueup.platforms.relational.schema.SchemaPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Sums up a plan in one sentence. Pure. */
final class PlanSummary {

  private PlanSummary() {}

  static String of(SchemaPlan plan, List<Unit> units, int differences) {
    var parts = new ArrayList<String>();
    var effects =
        Stream.of(
                effect(units, Effect.CREATE, "to create"),
                effect(units, Effect.CHANGE, "to change"),
                effect(units, Effect.DROP, "to drop"))
            .filter(it -> !it.isEmpty())
            .toList();
    if (!effects.isEmpty()) {
      parts.add(String.join(", ", effects));
    } else if (!plan.preparation().isEmpty()) {
      parts.add("schemas or roles to prepare");
    } else {
      parts.add("nothing to do");
    }
    var words = plan.needingApproval().size();
    if (words > 0) {
      parts.add(words == 1 ? "1 statement needs --allow" : words + " statements need --allow");
    }
    add(parts, plan.refusals().size(), "refused");
    add(parts, plan.missingPrerequisites().size(), "lacking");
    if (differences > 0) {
      parts.add(
          differences == 1
              ? "1 difference is left as it is"
              : "%,d differences are left as they are".formatted(differences));
    }
    if (!plan.statements().isEmpty()) {
      parts.add("digest " + plan.digest());
    }
    return String.join("; ", parts);
  }

  private static void add(List<String> parts, int count, String what) {
    if (count > 0) {
      parts.add("%,d %s".formatted(count, what));
    }
  }

  private static String effect(List<Unit> units, Effect effect, String what) {
    var kinds =
        Stream.of(count(units, effect, "table"), count(units, effect, "view"))
            .filter(it -> !it.isEmpty())
            .toList();
    return kinds.isEmpty() ? "" : String.join(" and ", kinds) + " " + what;
  }

  private static String count(List<Unit> units, Effect effect, String kind) {
    var count =
        units.stream().filter(it -> it.effect() == effect && it.kind().equals(kind)).count();
    return count == 0 ? "" : "%,d %s%s".formatted(count, kind, count == 1 ? "" : "s");
  }
}
