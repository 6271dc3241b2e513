package io.trueup.listener.daemon.kafka;

import io.trueup.statestore.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** The topic of deliveries, the offsets of the group that reads it, and the dead letters. */
final class SimulatedInbox {

  static final String TOPIC = "git";
  static final String DEAD_LETTERS = "dead";
  static final List<TopicPartition> PARTITIONS =
      List.of(new TopicPartition(TOPIC, 0), new TopicPartition(TOPIC, 1));

  private static final Duration SESSION = Duration.ofSeconds(10);

  private final SimulatedBrokers.World world;
  private final Map<TopicPartition, List<Kept>> records = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();

  /** Up to which offset it is known that everything was handled, as the offsets say. */
  private final Map<TopicPartition, Long> checked = new HashMap<>();

  private final Map<SimulatedConsumer, Instant> members = new TreeMap<>();
  private final Map<TopicPartition, SimulatedConsumer> owners = new HashMap<>();
  private final Set<String> letters = new HashSet<>();
  private final Uuid idOfLetters;
  private Uuid id;
  private int generation;
  private int consumers;

  /**
   * A record.
   *
   * @param delivery the id of the delivery that it is; null when it is poison
   */
  private record Kept(ConsumerRecord<byte[], byte[]> record, @Nullable String delivery) {

    String key() {
      return new String(record.key(), StandardCharsets.UTF_8);
    }
  }

  SimulatedInbox(SimulatedBrokers.World world) {
    this.world = world;
    this.id = newId();
    this.idOfLetters = newId();
    PARTITIONS.forEach(it -> records.put(it, new ArrayList<>()));
  }

  private Uuid newId() {
    return new Uuid(world.random().nextLong(), world.random().nextLong());
  }

  void send(String delivery) {
    add(KafkaFixture.push(TOPIC, delivery, delivery), delivery);
  }

  void sendPoison(String key) {
    var record = KafkaFixture.push(TOPIC, key, key);
    record.headers().remove("X-Hub-Signature-256");
    add(record, null);
  }

  private void add(ProducerRecord<byte[], byte[]> sent, @Nullable String delivery) {
    var partition = PARTITIONS.get(world.random().nextInt(PARTITIONS.size()));
    var kept = of(partition);
    var record =
        new ConsumerRecord<>(
            TOPIC,
            partition.partition(),
            kept.size(),
            0,
            TimestampType.CREATE_TIME,
            0,
            0,
            sent.key(),
            sent.value(),
            sent.headers(),
            Optional.empty());
    kept.add(new Kept(record, delivery));
    world.tell("record %d of %s is %s".formatted(record.offset(), partition, delivery));
  }

  private List<Kept> of(TopicPartition partition) {
    return records.computeIfAbsent(partition, _ -> new ArrayList<>());
  }

  /** The topic is deleted with all its records, and made again. */
  void makeAnew() {
    world.tell("the topic of deliveries is created again");
    id = newId();
    records.values().forEach(List::clear);
    checked.clear();
    var isQuick = world.random().nextBoolean(); // the brokers forget its offsets, now or never
    committed.values().removeIf(it -> isQuick || it.metadata().isEmpty());
  }

  /** An operator has the group, without its members, read some records of this topic again. */
  void setBack() {
    committed.replaceAll((partition, former) -> {
      var to = world.random().nextLong(former.offset() + 1);
      checked.merge(partition, to, Math::min);
      var isErased = former.metadata().equals(id.toString()) && world.random().nextBoolean();
      return new OffsetAndMetadata(to, isErased ? "" : former.metadata());
    });
    world.tell("the offsets are set back to " + committed);
    members.clear();
    rebalance();
  }

  /** Every member gets other partitions, and hears of it when it asks. */
  void rebalance() {
    generation++;
    owners.clear();
    var all = List.copyOf(members.keySet());
    if (!all.isEmpty()) {
      PARTITIONS.forEach(it -> owners.put(it, all.get(world.random().nextInt(all.size()))));
    }
    world.tell("generation %d: %s".formatted(generation, owners));
  }

