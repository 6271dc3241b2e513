package io.trueup.statestore;

import static io.trueup.statestore.ChangeField.Type.ANY;
import static io.trueup.statestore.ChangeField.Type.TEXTS;
import static io.trueup.statestore.ChangeField.Type.TIME;
import static io.trueup.statestore.ChangeField.Type.TRUTH;
import static io.trueup.statestore.ChangeField.number;
import static io.trueup.statestore.ChangeField.optional;
import static io.trueup.statestore.ChangeField.text;
import static io.trueup.statestore.ChangeFields.began;
import static io.trueup.statestore.ChangeFields.gate;
import static io.trueup.statestore.ChangeFields.gateFields;
import static io.trueup.statestore.ChangeFields.impacts;
import static io.trueup.statestore.ChangeFields.ofPlatform;
import static io.trueup.statestore.ChangeFields.ofVersion;
import static io.trueup.statestore.ChangeFields.word;

import io.trueup.model.rollout.StepAction;
import io.trueup.statestore.StateChange.ActionRecorded;
import io.trueup.statestore.StateChange.GateOpened;
import io.trueup.statestore.StateChange.GateShut;
import io.trueup.statestore.StateChange.MergeJudged;
import io.trueup.statestore.StateChange.NodesAwaiting;
import io.trueup.statestore.StateChange.Realized;
import io.trueup.statestore.StateChange.RolloutChanged;
import io.trueup.statestore.StateChange.RunBegun;
import io.trueup.statestore.StateChange.RunEnded;
import io.trueup.statestore.StateChange.StepFailed;
import io.trueup.statestore.StateChange.StepLanded;
import io.trueup.statestore.StateChange.TargetMoved;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The forms of all changes: their JSON, and the schemas of that JSON. Fields are only added to a
 * form; what is removed or changes its meaning gets a form with the next version.
 */
public final class ChangeForms {

  private static final ChangeForm<MergeJudged> MERGE_JUDGED =
      new ChangeForm<>(
          "merge.judged",
          1,
          MergeJudged.class,
          "A merge was judged: accepted, or rejected so that it moves nothing.",
          List.of(
              text("source", "The source that was merged into.", MergeJudged::source),
              number("version", "Its number in the source.", MergeJudged::version),
              text("commit", "The commit that was judged.", MergeJudged::commit),
              ChangeField.of(
                  "accepted", TRUTH, "Whether it moves anything.", MergeJudged::isAccepted),
              text("author", "The author, as the commit says.", MergeJudged::author),
              text("title", "The first line of the commit's message.", MergeJudged::title),
              number("errors", "How many errors it has.", MergeJudged::errors),
              number("warnings", "How many warnings it has.", MergeJudged::warnings),
              impacts()),
          in ->
              new MergeJudged(
                  in.source(),
                  in.number("version"),
                  new CommitId(in.text("commit")),
                  in.isTrue("accepted"),
                  in.text("author"),
                  in.text("title"),
                  in.count("errors"),
                  in.count("warnings"),
                  in.list("platforms", ChangeFields::impact)));

  private static final ChangeForm<TargetMoved> TARGET_MOVED =
      new ChangeForm<>(
          "target.moved",
          1,
          TargetMoved.class,
          "A platform's target moved to another version.",
          ofPlatform(
              number("from", "The version before; 0 for none.", TargetMoved::from),
              number("to", "The version that the platform moves to.", TargetMoved::to),
              optional(
                  number(
                      "rollout",
                      "The rollout; missing when no work is needed.",
                      TargetMoved::rollout)),
              optional(
                  text(
                      "kind",
                      "How it moves; missing when no work is needed.",
                      it -> word(it.kind()))),
              number("steps", "Steps of the rollout at merge time.", TargetMoved::steps),
              text("actor", "Who moved it.", TargetMoved::actor),
              text("reason", "Why.", TargetMoved::reason)),
          in ->
              new TargetMoved(
                  in.platform(),
                  in.number("from"),
                  in.number("to"),
                  in.optionalNumber("rollout"),
                  in.optionalConstant(Rollout.Kind.class, "kind"),
                  in.count("steps"),
                  in.text("actor"),
                  in.text("reason")));

  private static final ChangeForm<Realized> REALIZED =
      new ChangeForm<>(
          "platform.realized",
          1,
          Realized.class,
          "A platform is what a version asks for.",
          ofPlatform(
              number("version", "The version.", Realized::version),
              optional(
                  number(
                      "rollout",
                      "The rollout; missing when no work was needed.",
                      Realized::rollout)),
              text("reason", "Why.", Realized::reason)),
          in ->
              new Realized(
                  in.platform(),
                  in.number("version"),
                  in.optionalNumber("rollout"),
                  in.text("reason")));

