package io.trueup.listener.schema;

import io.trueup.platforms.schema.Difference;
import io.trueup.platforms.schema.ObjectName;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How an operator wants a plan carried out.
 *
 * @param digest of the plan that was shown; null when none was
 * @param allow the ids of statements that destroy or rewrite and may run
 * @param adopt what of others may be taken over: a table or view as {@code schema.name}, {@code
 *     role:name} or {@code schema:name}
 * @param reason why; null where nothing is allowed and nothing adopted
 */
public record ApplyOrder(
    @Nullable String digest, List<String> allow, List<String> adopt, @Nullable String reason) {

  /** Before the name of a role in what is adopted. */
  private static final String ROLE = "role:";

  /** Before the name of a schema. */
  private static final String SCHEMA = "schema:";

  public ApplyOrder {
    allow = List.copyOf(allow);
    adopt = List.copyOf(adopt);
    if (reason == null && !(allow.isEmpty() && adopt.isEmpty())) {
      throw SchemaException.invalid(
          "reason", "'reason' is required where something is allowed or adopted");
    }
  }

  /**
   * The relations, roles and schemas to take over; of a role only the name, of a schema only the
   * schema.
   *
   * @param adopt as {@code schema.name}, {@code role:name} or {@code schema:name}
   * @param plan in which nothing is taken over
   * @throws SchemaException when the plan refuses none of that name
   */
  static Set<ObjectName> adopted(List<String> adopt, PlanView plan) {
    var refused = plan.refusals().stream().map(PlanView.Note::name).collect(Collectors.toSet());
    var names = new TreeSet<ObjectName>();
    for (var name : adopt) {
      if (name.startsWith(ROLE)) {
        names.add(role(name, plan));
        continue;
      }
      if (name.startsWith(SCHEMA)) {
        names.add(schema(name, refused));
        continue;
      }
      var dot = name.indexOf('.');
      if (dot <= 0 || !refused.contains(name)) {
        throw SchemaException.unknown("refused table or view", "in the plan", name, refused);
      }
      names.add(new ObjectName(name.substring(0, dot), name.substring(dot + 1)));
    }
    return names;
  }

  /** A name of what is adopted, as an operator gives it. */
  static String spelled(ObjectName adopted) {
    return adopted.schema().isEmpty()
        ? ROLE + adopted.name()
        : adopted.name().isEmpty() ? SCHEMA + adopted.schema() : adopted.toString();
  }

  /** No relation and no node is named without a dot or a slash. */
  private static ObjectName schema(String name, Set<String> refused) {
    var schemas =
        refused.stream()
            .filter(it -> it.indexOf('.') < 0 && it.indexOf('/') < 0)
            .map(it -> SCHEMA + it)
            .collect(Collectors.toSet());
    if (!schemas.contains(name)) {
      throw SchemaException.unknown("refused schema", "in the plan", name, schemas);
    }
    return new ObjectName(name.substring(SCHEMA.length()), "");
  }

  private static ObjectName role(String name, PlanView plan) {
    var strange =
        plan.differences().stream()
            .filter(it -> it.kind().equals(Difference.Kind.STRANGE_ROLE.text()))
            .map(it -> ROLE + it.name())
            .collect(Collectors.toSet());
    if (!strange.contains(name)) {
      throw SchemaException.unknown("role of others", "in the plan", name, strange);
    }
    return new ObjectName("", name.substring(ROLE.length()));
  }

  /**
   * The statements that may run.
   *
   * @throws SchemaException when none of that id needs it
   */
  Set<String> allowed(PlanView plan) {
    var ids =
        plan.units().stream()
            .flatMap(it -> it.statements().stream())
            .filter(PlanView.Statement::needsAllow)
            .map(PlanView.Statement::id)
            .collect(Collectors.toCollection(TreeSet::new));
    for (var id : allow) {
      if (!ids.contains(id)) {
        throw SchemaException.unknown("statement that needs --allow", "in the plan", id, ids);
      }
    }
    return new TreeSet<>(allow);
  }
}
