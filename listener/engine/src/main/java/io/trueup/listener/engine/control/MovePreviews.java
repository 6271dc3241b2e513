package io.trueup.listener.engine.control;

import io.trueup.listener.engine.gate.GateReport;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.gate.Removal;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.rollout.MoveReader;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.rollout.UndeclaredPlatformException;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.statestore.GateInputs;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Previews moves and their gates; writes nothing. Safe for any thread; blocks. */
final class MovePreviews {

  private final StateStore store;
  private final PlatformModels models;
  private final MoveReader moves;
  private final GateRules rules;

  MovePreviews(StateStore store, PlatformModels models, MoveReader moves, GateRules rules) {
    this.store = store;
    this.models = models;
    this.moves = moves;
    this.rules = rules;
  }

  /** The move that a platform, as it is or would be, makes next. */
  RolloutPreview next(PlatformState platform) {
    var to = moves.destination(platform, store.now()).orElse(null);
    return to == null ? nothing(platform, null, null) : forward(platform, to);
  }

  /** A move to a version that an operator names, forward or back. */
  RolloutPreview to(PlatformState platform, long to) {
    try {
      Orders.requireAccepted(store, platform, to);
    } catch (RefusedException e) {
      return nothing(platform, to, e.refusal().reason());
    }
    var target = platform.target().version();
    if (to < target) {
      return back(platform, to);
    }
    return to == target && moves.destination(platform, store.now()).orElse(0L) != target
        ? nothing(platform, null, null)
        : forward(platform, to);
  }

  private RolloutPreview forward(PlatformState platform, long to) {
    return readable(
        platform,
        to,
        () -> {
          var draft = moves.draft(platform, to);
          var gates = rules.shut(platform, inputs(platform), draft.move(), store.now());
          return preview(platform, draft, moves.plan(platform, draft), gates);
        });
  }

  /** A rollback; impossible when the platform's type cannot go back. */
  RolloutPreview back(PlatformState platform, long to) {
    return readable(
        platform,
        to,
        () -> {
          var draft = moves.draft(platform, to);
          var obstacles = moves.rollbackObstacles(platform, draft);
          if (!obstacles.isEmpty()) {
            return nothing(platform, to, String.join(". ", obstacles));
          }
          var gates =
              rules.shutForRollback(
                  platform, inputs(platform), draft.move(), Set.of(), store.now());
          return preview(platform, draft, moves.planBack(platform, draft), gates);
        });
  }

  /** Reads what a model says. */
  interface Reading<T> {
    T read();
  }

  private RolloutPreview readable(
      PlatformState platform, long to, Reading<RolloutPreview> reading) {
    if (!models.follows(platform.id())) {
      return nothing(platform, to, Orders.notFollowed(platform));
    }
    try {
      return reading.read();
    } catch (UndeclaredPlatformException e) {
      return nothing(platform, to, e.getMessage());
    } catch (GitException e) {
      return nothing(
          platform, to, "Cannot read version %d of the model: %s".formatted(to, e.getMessage()));
    }
  }

  private GateInputs inputs(PlatformState platform) {
    return store
        .platforms()
        .gateInputs(platform.id())
        .orElseThrow(
            () -> new IllegalStateException("Platform '%s' is gone".formatted(platform.id())));
  }

  /**
   * What a move to a version takes away.
   *
   * @throws RefusedException when the model cannot be read here
   */
  Removal removal(PlatformState platform, long to) {
    if (!models.follows(platform.id())) {
      throw new RefusedException("not-followed", Orders.notFollowed(platform));
    }
    try {
      return moves.draft(platform, to).move().removal();
    } catch (UndeclaredPlatformException e) {
      throw new RefusedException("not-declared", String.valueOf(e.getMessage()));
    } catch (GitException e) {
      throw new RefusedException(
          "model-unreadable",
          "Cannot read version %d of the model: %s".formatted(to, e.getMessage()));
    }
  }

  static RolloutPreview preview(
      PlatformState platform, MoveReader.Draft draft, RolloutPlan plan, List<ShutGate> gates) {
    var diff = draft.diff();
    return new RolloutPreview(
        platform.id(),
        platform.target().version(),
        draft.move().to(),
        diff.added().stream().map(PipelineNode::key).toList(),
        diff.changed().stream().map(it -> it.after().key()).toList(),
        diff.removed().stream().map(PipelineNode::key).toList(),
        plan.steps(),
        gates,
        gates.stream().anyMatch(it -> it.kind() == GateKind.REMOVAL_GUARD),
        null);
  }

  private static RolloutPreview nothing(
      PlatformState platform, @Nullable Long to, @Nullable String impossible) {
    return new RolloutPreview(
        platform.id(),
        platform.target().version(),
        to,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        false,
        impossible);
  }

  /** The gates of the move that a platform would make at an instant. */
  GateReport gates(PlatformState platform, Instant at) {
    var destination = moves.destination(platform, at).orElse(null);
    var rollout = platform.rollout();
    if (destination == null) {
      return rollout == null || rollout.state().isOver()
          ? rules.reportWithoutMove(platform, inputs(platform), at)
          : stopping(rules.stopping(platform, rollout, inputs(platform), at));
    }
    if (!models.follows(platform.id())) {
      return recorded(platform, destination, at);
    }
    try {
      var move = moves.draft(platform, destination).move();
      return rules.report(platform, inputs(platform), move, at);
    } catch (UndeclaredPlatformException e) {
      return new GateReport(at, destination, List.of(e.gate()), null, null);
    } catch (GitException _) {
      return recorded(platform, destination, at);
    }
  }

  /** A report about the rollout that is under way has no destination of its own. */
  private static GateReport stopping(GateReport report) {
    return new GateReport(report.at(), null, report.shut(), report.openUntil(), report.opensAt());
  }

  /** Where this process cannot read the model, what the one that can has recorded last. */
  private static GateReport recorded(PlatformState platform, long destination, Instant at) {
    var waiting = platform.waiting();
    return new GateReport(
        at, destination, waiting == null ? List.of() : waiting.gates(), null, null);
  }
}