  private static final ChangeForm<RolloutChanged> ROLLOUT_CHANGED =
      new ChangeForm<>(
          "rollout.changed",
          1,
          RolloutChanged.class,
          "A rollout reached another state, or got further steps.",
          ofPlatform(
              number("rollout", "The rollout.", RolloutChanged::rollout),
              text("state", "Its state now.", it -> word(it.state())),
              text("reason", "Why.", RolloutChanged::reason),
              ofVersion("The version that it moves to", RolloutChanged::version)),
          in ->
              new RolloutChanged(
                  in.platform(),
                  in.number("rollout"),
                  in.constant(Rollout.State.class, "state"),
                  in.text("reason"),
                  in.numberOrZero("version")));

  private static final ChangeForm<StepLanded> STEP_LANDED =
      new ChangeForm<>(
          "step.landed",
          1,
          StepLanded.class,
          "A step of a rollout landed.",
          ofPlatform(
              number("rollout", "The rollout.", StepLanded::rollout),
              number("ordinal", "The step's place in it, from 1.", StepLanded::ordinal),
              text("node", "The node's key.", StepLanded::node),
              text("action", "What was done to the node.", it -> word(it.action())),
              began(StepLanded::beganAt),
              ofVersion("The version that the rollout moves to", StepLanded::version)),
          in ->
              new StepLanded(
                  in.platform(),
                  in.number("rollout"),
                  in.count("ordinal"),
                  in.node(),
                  in.constant(StepAction.class, "action"),
                  in.optionalTime("beganAt"),
                  in.numberOrZero("version")));

  private static final ChangeForm<StepFailed> STEP_FAILED =
      new ChangeForm<>(
          "step.failed",
          1,
          StepFailed.class,
          "A step of a rollout failed, and is tried again.",
          ofPlatform(
              number("rollout", "The rollout.", StepFailed::rollout),
              number("ordinal", "The step's place in it, from 1.", StepFailed::ordinal),
              text("node", "The node's key.", StepFailed::node),
              text("action", "What was to be done to the node.", it -> word(it.action())),
              text("error", "Why it failed.", StepFailed::error),
              ChangeField.of("retryAt", TIME, "When it is tried again.", StepFailed::retryAt),
              began(StepFailed::beganAt),
              ofVersion("The version that the rollout moves to", StepFailed::version)),
          in ->
              new StepFailed(
                  in.platform(),
                  in.number("rollout"),
                  in.count("ordinal"),
                  in.node(),
                  in.constant(StepAction.class, "action"),
                  in.text("error"),
                  in.time("retryAt"),
                  in.optionalTime("beganAt"),
                  in.numberOrZero("version")));

  private static final ChangeForm<NodesAwaiting> NODES_AWAITING =
      new ChangeForm<>(
          "nodes.awaiting",
          1,
          NodesAwaiting.class,
          "Nodes wait for their jobs, which bring them to the target when they start.",
          ofPlatform(
              number("rollout", "The rollout.", NodesAwaiting::rollout),
              number("version", "The version that they move to.", NodesAwaiting::version),
              ChangeField.of(
                  "nodes",
                  TEXTS,
                  "Their keys, at most 100; a rollout with more has several events.",
                  NodesAwaiting::nodes)),
          in ->
              new NodesAwaiting(
                  in.platform(), in.number("rollout"), in.number("version"), in.nodes("nodes")));

  private static final ChangeForm<RunBegun> RUN_BEGUN =
      new ChangeForm<>(
          "run.begun",
          1,
          RunBegun.class,
          "A job's run on a node began.",
          ofPlatform(
              text("run", "The run; its end has the same. Not its secret id.", RunBegun::run),
              text("node", "The node's key.", RunBegun::node),
              text("answer", "What the job was told.", it -> word(it.answer())),
              number("version", "The version that it works with; 0 for none.", RunBegun::version),
              text("job", "The job's name, as it says.", RunBegun::job)),
          in ->
              new RunBegun(
                  in.platform(),
                  new RunName(in.text("run")),
                  in.node(),
                  in.constant(Run.Answer.class, "answer"),
                  in.number("version"),
                  in.text("job")));

