package io.trueup.listener.daemon.simulation;

import io.trueup.listener.daemon.kafka.SimulatedKafka;
import io.trueup.listener.engine.Secrets;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.control.GateKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks what must hold after every single thing that happens (design §2, P1 to P4 and P10). */
final class Promises {

  private final SimulatedWorld world;
  private final Map<String, Long> targets = new HashMap<>();
  private final Set<String> rolledBack = new HashSet<>();

  Promises(SimulatedWorld world) {
    this.world = world;
  }

  void check() {
    nothingAcknowledgedIsLost();
    var sent = world.store.changes().readers().get(SimulatedKafka.READER);
    world.brokers.check(world.store.allDeliveries(), Objects.requireNonNull(sent));
    jobsCanReadTheirVersion();
    world.jobs.check();
    world.seen.takeClaims().forEach(world.oracle::check);
    world.seen.takeBegins().forEach(world.oracle::check);
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

  /** Once all is settled: each event was taken, and together they say what is so (P9). */
  private void theSubscriberMissedNothing() {
    var changes = world.store.changes();
    while (changes.number(1_000) > 0) {
      // until each has its position
    }
    var last = changes.range().last();
    world.check(
        world.subscriber.last() == last,
        () ->
            "P9: the subscriber has events up to %d of %d"
                .formatted(world.subscriber.last(), last));
    world.brokers.checkSettled(world.store.allDeliveries(), last);
    for (var platform : world.store.platforms().all()) {
      var told = world.subscriber.pointers(platform.id());
      var is = List.of(platform.target().version(), platform.realized().version());
      world.check(
          told.equals(is),
          () -> "P9: %s is at %s, but its events say %s".formatted(platform.id(), is, told));
    }
  }

  private void nothingAcknowledgedIsLost() {
    var declared = world.store.sources().find(SimulatedWorld.SOURCE);
    if (declared.isEmpty()) {
      world.check(world.merges.acknowledged().isEmpty(), () -> "P1: the source is lost");
      return; // no daemon opened yet
    }
    var source = declared.get();
    world.check(
        source.processed() <= source.requested(),
        () -> "P1: processed " + source.processed() + " exceeds requested " + source.requested());
    var kept = world.store.allDeliveries();
    for (var delivery : world.merges.acknowledged()) {
      world.check(kept.contains(delivery), () -> "P1: delivery " + delivery + " is lost");
      world.check(
          delivery.generation() <= source.requested(),
          () -> "P1: the request of " + delivery + " is lost");
    }
    var answered = world.merges.announcedBy(source.processed());
    world.check(
        answered.isEmpty() || world.remote.wasShown(answered.get()),
        () -> "P1: request " + answered + " counts as processed, and no check looked since");
  }

  private void jobsCanReadTheirVersion() {
    world
        .jobs
        .readFrom()
        .forEach((run, commit) ->
            world.check(
                world.processes.stream().anyMatch(it -> it.disk.holds(commit)),
                () ->
                    "P10: no mirror holds " + commit + " while a job of run " + run + " reads it"));
  }

  private void targetNeverSinks(PlatformState platform) {
    var before = targets.put(platform.id().name(), platform.target().version());
    var rollout = platform.rollout();
    var isBack =
        rollout != null
            && rollout.kind() == Rollout.Kind.ROLLBACK
            && rollout.to() == platform.target().version();
    if (isBack) {
      rolledBack.add(platform.id().name());
    }
    world.check(
        before == null || before <= platform.target().version() || isBack,
        () ->
            "P3: the target of "
                + platform.id()
                + " sank from "
                + before
                + " to "
                + platform.target().version());
  }

  private void pointersAreOrdered(PlatformState platform) {
    if (platform.realized().version() <= platform.target().version()) {
      rolledBack.remove(platform.id().name());
    }
    var hold = platform.steering().hold();
    var rollout = platform.rollout();
    world.check(
        hold == null
            || platform.target().version() <= hold.version()
            || (rollout != null && rollout.overrides().contains(GateKind.HELD)),
        () -> "P3: a hold was passed: " + platform);
    world.check(
        (platform.realized().version() <= platform.target().version()
                || rolledBack.contains(platform.id().name()))
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
    var rollout = platform.rollout();
    if (rollout != null && !rollout.state().isOver()) {
      // Only a move back to the realized version has both pointers there while it undoes the rest.
      world.check(
          rollout.kind() != Rollout.Kind.FORWARD && rollout.to() == realized,
          () -> "P4: version %d counts as realized during %s".formatted(realized, rollout));
      return;
    }
    var version = world.store.versions().find(platform.id().source(), realized).orElseThrow();
    var graph = world.remote.model(version.commit()).graphs().get(platform.id().name());
    world.check(graph != null, () -> "P4: no graph");
    var records =
        world.store.nodeRecords(platform.id()).stream()
            .collect(Collectors.toMap(NodeRecord::key, it -> it));
    if (graph != null) {
      graph
          .nodes()
          .forEach((key, node) -> {
            var table = world.container.tables.get(key);
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
    new AuditTrail(world).check();
    theFirstTokenIsKnown();
    theSubscriberMissedNothing();
    var source = world.store.sources().find(SimulatedWorld.SOURCE).orElseThrow();
    world.check(
        source.processed() == source.requested(), () -> "P1: requests are still owed: " + source);
    world
        .merges
        .newestGood()
        .ifPresent(newest -> {
          var head = Objects.requireNonNull(world.remote.headCommit());
          if (source.acceptedCommit() == null && world.remote.commit(head).model() == null) {
            return; // nothing is known yet of a branch that was broken at every check
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
                        node.fingerprint().equals(world.container.tables.get(key)),
                        () -> "P4: " + key + " is not what the model says"));
          }
        });
  }

  /** A token that no operator made is in the data folder of the daemon that made it. */
  private void theFirstTokenIsKnown() {
    var isMade = world.store.tokens().all().stream().anyMatch(it -> it.name().equals("operator"));
    world.check(
        !isMade
            || world.processes.stream()
                .flatMap(it -> Optional.ofNullable(it.folder.get("operator.token")).stream())
                .anyMatch(it -> world.store.tokens().find(Secrets.digest(it)).isPresent()),
        () -> "No data folder holds the first token");
  }
}
