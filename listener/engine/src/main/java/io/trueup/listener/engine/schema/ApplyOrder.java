package io.trueup.listener.engine.schema;

import io.trueup.platforms.relational.SchemaReport;
import io.trueup.platforms.relational.schema.Difference;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.PlanRefusal;
import io.trueup.platforms.relational.schema.PlannedStatement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An operator's order to apply a plan.
 *
 * @param digest of the plan that was shown; null when none was
 * @param allow the ids of statements that destroy or rewrite and may run
 * @param adopt what the platform may take over of others: a table or view as {@code schema.name},
 *     {@code role:name} or {@code schema:name}
 * @param reason null only where nothing is allowed and nothing adopted
 */
public record ApplyOrder(
    @Nullable String digest, List<String> allow, List<String> adopt, @Nullable String reason) {

  private static final String ROLE = "role:";
  private static final String SCHEMA = "schema:";

  public ApplyOrder {
    allow = List.copyOf(allow);
    adopt = List.copyOf(adopt);
    if (reason == null && needsReason(allow, adopt)) {
      throw new IllegalArgumentException("An order that allows or adopts needs a reason");
    }
  }

  /** Whether an order that allows and adopts this needs a reason. */
  public static boolean needsReason(List<String> allow, List<String> adopt) {
    return !(allow.isEmpty() && adopt.isEmpty());
  }

  /**
   * The relations, roles and schemas to take over. A role has no schema in its name, a schema has
   * no name but its schema.
   *
   * @param adopt as {@code schema.name}, {@code role:name} or {@code schema:name}
   * @param report of plans that take nothing over
   * @throws RefusalException when the plans refuse nothing of that name
   */
  static Set<ObjectName> adopted(List<String> adopt, SchemaReport report) {
    var refused =
        report.combined().refusals().stream()
            .map(PlanRefusal::name)
            .map(PlatformPlan::text)
            .collect(Collectors.toSet());
    var names = new TreeSet<ObjectName>();
    for (var name : adopt) {
      if (name.startsWith(ROLE)) {
        names.add(role(name, report));
        continue;
      }
      if (name.startsWith(SCHEMA)) {
        names.add(schema(name, refused));
        continue;
      }
      var dot = name.indexOf('.');
      if (dot <= 0 || !refused.contains(name)) {
        throw RefusalException.unknown("refused table or view", "in the plan", name, refused);
      }
      names.add(new ObjectName(name.substring(0, dot), name.substring(dot + 1)));
    }
    return names;
  }

  /** The name of what is adopted, as an operator writes it. */
  static String spelled(ObjectName adopted) {
    return adopted.schema().isEmpty()
        ? ROLE + adopted.name()
        : adopted.name().isEmpty() ? SCHEMA + adopted.schema() : adopted.toString();
  }

  /** Of what a plan refuses, only schemas have a name without a dot or slash. */
  private static ObjectName schema(String name, Set<String> refused) {
    var schemas =
        refused.stream()
            .filter(it -> it.indexOf('.') < 0 && it.indexOf('/') < 0)
            .map(it -> SCHEMA + it)
            .collect(Collectors.toSet());
    if (!schemas.contains(name)) {
      throw RefusalException.unknown("refused schema", "in the plan", name, schemas);
    }
    return new ObjectName(name.substring(SCHEMA.length()), "");
  }

  private static ObjectName role(String name, SchemaReport report) {
    var strange =
        Stream.concat(report.combined().differences().stream(), report.undeclared().stream())
            .filter(it -> it.kind() == Difference.Kind.STRANGE_ROLE)
            .map(it -> ROLE + PlatformPlan.text(it.name()))
            .collect(Collectors.toSet());
    if (!strange.contains(name)) {
      throw RefusalException.unknown("role of others", "in the plan", name, strange);
    }
    return new ObjectName("", name.substring(ROLE.length()));
  }

  /**
   * The statements that may run.
   *
   * @throws RefusalException when no statement of that id needs to be allowed
   */
  Set<String> allowed(SchemaReport report) {
    var ids =
        report.combined().units().stream()
            .flatMap(it -> it.statements().stream())
            .filter(it -> it.safety().needsApproval())
            .map(PlannedStatement::id)
            .collect(Collectors.toCollection(TreeSet::new));
    for (var id : allow) {
      if (!ids.contains(id)) {
        throw RefusalException.unknown("statement that needs --allow", "in the plan", id, ids);
      }
    }
    return new TreeSet<>(allow);
  }
}
