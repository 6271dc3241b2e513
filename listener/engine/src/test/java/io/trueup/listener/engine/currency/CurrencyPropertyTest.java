package io.trueup.listener.engine.currency;

import static io.trueup.listener.engine.testing.RolloutScene.ACME;
import static io.trueup.listener.engine.testing.RolloutScene.ANN;
import static io.trueup.listener.engine.testing.RolloutScene.LIVE;
import static io.trueup.listener.engine.testing.RolloutScene.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.currency.CurrencyAnswer.Known;
import io.trueup.listener.engine.currency.CurrencyAnswer.Reconcile;
import io.trueup.listener.engine.currency.CurrencyAnswer.Standing;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.nodetime.NodeTime;
import io.trueup.listener.engine.nodetime.NodeTimePreview;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.snapshot.StoredModelVersions;
import io.trueup.listener.engine.testing.RolloutScene;
import io.trueup.listener.engine.testing.RolloutScene.Declared;
import io.trueup.listener.engine.work.JdkThreads;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutTerms;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.GroupPauses;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Run;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.Selector;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Over random situations: what a job is told that asks whether it is current is what it is told if
 * it starts then.
 */
class CurrencyPropertyTest {

  private static final int WORLDS = 80;
  private static final int STEPS = 60;
  private static final List<String> NODES =
      List.of("job-a", "job-b", "plain", "job-c", "of-job-a", "of-job-b");

  private static final String BLOCKED = "The node is blocked; `trueup status` shows operators why";
  private static final String FOLLOWER_LOCKED =
      "A node that follows this one is being changed by hand";

  private final long seed = Long.getLong("trueup.currency.seed", 1);

  private enum Kind {
    CURRENT,
    RECONCILE,
    RETIRE,
    WAIT,
    FOLLOWS,
    BLOCKED,
    UNKNOWN
  }

  @Test
  void isWhatAStartIsAnswered() {
    var seen = new EnumMap<Kind, Integer>(Kind.class);
    var fromMemory = 0;
    for (var i = 0; i < WORLDS; i++) {
      var world = new World(seed + i);
      for (var step = 0; step < STEPS; step++) {
        world.act();
        fromMemory += world.compare(seen) ? 1 : 0;
      }
    }

    // Otherwise the comparison would say little.
    assertThat(seen).as("seed %d", seed).containsOnlyKeys(Kind.values());
    assertThat(fromMemory).as("seed %d", seed).isGreaterThan(WORLDS * STEPS / 4);
  }

  private static final class World {

    private final long seed;
    private final Random random;
    private final RolloutScene scene = new RolloutScene();
    private final Currency currency;
    private final StringBuilder story = new StringBuilder();

    World(long seed) {
      this.seed = seed;
      random = new Random(seed);
      var models = new PlatformModels(scene.store, Map.of(ACME, scene));
      currency =
          new Currency(
              scene.store.currency(),
              new NodeTimePreview(scene.store, models, scene, new GateRules()),
              new StoredModelVersions(scene.store, Map.of(ACME, scene), new JdkThreads()),
              scene.clock,
              null);
      merge();
      scene.advance(LIVE);
      scene.advance(STAGING);
    }

    /** Changes the world in some way; most ways may be refused. */
    private void act() {
      var what = random.nextInt(14);
      story.append(what).append(' ');
      switch (what) {
        case 0, 1 -> merge();
        case 2, 3, 4 -> scene.advance(LIVE);
        case 5 -> scene.advance(STAGING);
        case 6 ->
            scene.store.platforms().pause(LIVE, ANN, "why", scene.clock.instant().plusSeconds(90));
        case 7 -> scene.store.platforms().resume(LIVE, ANN, "why");
        case 8 -> {
          var everything = Selector.parse("all");
          if (scene.store.groupPauses().resume(everything, ANN, "why")
              == GroupPauses.GroupResumption.NOT_PAUSED) {
            scene.store.groupPauses().pause(everything, ANN, "why", null);
          }
        }
        case 9 -> scene.control.cancel(LIVE, ANN, "why", false);
        case 10 -> scene.endJobs(LIVE);
        case 11 -> lock();
        case 12 -> deny();
        default -> {
          var node = RolloutScene.node(LIVE, pick(NODES));
          if (!scene.failing.remove(node)) {
            scene.failing.add(node);
          }
        }
      }
      // An answer may be repeated for a second, in which a job may end.
      scene.clock.advance(Duration.ofSeconds(1 + random.nextInt(60)));
    }

    private void lock() {
      scene
          .store
          .leases()
          .claim(Lease.resource(LIVE), "ann by hand", Duration.ofSeconds(30))
          .ifPresent(lease ->
              scene
                  .store
                  .runs()
                  .lockNodes(lease, LIVE, List.of(RolloutScene.node(LIVE, pick(NODES)))));
    }

    private void deny() {
      scene.window(
          new RolloutWindow.Spec(
              "Freeze",
              WindowKind.DENY,
              Selector.EVERYTHING,
              WindowTimes.once(
                  LocalDateTime.ofInstant(scene.clock.instant().plusSeconds(20), ZoneOffset.UTC),
                  Duration.ofMinutes(1),
                  "UTC"),
              "ops",
              "quarter end"));
    }

    private void merge() {
      var atClose =
          random.nextBoolean() ? RolloutPolicy.AtClose.FINISH : RolloutPolicy.AtClose.DRAIN;
      scene.merge(
          new Declared(LIVE, terms(atClose), nodes(), random.nextBoolean() ? STAGING : null),
          new Declared(STAGING, RolloutTerms.of(RolloutPolicy.MERGE), nodes()));
    }

