package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.testing.kafka.BrokerProcesses;
import io.trueup.listener.daemon.testing.kafka.JavaProcess;
import io.trueup.statestore.testing.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;

/** What goes wrong with brokers, daemons and the network between them, by a seed. */
final class KafkaFaults {

  /** What can go wrong. */
  enum Kind {
    BROKER_KILLED,
    DAEMON_KILLED,
    BROKER_AND_DAEMON_STOPPED,
    ALL_BROKERS_KILLED,
    CONNECTIONS_CUT,
    NOTHING_PASSES,
    ANSWERS_LOST;

    private boolean isOfNetwork() {
      return this == CONNECTIONS_CUT || this == NOTHING_PASSES || this == ANSWERS_LOST;
    }
  }

  private final BrokerProcesses brokers;
  private final List<JavaProcess> daemons;
  private final Random random;
  private final List<String> topics;
  private final Duration outage;
  private boolean wasOutage;

  /**
   * Nothing is wrong yet.
   *
   * @param topics whose leaders are of interest
   * @param outage how long all brokers are dead, the first time
   */
  KafkaFaults(
      BrokerProcesses brokers,
      List<JavaProcess> daemons,
      List<String> topics,
      Random random,
      Duration outage) {
    this.brokers = brokers;
    this.daemons = daemons;
    this.topics = topics;
    this.random = random;
    this.outage = outage;
  }

  /**
   * Each kind once in a round, in any order; a round begins with a fault of the network, if any.
   */
  List<Kind> order(int faults, List<Kind> kinds) {
    var order = new ArrayList<Kind>();
    while (order.size() < faults) {
      var round = new ArrayList<>(kinds);
      Collections.shuffle(round, random);
      round.stream()
          .filter(Kind::isOfNetwork)
          .findFirst()
          .ifPresent(first -> {
            round.remove(first);
            round.addFirst(first);
          });
      order.addAll(round);
    }
    return order.subList(0, faults);
  }

  /** Something goes wrong, and is well again when this returns; says what it was. */
  String happen(Kind kind) {
    var which =
        switch (kind) {
          case BROKER_KILLED -> killBroker();
          case DAEMON_KILLED -> killDaemon();
          case BROKER_AND_DAEMON_STOPPED -> stopBoth();
          case ALL_BROKERS_KILLED -> killAllBrokers();
          case CONNECTIONS_CUT -> disturb(TcpProxy::cut, TcpProxy::open);
          case NOTHING_PASSES ->
              random.nextBoolean()
                  ? disturb(TcpProxy::stall, TcpProxy::resume) + ", then all of it"
                  : disturb(TcpProxy::stall, KafkaFaults::reconnect) + ", and all of it is lost";
          case ANSWERS_LOST -> disturb(TcpProxy::stallAnswers, KafkaFaults::reconnect);
        };
    brokers.awaitAll();
    return kind + ": " + which;
  }

  private String killBroker() {
    var id = anyBroker();
    brokers.broker(id).kill();
    pass(1_000, 2_000);
    brokers.broker(id).start();
    return "broker " + id;
  }

  private String killDaemon() {
    var daemon = random.nextInt(daemons.size());
    daemons.get(daemon).kill();
    pass(100, 1_000);
    daemons.get(daemon).start();
    return "daemon " + (daemon + 1);
  }

  private String stopBoth() {
    var id = anyBroker();
    var daemon = random.nextInt(daemons.size());
    brokers.broker(id).suspend();
    daemons.get(daemon).suspend();
    pass(2_500, Math.max(4_000, quarter()));
    daemons.get(daemon).resume();
    brokers.broker(id).resume();
    return "broker %d and daemon %d".formatted(id, daemon + 1);
  }

  private String killAllBrokers() {
    brokers.all().forEach(JavaProcess::kill);
    var length = wasOutage ? 500 + random.nextInt(500) : (int) outage.toMillis();
    wasOutage = true;
    pass(length, length + 1);
    brokers.all().forEach(JavaProcess::start);
    return "for %d ms".formatted(length);
  }

  /** What is done to the way to a broker. */
  private interface Act {
    void to(TcpProxy way);
  }

  private static void reconnect(TcpProxy way) {
    way.cut();
    way.open();
  }

  private String disturb(Act begin, Act end) {
    var ids = someBrokers();
    ids.forEach(id -> begin.to(brokers.proxy(id)));
    var length = pass(1_000, Math.max(3_000, quarter()));
    ids.forEach(id -> end.to(brokers.proxy(id)));
    return "the way to brokers %s for %d ms".formatted(ids, length);
  }

  /** What is longer than leases and sessions last where an outage is long. */
  private int quarter() {
    return (int) outage.toMillis() / 4;
  }

  private int anyBroker() {
    return random.nextBoolean() ? leader() : 1 + random.nextInt(brokers.all().size());
  }

  private List<Integer> someBrokers() {
    return random.nextInt(3) > 0
        ? List.of(anyBroker())
        : IntStream.rangeClosed(1, brokers.all().size()).boxed().toList();
  }

  /** The broker that leads some partition; any one while none does. */
  private int leader() {
    var topic = topics.get(random.nextInt(topics.size()));
    var partition = random.nextInt();
    var other = 1 + random.nextInt(brokers.all().size());
    try (var admin = Admin.create(Map.of("bootstrap.servers", brokers.servers()))) {
      var described = admin.describeTopics(List.of(topic)).allTopicNames();
      var found = Objects.requireNonNull(described.get(10, TimeUnit.SECONDS).get(topic));
      var partitions = found.partitions();
      var leader = partitions.get(Math.floorMod(partition, partitions.size())).leader();
      return leader == null || leader.isEmpty() ? other : leader.id();
    } catch (ExecutionException | TimeoutException _) {
      return other;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return other;
    }
  }

  /** Lets time pass; returns how many milliseconds it was. */
  private int pass(int from, int to) {
    var length = random.nextInt(from, to);
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(length));
    return length;
  }
}
