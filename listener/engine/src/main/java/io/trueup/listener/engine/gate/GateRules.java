package io.trueup.listener.engine.gate;

import io.trueup.model.ecosystem.RolloutPolicy.AtClose;
import io.trueup.statestore.GateInputs;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.ShutGate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides whether a platform's target may move: one function over all kinds of gates, called where
 * a move is planned and again inside the transaction that claims it. Every reason for a move to
 * wait is decided here. What it returns depends on its arguments alone; it remembers the calendars
 * of windows and schedules. Safe for any thread.
 */
public final class GateRules {

  /** The kinds that an operator's request may override. */
  public static final Set<GateKind> OVERRIDABLE =
      Set.of(
          GateKind.BLOCKED,
          GateKind.HELD,
          GateKind.REMOVAL_GUARD,
          GateKind.WINDOW,
          GateKind.DEPENDENCY,
          GateKind.SOAK);

  /** How long a move waits at most for model servers, where nothing else is configured. */
  public static final Duration PREPARE_WITHIN = Duration.ofMinutes(2);

  /** Gates that open and shut more often than this are not followed further. */
  private static final int MOST_TURNS = 1000;

  private static final Set<GateKind> OF_ROLLBACKS =
      EnumSet.of(GateKind.PAUSED, GateKind.WINDOW, GateKind.CREDENTIALS);

  private static final Set<GateKind> OF_ROLLOUTS = EnumSet.of(GateKind.PAUSED, GateKind.WINDOW);

  private final Calendars calendars;
  private final WindowRule windows;
  private final ModelServerRule modelServers;
  private final List<GateRule> rules;

  /** Rules with calendars of their own. */
  public GateRules() {
    this(PREPARE_WITHIN);
  }

  /**
   * Rules with calendars of their own.
   *
   * @param prepareWithin how long a move waits at most for model servers to open the version; zero
   *     never waits
   */
  public GateRules(Duration prepareWithin) {
    this.calendars = new Calendars();
    this.modelServers = new ModelServerRule(prepareWithin);
    this.windows = new WindowRule(calendars);
    this.rules =
        Stream.of(
                new BlockedRule(),
                new PausedRule(),
                new HeldRule(),
                new RemovalRule(),
                new PolicyRule(calendars),
                windows,
                new DependencyRule(),
                new SoakRule(),
                new CredentialRule(),
                modelServers)
            .sorted(Comparator.comparing(GateRule::kind))
            .toList();
  }

  /** The version that a platform moves to next ({@link Destination}); empty when there is none. */
  public Optional<Long> destination(PlatformState platform, AcceptedVersions versions, Instant at) {
    return Destination.of(platform, versions, calendars, at);
  }

  /** All gates of a move that are shut, the weightiest first; empty when the target may move. */
  public List<ShutGate> shut(PlatformState platform, GateInputs inputs, Move move, Instant at) {
    return shut(ofMove(platform, move), new Situation(platform, inputs, move, at), at);
  }

  /** The same, with until when it stays so if nothing but time passes. */
  public GateReport report(PlatformState platform, GateInputs inputs, Move move, Instant at) {
    return report(ofMove(platform, move), new Situation(platform, inputs, move, at), at);
  }

  /**
   * What would keep the next move waiting, whatever its version, where there is nothing to move to
   * yet: a blocked source, pauses and windows.
   */
  public GateReport reportWithoutMove(PlatformState platform, GateInputs inputs, Instant at) {
    var kinds = EnumSet.of(GateKind.BLOCKED, GateKind.PAUSED, GateKind.WINDOW);
    var report = report(only(kinds), new Situation(platform, inputs, noMove(platform), at), at);
    return new GateReport(at, null, report.shut(), report.openUntil(), report.opensAt());
  }

  private static Move noMove(PlatformState platform) {
    return new Move(
        platform.target().version(),
        platform.target().since(),
        Removal.NOTHING,
        Collections.emptySortedMap(),
        CredentialGaps.NONE);
  }

  /**
   * All gates that refuse a rollback.
   *
   * @param move back to an older version
   * @param overrides kinds that do not refuse it
   */
  public List<ShutGate> shutForRollback(
      PlatformState platform, GateInputs inputs, Move move, Set<GateKind> overrides, Instant at) {
    var kinds = EnumSet.copyOf(OF_ROLLBACKS);
    kinds.removeAll(overrides);
    return shut(only(kinds), new Situation(platform, inputs, move, at), at);
  }

  /** Whether {@link #shut} is empty, which is found faster. */
  boolean isOpen(PlatformState platform, GateInputs inputs, Move move, Instant at) {
    var situation = new Situation(platform, inputs, move, at);
    return ofMove(platform, move).stream().allMatch(it -> it.isOpen(situation, at));
  }

  /**
   * The names of the model servers that get requests and have not opened the version of a move;
   * empty when there are none, or moves never wait for them.
   */
  public Optional<String> unprepared(
      PlatformState platform, GateInputs inputs, Move move, Instant at) {
    var lacking = modelServers.lacking(new Situation(platform, inputs, move, at));
    return lacking.isEmpty() ? Optional.empty() : Optional.of(ModelServerRule.names(lacking));
  }

