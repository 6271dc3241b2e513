package io.trueup.listener.daemon.view;

import io.trueup.listener.engine.schema.PlatformPlan;
import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.relational.schema.Difference;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.platforms.relational.schema.SchemaUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The changes planned for a platform's tables and views, and the differences that are left alone.
 *
 * @param platform as {@code source/Name}
 * @param at the version that is planned for: {@code merged}, {@code target} or {@code realized}
 * @param commit of that version; null when it is not known
 * @param container for people
 * @param digest of all statements, which identifies the plan
 * @param differs whether there is anything to do, refused or lacking
 * @param summary the plan in one sentence
 * @param preparation schemas and roles, which the rest needs
 * @param units tables and views, in the order in which they are changed
 * @param refusals changes that a person must decide on
 * @param lacks changes that cannot be planned before something else exists
 * @param differences that are left as they are
 */
public record PlanView(
    String platform,
    String at,
    long version,
    @Nullable String commit,
    String container,
    String digest,
    boolean differs,
    String summary,
    List<Statement> preparation,
    List<Unit> units,
    List<Note> refusals,
    List<Note> lacks,
    List<Differing> differences) {

  /** The effect of a plan on a table or view. */
  public enum Effect {
    CREATE,
    CHANGE,
    DROP
  }

  /**
   * A table or view with its statements.
   *
   * @param node that needs it
   * @param kind {@code table} or {@code view}
   */
  public record Unit(
      String node, String name, String kind, Effect effect, List<Statement> statements) {}

  /**
   * A statement.
   *
   * @param id by which an operator allows it
   * @param sign {@code +}, {@code ~} or {@code -}
   * @param what its effect in a few words; empty when it only serves another statement
   * @param safety what it costs others, such as {@code short-lock}
   * @param lock the strongest that it takes
   * @param mode how it runs: {@code together}, {@code alone} or {@code outside} a transaction
   * @param needsAllow whether an operator must allow it by its id
   */
  public record Statement(
      String id,
      String sql,
      String sign,
      String what,
      String safety,
      String lock,
      String mode,
      String reason,
      boolean needsAllow) {}

  /** A remark on a table or view. */
  public record Note(String node, String name, String reason) {}

  /**
   * A difference from the model, or something that the model does not declare.
   *
   * @param node null when it belongs to no node
   * @param choice a statement that would end the difference; null when there is none
   */
  public record Differing(
      @Nullable String node, String name, String kind, String message, @Nullable String choice) {}

  /** The view of a platform's plans. */
  public static PlanView of(PlatformPlan plan) {
    var plans = plan.plans();
    var whole = plan.report().combined();
    var units = units(plans);
    var differences = differences(plans, plan.report().undeclared());
    return new PlanView(
        plan.platform().toString(),
        plan.choice().text(),
        plan.version(),
        plan.commit(),
        plan.report().container(),
        whole.digest(),
        !whole.isEmpty(),
        PlanSummary.of(whole, units, differences.size()),
        whole.preparation().stream()
            .map(it -> statement(it, ChangeSummary.of(it.change())))
            .toList(),
        units,
        notes(
            plans,
            SchemaPlan::refusals,
            it -> new NamedReason(PlatformPlan.text(it.name()), it.reason())),
        notes(
            plans,
            SchemaPlan::missingPrerequisites,
            it -> new NamedReason(PlatformPlan.text(it.name()), it.reason())),
        differences);
  }

  private record NamedReason(String name, String reason) {}

  private static <T> List<Note> notes(
      Map<NodeKey, SchemaPlan> plans,
      Function<SchemaPlan, List<T>> all,
      Function<T, NamedReason> reason) {
    var notes = new ArrayList<Note>();
    plans.forEach((node, plan) ->
        all.apply(plan).stream()
            .map(reason)
            .forEach(it -> notes.add(new Note(node.value(), it.name(), it.reason()))));
    return notes;
  }

  private static List<Unit> units(Map<NodeKey, SchemaPlan> plans) {
    var units = new ArrayList<Unit>();
    plans.forEach((node, plan) ->
        plan.units()
            .forEach(unit -> {
              var shape = UnitSummary.of(node, unit);
              units.add(
                  new Unit(
                      node.value(),
                      PlatformPlan.text(unit.name()),
                      shape.kind(),
                      shape.effect(),
                      unit.statements().stream()
                          .map(it -> statement(it, words(it.change(), unit, shape.effect())))
                          .toList()));
            }));
    return units;
  }

  /** No words for what only serves the unit, such as the grants of views that are created again. */
  private static ChangeSummary words(SchemaChange change, SchemaUnit unit, Effect effect) {
    if (!unit.name().equals(change.name())) {
      return change instanceof SchemaChange.RestoreView
          ? ChangeSummary.of(change)
          : ChangeSummary.NOTHING;
    }
    return change instanceof SchemaChange.CreateView create && effect == Effect.CHANGE
        ? ChangeSummary.again(create)
        : ChangeSummary.of(change);
  }

  private static Statement statement(PlannedStatement planned, ChangeSummary words) {
    return new Statement(
        planned.id(),
        planned.sql(),
        words.sign(),
        words.text(),
        planned.safety().text(),
        planned.lock().text(),
        planned.mode().name().toLowerCase(Locale.ROOT),
        planned.reason(),
        planned.safety().needsApproval());
  }

  private static List<Differing> differences(
      Map<NodeKey, SchemaPlan> plans, List<Difference> others) {
    var all = new ArrayList<Differing>();
    plans.forEach(
        (node, plan) -> plan.differences().forEach(it -> all.add(differing(node.value(), it))));
    others.forEach(it -> all.add(differing(null, it)));
    return all;
  }

  private static Differing differing(@Nullable String node, Difference it) {
    return new Differing(
        node, PlatformPlan.text(it.name()), it.kind().text(), it.message(), it.choice());
  }
}
