package io.trueup.listener.daemon.kafka;

import io.trueup.statestore.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Kafka as the simulation has it: a topic of deliveries that a group reads, dead letters, and a
 * topic of events that takes transactions. Brokers fail, lose answers, hand partitions over and
 * fence producers, all by the world's seed.
 */
public final class SimulatedBrokers {

  /** What surrounds the brokers. */
  public interface World {

    /** Chooses what happens. */
    RandomGenerator random();

    /** Whether a mishap of such a probability happens now. */
    boolean isMishap(int perMille);

    /** What time it is. */
    Instant now();

    /** Adds a sentence to the story. */
    void tell(String what);

    /** A promise was broken. */
    void fail(String what);
  }

  final World world;
  final SimulatedInbox inbox;
  final SimulatedOutbox outbox;
  private int sent;

  /** Brokers whose topics are empty. */
  public SimulatedBrokers(World world) {
    this.world = world;
    this.inbox = new SimulatedInbox(world);
    this.outbox = new SimulatedOutbox(world);
  }

  /** Somebody sends some records, which the brokers acknowledge. */
  public void send() {
    for (var left = 1 + world.random().nextInt(6); left > 0; left--) {
      sendOne();
    }
  }

  private void sendOne() {
    var random = world.random();
    if (random.nextInt(10) == 0) {
      inbox.sendPoison("p" + ++sent);
    } else {
      inbox.send("k" + (random.nextInt(5) == 0 ? random.nextInt(sent + 1) : ++sent));
    }
  }

  /** Something happens to the topic of deliveries that its readers did not do. */
  public void act() {
    switch (world.random().nextInt(8)) {
      case 0 -> inbox.makeAnew();
      case 1, 2 -> inbox.setBack();
      default -> inbox.rebalance();
    }
  }

  /** Whether every offset of the group is at the end. */
  public boolean isInboxRead() {
    return inbox.isRead();
  }

  /** The last event of those that were all sent. */
  public long lastEvent() {
    return outbox.last();
  }

  /**
   * What must hold after everything that happens.
   *
   * @param passedOn the position up to which the events count as sent
   */
  public void check(List<Delivery> deliveries, long passedOn) {
    inbox.check(deliveries);
    if (outbox.last() < passedOn) {
      world.fail(
          "P9: events count as sent up to %d, but the topic has them up to %d"
              .formatted(passedOn, outbox.last()));
    }
  }

  /** What must hold when everything was read. */
  public void checkSettled(List<Delivery> deliveries, long lastChange) {
    check(deliveries, lastChange);
    inbox.checkSettled(deliveries);
  }
}