  private static final ChangeForm<RunEnded> RUN_ENDED =
      new ChangeForm<>(
          "run.ended",
          1,
          RunEnded.class,
          "A job's run on a node is over.",
          ofPlatform(
              text("run", "The run; its begin has the same.", RunEnded::run),
              text("node", "The node's key.", RunEnded::node),
              text("state", "How it ended.", it -> word(it.state())),
              ofVersion("The version that it worked with", RunEnded::version)),
          in ->
              new RunEnded(
                  in.platform(),
                  new RunName(in.text("run")),
                  in.node(),
                  in.constant(Run.State.class, "state"),
                  in.numberOrZero("version")));

  private static final ChangeForm<GateShut> GATE_SHUT =
      new ChangeForm<>(
          "gate.shut",
          1,
          GateShut.class,
          "A gate keeps a platform's next move waiting.",
          gateFields(GateShut::gate, GateShut::version),
          in -> new GateShut(in.platform(), gate(in), in.numberOrZero("version")));

  private static final ChangeForm<GateOpened> GATE_OPENED =
      new ChangeForm<>(
          "gate.opened",
          1,
          GateOpened.class,
          "A gate no longer keeps a platform's next move waiting.",
          gateFields(GateOpened::gate, GateOpened::version),
          in -> new GateOpened(in.platform(), gate(in), in.numberOrZero("version")));

  private static final ChangeForm<ActionRecorded> ACTION_RECORDED =
      new ChangeForm<>(
          "action.recorded",
          1,
          ActionRecorded.class,
          "The audit has a new entry about something that no other event tells.",
          List.of(
              text("about", "What it is about, such as window:night.", ActionRecorded::about),
              text("verb", "What was done, as in the audit.", ActionRecorded::verb),
              text("actor", "Who did it.", ActionRecorded::actor),
              optional(ChangeField.of("before", ANY, "What was before.", ActionRecorded::before)),
              optional(ChangeField.of("after", ANY, "What is now.", ActionRecorded::after)),
              text("reason", "Why.", ActionRecorded::reason)),
          in ->
              new ActionRecorded(
                  in.text("about"),
                  in.text("verb"),
                  in.text("actor"),
                  in.json("before"),
                  in.json("after"),
                  in.text("reason")));

  static final List<ChangeForm<?>> ALL =
      List.of(
          MERGE_JUDGED,
          TARGET_MOVED,
          REALIZED,
          ROLLOUT_CHANGED,
          STEP_LANDED,
          STEP_FAILED,
          NODES_AWAITING,
          RUN_BEGUN,
          RUN_ENDED,
          GATE_SHUT,
          GATE_OPENED,
          ACTION_RECORDED);

  private static final Map<Class<?>, ChangeForm<?>> BY_CLASS =
      ALL.stream().collect(Collectors.toUnmodifiableMap(ChangeForm::of, it -> it));
  private static final Map<String, ChangeForm<?>> BY_TYPE =
      ALL.stream().collect(Collectors.toUnmodifiableMap(ChangeForm::type, it -> it));

  private ChangeForms() {}

  /** The names of all types, such as {@code merge.judged}, in the order in which docs list them. */
  public static List<String> types() {
    return ALL.stream().<String>map(ChangeForm::type).toList();
  }

  /** The name of a change's type. */
  public static String type(StateChange change) {
    return form(change).type();
  }

  /**
   * The version of a type's form.
   *
   * @throws IllegalArgumentException when there is no such type
   */
  public static int version(String type) {
    return form(type).version();
  }

  /** A change's fields, as a JSON object. */
  public static String write(StateChange change) {
    return form(change).write(change).toString();
  }

  /** The version of the form that a change is written in. */
  public static int version(StateChange change) {
    return form(change).version();
  }

  /**
   * Reads what {@link #write} wrote, also in a later release that added fields.
   *
   * @param version of the form that it was written in
   * @throws UnknownChangeException when this release knows no such type, or no such form of it
   */
  public static StateChange read(String type, int version, String data) {
    if (!isKnown(type, version)) {
      throw new UnknownChangeException(type, version);
    }
    return form(type).read().apply(ChangeReader.of(data));
  }

  /** Whether this release reads a form of a type. */
  static boolean isKnown(String type, int version) {
    var form = BY_TYPE.get(type);
    return form != null && form.version() == version;
  }

  private static ChangeForm<?> form(StateChange change) {
    var form = BY_CLASS.get(change.getClass());
    if (form == null) {
      throw new IllegalStateException("No form for %s".formatted(change.getClass()));
    }
    return form;
  }

  static ChangeForm<?> form(String type) {
    var form = BY_TYPE.get(type);
    if (form == null) {
      throw new IllegalArgumentException("'%s' is no type of change".formatted(type));
    }
    return form;
  }
}