  /** The number of a new consumer. */
  int newConsumer() {
    return ++consumers;
  }

  /** A consumer is alive; those that are silent for too long are members no more. */
  void heard(SimulatedConsumer consumer) {
    var silent = world.now().minus(SESSION);
    var isChanged = members.values().removeIf(it -> it.isBefore(silent));
    isChanged |= members.put(consumer, world.now()) == null;
    if (isChanged) {
      rebalance();
    }
  }

  void leave(SimulatedConsumer consumer) {
    if (members.remove(consumer) != null) {
      rebalance();
    }
  }

  int generation() {
    return generation;
  }

  boolean isMember(SimulatedConsumer consumer) {
    return members.containsKey(consumer);
  }

  Set<TopicPartition> partitionsOf(SimulatedConsumer consumer) {
    return owners.entrySet().stream()
        .filter(it -> it.getValue().equals(consumer))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  @Nullable OffsetAndMetadata committed(TopicPartition partition) {
    return committed.get(partition);
  }

  void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    world.tell("committed " + offsets);
    committed.putAll(offsets);
  }

  long end(TopicPartition partition) {
    return of(partition).size();
  }

  /** Records from an offset on. */
  List<ConsumerRecord<byte[], byte[]>> read(TopicPartition partition, long from, int limit) {
    return of(partition).stream().skip(from).limit(limit).map(Kept::record).toList();
  }

  Uuid id() {
    return id;
  }

  Uuid idOfLetters() {
    return idOfLetters;
  }

  void keepLetter(ProducerRecord<byte[], byte[]> letter) {
    letters.add(new String(letter.key(), StandardCharsets.UTF_8));
  }

  boolean isRead() {
    return PARTITIONS.stream().allMatch(it -> isOfThisTopic(it) && offset(it) == end(it));
  }

  /** An offset of a topic that is gone says nothing about this one. */
  private boolean isOfThisTopic(TopicPartition partition) {
    var offset = committed.get(partition);
    return end(partition) == 0
        || (offset != null && Set.of("", id.toString()).contains(offset.metadata()));
  }

  private long offset(TopicPartition partition) {
    var offset = committed.get(partition);
    return end(partition) == 0 || offset == null ? 0 : offset.offset();
  }

  /** Whatever is before an offset is a delivery or a dead letter. */
  void check(List<Delivery> deliveries) {
    for (var partition : PARTITIONS) {
      var from = checked.getOrDefault(partition, 0L);
      if (isOfThisTopic(partition) && offset(partition) > from) {
        var known = ids(deliveries);
        var upTo = Math.min(offset(partition), end(partition));
        for (var i = from; i < upTo; i++) {
          check(of(partition).get(Math.toIntExact(i)), known);
        }
        checked.put(partition, upTo);
      }
    }
  }

  private void check(Kept kept, Set<String> known) {
    if (kept.delivery() == null
        ? !letters.contains(kept.key())
        : !known.contains(kept.delivery())) {
      world.fail(
          "P1: record %d of partition %d is lost: it is before the offset, and %s"
              .formatted(
                  kept.record().offset(),
                  kept.record().partition(),
                  kept.delivery() == null
                      ? "no dead letter"
                      : "delivery %s is not recorded".formatted(kept.delivery())));
    }
  }

  private static Set<String> ids(List<Delivery> deliveries) {
    return deliveries.stream().map(Delivery::deliveryId).collect(Collectors.toSet());
  }

  /** Each record is handled, and each id is new once. */
  void checkSettled(List<Delivery> deliveries) {
    if (!isRead()) {
      world.fail("P1: records are not read: the offsets are %s".formatted(committed));
    }
    var known = new HashSet<String>();
    for (var delivery : deliveries) {
      if (delivery.verdict() == Delivery.Verdict.ACCEPTED && !known.add(delivery.deliveryId())) {
        world.fail("P1: delivery %s was new twice".formatted(delivery.deliveryId()));
      }
    }
    records.values().forEach(all -> all.forEach(it -> check(it, ids(deliveries))));
  }
}
