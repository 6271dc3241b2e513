package io.trueup.listener.engine.currency;

import static io.trueup.listener.engine.testing.RolloutScene.ACME;
import static io.trueup.listener.engine.testing.RolloutScene.ANN;
import static io.trueup.listener.engine.testing.RolloutScene.LIVE;
import static io.trueup.listener.engine.testing.RolloutScene.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.currency.CurrencyAnswer.Known;
import io.trueup.listener.engine.currency.CurrencyAnswer.Standing;
import io.trueup.listener.engine.gate.GateRules;
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
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.Selector;
import io.trueup.statestore.testing.StoreObserver;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Over random situations: what a job is told that asks whether it is current is what it is told if
 * it starts then.
 */
class CurrencyPropertyTest {

  private static final int WORLDS = 60;
  private static final int STEPS = 60;
  private static final List<String> NODES = List.of("job-a", "job-b", "plain", "job-c");

  private final long seed = System.nanoTime();

  private enum Kind {
    CURRENT,
    RECONCILE,
    RETIRE,
    WAIT,
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
    private final AtomicReference<@Nullable NodeDecision> decided = new AtomicReference<>();
    private final Currency currency;
    private final StringBuilder story = new StringBuilder();

    World(long seed) {
      this.seed = seed;
      random = new Random(seed);
      var models = new PlatformModels(scene.store, Map.of(ACME, scene));
      currency =
          new Currency(
              scene.store.currency(),
              new NodeTimePreview(scene.store, models, new GateRules()),
              new StoredModelVersions(scene.store, Map.of(ACME, scene), new JdkThreads()),
              scene.clock,
              null);
      scene.store.observe(
          new StoreObserver() {
            @Override
            public void decided(NodeSituation situation, NodeDecision decision) {
              decided.set(decision);
            }
          });
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
      scene.clock.advance(Duration.ofSeconds(random.nextInt(60)));
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
      decided.set(null);
      scene.startJob(platform, node, lastRan);
      var expected = decided.get();

      assertThat(decision(answer))
          .as("seed %d, after %s: %s", seed, story, question)
          .isEqualTo(withoutMarks(expected));
      remembered.ifPresent(it ->
          assertThat(decision(it))
              .as("seed %d, after %s: %s from memory", seed, story, question)
              .isEqualTo(withoutMarks(expected)));
      seen.merge(kind(answer), 1, Integer::sum);
      return remembered.isPresent();
    }

    private static CurrencyQuestion question(
        PlatformId platform, String node, @Nullable Long lastRan) {
      return new CurrencyQuestion(
          platform,
          RolloutScene.node(platform, node),
          lastRan == null ? null : new Fingerprint(0, lastRan),
          null);
    }

    private static Kind kind(CurrencyAnswer answer) {
      return answer instanceof Known(var standing, _, _)
          ? switch (standing) {
            case CurrencyAnswer.Current _ -> Kind.CURRENT;
            case CurrencyAnswer.Reconcile _ -> Kind.RECONCILE;
            case CurrencyAnswer.Retire _ -> Kind.RETIRE;
            case CurrencyAnswer.Wait _ -> Kind.WAIT;
          }
          : Kind.UNKNOWN;
    }

    /** The decision at a start that an answer foretells. */
    private static Object decision(CurrencyAnswer answer) {
      return answer instanceof Known(var standing, _, var isStale)
          ? isStale ? "stale" : decision(standing)
          : answer instanceof CurrencyAnswer.UnknownNode(var reason)
              ? new NodeDecision.Unknown(reason)
              : answer;
    }

    private static Object decision(Standing standing) {
      return switch (standing) {
        case CurrencyAnswer.Current(var version, var fingerprint, var reason) ->
            new NodeDecision.Proceed(version, fingerprint, reason);
        case CurrencyAnswer.Reconcile(var version, var fingerprint, var reason, _) ->
            new NodeDecision.Adapt(version, fingerprint, reason);
        case CurrencyAnswer.Retire(var reason) -> new NodeDecision.Retire(false, reason);
        case CurrencyAnswer.Wait(var reason, var retryAfter, _) ->
            new NodeDecision.Wait(reason, retryAfter);
      };
    }

    /** A decision as far as a job sees it. */
    private static @Nullable Object withoutMarks(@Nullable NodeDecision decision) {
      return switch (decision) {
        case NodeDecision.Reconcile(var version, var fingerprint, var reason) ->
            new NodeDecision.Adapt(version, fingerprint, reason);
        case NodeDecision.Retire(_, var reason) -> new NodeDecision.Retire(false, reason);
        case null -> null;
        default -> decision;
      };
    }
  }
}
