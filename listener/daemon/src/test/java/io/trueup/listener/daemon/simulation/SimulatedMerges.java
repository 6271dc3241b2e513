package io.trueup.listener.daemon.simulation;

import io.trueup.model.graph.PlatformGraph;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.NewDelivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** What people do to the branch, and what the forge tells of it. */
final class SimulatedMerges {

  private final SimulatedWorld world;
  private final SimulatedModels models;
  private final List<Delivery> acknowledged = new ArrayList<>();

  /** Where the branch was when a delivery asked for a check, by the request's generation. */
  private final NavigableMap<Long, CommitId> announced = new TreeMap<>();

  private boolean isMisbehaving;
  private boolean isRewritten;
  private int ids;

  SimulatedMerges(SimulatedWorld world) {
    this.world = world;
    models = new SimulatedModels(world.random);
  }

  /** A commit with a model. */
  record CommitOf(SimulatedRemote.Commit commit) {
    PlatformGraph graph(String platformName) {
      return Objects.requireNonNull(
          Objects.requireNonNull(commit.model()).graphs().get(platformName));
    }
  }

  /** Whether the branch is no fast-forward now: what happens meanwhile must not be told. */
  boolean isMisbehaving() {
    return isMisbehaving;
  }

  /** A merge, which mostly is announced. */
  void push() {
    if (isMisbehaving) {
      return;
    }
    var remote = world.remote;
    var head = remote.headCommit();
    if (world.chance(15)) {
      world.tell("a broken merge " + remote.push(head, null));
    } else if (world.chance(10)) {
      world.tell("a breaking merge " + remote.pushBreaking(head, models.next()));
    } else {
      world.tell("a merge " + remote.push(head, models.next()));
    }
    if (world.chance(60)) {
      deliver(world.anyProcess());
    }
  }

  /** A merge that changes views alone. */
  void pushView() {
    world.remote.push(world.remote.headCommit(), models.nextView());
  }

  /** A merge to end with, because a branch that was rewritten is not followed any more. */
  void repair() {
    if (isRewritten) {
      world.remote.push(world.remote.headCommit(), models.next());
    }
  }

  /** The branch is rewritten, set back or deleted; mostly it is put right again. */
  void misbehave() {
    var remote = world.remote;
    var head = remote.headCommit();
    var accepted = world.store.sources().find(SimulatedWorld.SOURCE).map(it -> it.acceptedCommit());
    if (isMisbehaving || head == null || !accepted.equals(Optional.of(head))) {
      return; // what was never accepted may be rewritten by anybody
    }
    var parent = remote.commit(head).parent();
    if (world.chance(20)) {
      isRewritten = true;
      world.tell("the branch is rewritten to " + remote.push(parent, models.next()));
      return;
    }
    isMisbehaving = true;
    switch (world.random.nextInt(3)) {
      case 0 -> remote.delete();
      case 1 -> remote.moveTo(parent == null ? head : parent);
      default -> remote.push(parent, models.next());
    }
    world.tell("the branch is no fast-forward");
    try {
      var process = world.anyProcess();
      process.checkSource();
      for (var i = 0; i < 3 && process.canWork(); i++) {
        process.work();
      }
    } finally {
      isMisbehaving = false;
      remote.restore();
      remote.moveTo(head);
      world.tell("the branch is as it was");
    }
  }

  /** A process gets a delivery by HTTP. */
  void deliver(SimulatedProcess process) {
    if (isMisbehaving) {
      return;
    }
    var id = "d" + (world.chance(20) ? world.random.nextInt(ids + 1) : ++ids);
    var delivery =
        new NewDelivery(SimulatedWorld.SOURCE, id, "push", id, new byte[0], Map.of(), null);
    process.request((daemon, faulty) ->
        faulty
            .deliveries()
            .record(delivery)
            .ifPresent(it -> {
              recorded(it);
              world.tell("delivery " + id + " to " + process.name);
              daemon.announce(SimulatedWorld.SOURCE);
            }));
  }

  /** A delivery is recorded, and asks for a check of what the branch is at now. */
  void recorded(Delivery delivery) {
    acknowledged.add(delivery);
    var head = world.remote.headCommit();
    if (head != null) {
      announced.putIfAbsent(delivery.generation(), head);
    }
  }

  /** The deliveries that were answered, or whose offsets were committed. */
  List<Delivery> acknowledged() {
    return acknowledged;
  }

  /** Where the branch was at the last announcement up to a request; empty before the first. */
  Optional<CommitId> announcedBy(long request) {
    return Optional.ofNullable(announced.floorEntry(request)).map(Map.Entry::getValue);
  }

  /** The newest commit of the branch whose model was to be accepted. */
  Optional<CommitOf> newestGood() {
    var remote = world.remote;
    for (var at = remote.headCommit(); at != null; at = remote.commit(at).parent()) {
      var commit = remote.commit(at);
      if (commit.model() != null && (!commit.isBreaking() || wasAccepted(commit.id()))) {
        return Optional.of(new CommitOf(commit));
      }
    }
    return Optional.empty();
  }

  private boolean wasAccepted(CommitId commit) {
    return world.store.versions().newest(SimulatedWorld.SOURCE, Integer.MAX_VALUE).stream()
        .anyMatch(it -> it.accepted() && it.commit().equals(commit));
  }
}