    private static RolloutTerms terms(RolloutPolicy.AtClose atClose) {
      var policy = RolloutPolicy.MERGE;
      return RolloutTerms.of(
          new RolloutPolicy(
              policy.on(),
              policy.schedule(),
              policy.windows(),
              atClose,
              policy.versions(),
              policy.guard(),
              policy.drift()));
    }

    private String nodes() {
      var nodes = new StringBuilder();
      for (var node : NODES) {
        if (random.nextInt(5) > 0) {
          nodes.append(nodes.isEmpty() ? "" : " ").append(node).append('=');
          nodes.append(1 + random.nextInt(3));
        }
      }
      return nodes.toString();
    }

    private <T> T pick(List<T> of) {
      return of.get(random.nextInt(of.size()));
    }

    /** Compares both answers; returns whether the first was given from memory. */
    private boolean compare(Map<Kind, Integer> seen) {
      currency.refresh();
      currency.openTargets();
      var platform = random.nextInt(4) > 0 ? LIVE : STAGING;
      var node = random.nextInt(12) == 0 ? "job-none" : pick(NODES);
      var lastRan = random.nextInt(4) == 0 ? null : Long.valueOf(1 + random.nextInt(3));
      var question = question(platform, node, lastRan);
      var answer = currency.find(question);
      var remembered = currency.known(question);
      var begun = scene.startJob(platform, node, lastRan);
      var where = "seed %d, after %s: %s".formatted(seed, story, question);

      if (isRefusedLate(begun)) {
        refused(question, answer, begun, where);
      } else {
        assertThat(begun(answer)).as(where).isEqualTo(asTold(begun));
        remembered.ifPresent(
            it -> assertThat(begun(it)).as(where + " from memory").isEqualTo(asTold(begun)));
      }
      seen.merge(kind(answer, begun), 1, Integer::sum);
      return remembered.isPresent();
    }

    /** What shows only while a node is changed, which a question does not try. */
    private static boolean isRefusedLate(NodeTime.Answer begun) {
      return begun instanceof NodeTime.Answer.Wait(var reason, _)
          && (reason.equals(BLOCKED) || reason.equals(FOLLOWER_LOCKED));
    }

    private void refused(
        CurrencyQuestion question, CurrencyAnswer answer, NodeTime.Answer begun, String where) {
      assertThat(begun(answer)).as(where).isInstanceOfAny(Told.Adapt.class, Told.Retire.class);
      currency.refresh();
      if (begun instanceof NodeTime.Answer.Wait(var reason, _)
          && reason.equals(BLOCKED)
          && currency.find(question) instanceof Known(Reconcile reconcile, _, _)) {
        assertThat(reconcile.blockedSince()).as(where).isNotNull();
      }
    }

    private static CurrencyQuestion question(
        PlatformId platform, String node, @Nullable Long lastRan) {
      return new CurrencyQuestion(
          platform,
          RolloutScene.node(platform, node),
          lastRan == null ? null : new Fingerprint(0, lastRan),
          null);
    }

    private static Kind kind(CurrencyAnswer answer, NodeTime.Answer begun) {
      if (isRefusedLate(begun)) {
        return Kind.BLOCKED;
      }
      if (begun instanceof NodeTime.Answer.Wait(var reason, _)
          && reason.startsWith("The node has no job of its own")) {
        return Kind.FOLLOWS;
      }
      return answer instanceof Known(var standing, _, _)
          ? switch (standing) {
            case CurrencyAnswer.Current _ -> Kind.CURRENT;
            case Reconcile _ -> Kind.RECONCILE;
            case CurrencyAnswer.Retire _ -> Kind.RETIRE;
            case CurrencyAnswer.Wait _ -> Kind.WAIT;
          }
          : Kind.UNKNOWN;
    }

    /** The answer to a start that an answer foretells. */
    private static Object begun(CurrencyAnswer answer) {
      return switch (answer) {
        case Known(var standing, _, var isStale) -> isStale ? "stale" : begun(standing);
        case CurrencyAnswer.UnknownNode(var reason) -> new NodeTime.Answer.Unknown(reason);
        default -> answer;
      };
    }

    private static Object begun(Standing standing) {
      return switch (standing) {
        case CurrencyAnswer.Current(var version, var fingerprint, var reason) ->
            new Told.Run(version, fingerprint, reason);
        case Reconcile reconcile ->
            new Told.Adapt(
                reconcile.version(),
                reconcile.fingerprint(),
                reconcile.blockedSince() == null
                    ? reconcile.reason()
                    : reconcile.reason().substring(0, reconcile.reason().indexOf('.')));
        case CurrencyAnswer.Retire(var reason) -> new Told.Retire(reason);
        case CurrencyAnswer.Wait(var reason, var retryAfter, _) ->
            new NodeTime.Answer.Wait(reason, retryAfter);
      };
    }

    /** An answer to a start as far as a question foretells it. */
    private static Object asTold(NodeTime.Answer begun) {
      return switch (begun) {
        case NodeTime.Answer.Go go ->
            go.answer() == Run.Answer.RUN
                ? new Told.Run(go.version(), go.fingerprint(), go.reason())
                : new Told.Adapt(go.version(), go.fingerprint(), go.reason());
        case NodeTime.Answer.Retire(_, var reason) -> new Told.Retire(reason);
        case NodeTime.Answer.Wait _, NodeTime.Answer.Unknown _ -> begun;
      };
    }
  }

  /** What a job is told, without its run. */
  private sealed interface Told {
    record Run(long version, Fingerprint fingerprint, String reason) implements Told {}

    record Adapt(long version, Fingerprint fingerprint, String reason) implements Told {}

    record Retire(String reason) implements Told {}
  }
}
