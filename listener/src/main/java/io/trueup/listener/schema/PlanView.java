package io.trueup.listener.schema;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.relational.SchemaReport;
import io.trueup.platforms.schema.Difference;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.schema.PlannedStatement;
import io.trueup.platforms.schema.SchemaChange;
import io.trueup.platforms.schema.SchemaPlan;
import io.trueup.platforms.schema.SchemaUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What would be done to a platform's tables, and what differs and is left alone.
 *
 * @param platform as {@code source/Name}
 * @param at which of its versions is planned for: {@code merged}, {@code target} or {@code
 *     realized}
 * @param commit of that version; null when it is not known
 * @param container for people
 * @param digest of all statements, by which the plan is known again
 * @param differs whether there is anything to do, refused or lacking
 * @param summary all of it in one sentence
 * @param preparation schemas and roles, which the rest needs
 * @param units tables and views, in the order in which they work
 * @param refusals what a person must decide
 * @param lacks what cannot be planned before something else is there
 * @param differences what is left as it is
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

  /** What becomes of a table or view. */
  public enum Effect {
    CREATE,
    CHANGE,
    DROP
  }

  /**
   * A table or view with all that is done to it.
   *
   * @param node what needs it
   * @param kind {@code table} or {@code view}
   */
  public record Unit(
      String node, String name, String kind, Effect effect, List<Statement> statements) {}

  /**
   * A statement.
   *
   * @param id by which an operator allows it
   * @param sign {@code +}, {@code ~} or {@code -}
   * @param what it does, in a few words; empty when it only serves another one
   * @param safety what it costs others, such as {@code short-lock}
   * @param lock the strongest that it takes
   * @param mode how it is run: {@code together}, {@code alone} or {@code outside} a transaction
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

  /** Something about a table or view. */
  public record Note(String node, String name, String reason) {}

  /**
   * What is other than it should be, or is there and nobody declares it.
   *
   * @param node null for what belongs to none
   * @param choice a statement by which an operator could end it; null when there is none
   */
  public record Differing(
      @Nullable String node, String name, String kind, String message, @Nullable String choice) {}

  /** A report, its nodes in the order given. */
  static PlanView of(Subject subject, SchemaReport report, List<NodeKey> order) {
    var plans = new LinkedHashMap<NodeKey, SchemaPlan>();
    order.forEach(key -> {
      var plan = report.plans().get(key);
      if (plan != null) {
        plans.put(key, plan);
      }
    });
    report.plans().forEach(plans::putIfAbsent);
    var whole = report.whole();
    var units = units(plans);
    var differences = differences(plans, report.others());
    return new PlanView(
        subject.platform().id().toString(),
        subject.at().text(),
        subject.version(),
        subject.commit(),
        report.container(),
        whole.digest(),
        !whole.isEmpty(),
        PlanSummary.of(whole, units, differences.size()),
        whole.preparation().stream().map(it -> statement(it, ChangeWords.of(it.change()))).toList(),
        units,
        notes(
            plans,
            plan -> plan.refusals().stream().map(it -> new Said(text(it.name()), it.reason()))),
        notes(
            plans, plan -> plan.lacks().stream().map(it -> new Said(text(it.name()), it.reason()))),
        differences);
  }

  /** What is no relation has only one of the two. */
  private static String text(ObjectName name) {
    return name.schema().isEmpty()
        ? name.name()
        : name.name().isEmpty() ? name.schema() : name.toString();
  }

  private record Said(String name, String reason) {}

  private static List<Note> notes(
      Map<NodeKey, SchemaPlan> plans, java.util.function.Function<SchemaPlan, Stream<Said>> said) {
    var notes = new ArrayList<Note>();
    plans.forEach((node, plan) ->
        said.apply(plan).forEach(it -> notes.add(new Note(node.value(), it.name(), it.reason()))));
    return notes;
  }

  private static List<Unit> units(Map<NodeKey, SchemaPlan> plans) {
    var units = new ArrayList<Unit>();
    plans.forEach((node, plan) ->
        plan.units()
            .forEach(unit -> {
              var shape = UnitShape.of(node, unit);
              units.add(
                  new Unit(
                      node.value(),
                      text(unit.name()),
                      shape.kind(),
                      shape.effect(),
                      unit.statements().stream()
                          .map(it -> statement(it, words(it.change(), unit, shape.effect())))
                          .toList()));
            }));
    return units;
  }

  /** Nothing of what only serves the unit, such as the grants of views that are made again. */
  private static ChangeWords words(SchemaChange change, SchemaUnit unit, Effect effect) {
    if (!unit.name().equals(change.name())) {
      return change instanceof SchemaChange.RestoreView
          ? ChangeWords.of(change)
          : ChangeWords.NOTHING;
    }
    return change instanceof SchemaChange.CreateView create && effect == Effect.CHANGE
        ? ChangeWords.again(create)
        : ChangeWords.of(change);
  }

  private static Statement statement(PlannedStatement planned, ChangeWords words) {
    return new Statement(
        planned.id(),
        planned.sql(),
        words.sign(),
        words.text(),
        planned.safety().text(),
        planned.lock().text(),
        planned.mode().name().toLowerCase(Locale.ROOT),
        planned.reason(),
        planned.safety().needsWord());
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
    return new Differing(node, text(it.name()), it.kind().text(), it.message(), it.choice());
  }
}
