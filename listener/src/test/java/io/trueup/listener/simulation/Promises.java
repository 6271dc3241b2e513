package io.trueup.listener.simulation;

import io.trueup.model.rollout.NodeRecord;
import io.trueup.statestore.PlatformState;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Checks what must hold after every single thing that happens (design §2, P1 to P4). */
final class Promises {

  private final SimulatedWorld world;
  private final Map<String, Long> targets = new HashMap<>();

  Promises(SimulatedWorld world) {
    this.world = world;
  }

  void check() {
    nothingAcknowledgedIsLost();
    for (var platform : world.store.platforms().all()) {
      targetNeverSinks(platform);
      pointersAreOrdered(platform);
      realizedIsSo(platform);
      world
          .store
          .nodeRecords(platform.id())
          .forEach(node ->
              world.check(
                  !node.isUncertain() || !node.state().isAtTarget(),
                  () -> "P4: uncertain, and at its target: " + node));
    }
  }

  private void nothingAcknowledgedIsLost() {
    var source = world.store.sources().find(SimulatedWorld.SOURCE).orElseThrow();
    world.check(
        source.processed() <= source.requested(),
        () -> "P1: processed " + source.processed() + " exceeds requested " + source.requested());
    var kept = world.store.allDeliveries();
    for (var delivery : world.acknowledged) {
      world.check(kept.contains(delivery), () -> "P1: delivery " + delivery + " is lost");
      world.check(
          delivery.generation() <= source.requested(),
          () -> "P1: the request of " + delivery + " is lost");
    }
    var answered = world.announced.floorEntry(source.processed());
    world.check(
        answered == null || world.git.wasShown(answered.getValue()),
        () -> "P1: request " + answered + " counts as processed, and nobody looked since");
  }

  private void targetNeverSinks(PlatformState platform) {
    var before = targets.put(platform.id().name(), platform.target().version());
    world.check(
        before == null || before <= platform.target().version(),
        () ->
            "P3: the target of "
                + platform.id()
                + " sank from "
                + before
                + " to "
                + platform.target().version());
  }

  private void pointersAreOrdered(PlatformState platform) {
    world.check(
        platform.realized().version() <= platform.target().version()
            && platform.target().version() <= platform.merged().version(),
        () -> "P3: the pointers of " + platform.id() + " are out of order: " + platform);
  }

  /**
   * A platform that is at its target has all tables as the model says, whatever the records say.
   */
  private void realizedIsSo(PlatformState platform) {
    var realized = platform.realized().version();
    if (realized == 0 || realized != platform.target().version()) {
      return;
    }
    var version = world.store.versions().find(platform.id().source(), realized).orElseThrow();
    var graph = world.git.model(version.commit()).graphs().get(platform.id().name());
    world.check(graph != null, () -> "P4: no graph");
    var records =
        world.store.nodeRecords(platform.id()).stream()
            .collect(Collectors.toMap(NodeRecord::key, it -> it));
    if (graph != null) {
      graph
          .nodes()
          .forEach((key, node) -> {
            var table = world.platform.tables.get(key);
            world.check(
                node.fingerprint().equals(table),
                () ->
                    "P4: "
                        + key
                        + " is "
                        + table
                        + " while version "
                        + realized
                        + " counts as realized");
            var record = records.get(key);
            world.check(
                record != null
                    && record.state().isAtTarget()
                    && node.fingerprint().equals(record.realized()),
                () -> "P4: the record of " + key + " is " + record);
          });
    }
  }

  /** After all is settled, every platform is what the newest good merge says. */
  void checkSettled() {
    check();
    var source = world.store.sources().find(SimulatedWorld.SOURCE).orElseThrow();
    world.check(
        source.processed() == source.requested(), () -> "P1: requests are still owed: " + source);
    world
        .newestGood()
        .ifPresent(newest -> {
          var head = Objects.requireNonNull(world.git.headCommit());
          if (source.acceptedCommit() == null && world.git.commit(head).model() == null) {
            return; // of a branch that was broken whenever somebody looked, nothing is known yet
          }
          world.check(
              newest.commit().id().equals(source.acceptedCommit()),
              () ->
                  "P1: the newest good merge is "
                      + newest.commit().id()
                      + ", accepted is "
                      + source.acceptedCommit());
          for (var platform : world.store.platforms().all()) {
            world.check(
                platform.realized().version() == platform.merged().version(),
                () -> "It never ends: " + platform + " " + world.store.nodeRecords(platform.id()));
            newest
                .graph(platform.id().name())
                .nodes()
                .forEach((key, node) ->
                    world.check(
                        node.fingerprint().equals(world.platform.tables.get(key)),
                        () -> "P4: " + key + " is not what the model says"));
          }
        });
  }
}