  /**
   * All gates that refuse to repair what differs from the target. A repair moves no target, so that
   * only pauses and windows bear on it.
   */
  public List<ShutGate> shutForRepair(PlatformState platform, GateInputs inputs, Instant at) {
    return shut(only(OF_ROLLOUTS), new Situation(platform, inputs, noMove(platform), at), at);
  }

  /**
   * What stops a rollout that is under way: pauses, and windows unless the platform's policy is to
   * finish, or they were overridden for the rollout.
   *
   * @param rollout of the platform, under way
   */
  public GateReport stopping(
      PlatformState platform, Rollout rollout, GateInputs inputs, Instant at) {
    return report(stoppingRules(platform, rollout), underWay(platform, rollout, inputs, at), at);
  }

  /** Whether anything stops a rollout that is under way. */
  public boolean isStopped(PlatformState platform, Rollout rollout, GateInputs inputs, Instant at) {
    var situation = underWay(platform, rollout, inputs, at);
    return !stoppingRules(platform, rollout).stream().allMatch(it -> it.isOpen(situation, at));
  }

  private List<GateRule> stoppingRules(PlatformState platform, Rollout rollout) {
    var kinds = EnumSet.copyOf(OF_ROLLOUTS);
    kinds.removeAll(rollout.overrides());
    if (platform.policy().atClose() == AtClose.FINISH) {
      kinds.remove(GateKind.WINDOW);
    }
    return only(kinds);
  }

  private static Situation underWay(
      PlatformState platform, Rollout rollout, GateInputs inputs, Instant at) {
    var move =
        new Move(
            rollout.to(),
            rollout.startedAt(),
            Removal.NOTHING,
            Collections.emptySortedMap(),
            CredentialGaps.NONE);
    return new Situation(platform, inputs, move, at);
  }

  /**
   * Whether windows alone let a platform's target move at an instant.
   *
   * @param all also those that do not match it
   */
  public boolean areWindowsOpen(PlatformState platform, List<RolloutWindow> all, Instant at) {
    return windows.isOpen(platform, all, at);
  }

  /** The first instant after another at which {@link #areWindowsOpen} changes, as far as known. */
  public Optional<Instant> nextWindowChange(
      PlatformState platform, List<RolloutWindow> all, Instant after) {
    return windows.nextChange(platform, all, after);
  }

  /** Whether a gate is shut because its window cannot be evaluated. */
  public static boolean isOfBrokenWindow(ShutGate gate) {
    return gate.kind() == GateKind.WINDOW && gate.reason().contains(WindowRule.BROKEN);
  }

  private List<GateRule> ofMove(PlatformState platform, Move move) {
    var sync = platform.steering().sync();
    if (sync == null || sync.version() < move.to()) {
      return rules;
    }
    return rules.stream()
        .filter(it -> !OVERRIDABLE.contains(it.kind()) || !sync.overrides().contains(it.kind()))
        .toList();
  }

  private List<GateRule> only(Collection<GateKind> kinds) {
    return rules.stream().filter(it -> kinds.contains(it.kind())).toList();
  }

  /** A move that waits for something else does not wait for model servers yet. */
  private static List<ShutGate> shut(List<GateRule> rules, Situation situation, Instant at) {
    var shut =
        rules.stream()
            .flatMap(
                it -> it.shut(situation, at).stream().sorted(Comparator.comparing(ShutGate::what)))
            .toList();
    var others = shut.stream().filter(it -> it.kind() != GateKind.MODEL_SERVERS).toList();
    return others.isEmpty() ? shut : others;
  }

  private static GateReport report(List<GateRule> rules, Situation situation, Instant at) {
    var shut = shut(rules, situation, at);
    var isForServers = shut.stream().anyMatch(it -> it.kind() == GateKind.MODEL_SERVERS);
    var others = rules.stream().filter(it -> it.kind() != GateKind.MODEL_SERVERS).toList();
    return shut.isEmpty()
        ? new GateReport(at, situation.to(), shut, shutsAt(rules, situation, at).orElse(null), null)
        : new GateReport(
            at,
            situation.to(),
            shut,
            null,
            opensAt(isForServers ? rules : others, situation, at).orElse(null));
  }

  private static Optional<Instant> shutsAt(List<GateRule> rules, Situation situation, Instant at) {
    return rules.stream()
        .flatMap(it -> it.shutsAt(situation, at).stream())
        .min(Comparator.naturalOrder());
  }

  /** The first instant at which all rules are open: each rule in turn moves it on. */
  private static Optional<Instant> opensAt(
      List<GateRule> rules, Situation situation, Instant from) {
    var at = from;
    for (var turn = 0; turn < MOST_TURNS; turn++) {
      var before = at;
      for (var rule : rules) {
        var opens = rule.opensAt(situation, at);
        if (opens.isEmpty()) {
          return Optional.empty();
        }
        at = opens.get();
      }
      if (Objects.equals(before, at)) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }
}
