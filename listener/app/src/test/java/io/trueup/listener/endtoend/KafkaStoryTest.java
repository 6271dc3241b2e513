package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.endtoend.EventTopics.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Merges that only records of a topic announce are judged and realized, and every change of that
 * goes out by another topic, although the daemon is killed with SIGKILL at random moments. The same
 * choices again: {@code -Dtrueup.kafka-story.seed=N}; more kills: {@code
 * -Dtrueup.kafka-story.kills=N}.
 */
class KafkaStoryTest {

  private static final int KILLS = Integer.getInteger("trueup.kafka-story.kills", 3);

  @Test
  void mergesComeInAndAllEventsGoOutWhereverTheDaemonIsKilled() {
    Site.playAtRandom(
        "kafka-story",
        (site, seed) -> {
          try (var topics = EventTopics.create()) {
            new Story(site, topics, seed).happen();
          }
        });
  }

  private static final class Story {

    private final Site site;
    private final EventTopics topics;
    private final long seed;
    private final Random random;
    private final EvolvingModel model;
    private final Jobs jobs = new Jobs();
    private final TreeSet<String> announced = new TreeSet<>();
    private int interrupted;

    Story(Site site, EventTopics topics, long seed) {
      this.site = site;
      this.topics = topics;
      this.seed = seed;
      this.random = new Random(seed);
      this.model = new EvolvingModel(site, seed);
    }

    void happen() throws IOException {
      var configuration = configuration();
      var daemon = site.serve(configuration);
      model.begin(this::announce);
      for (var i = 0; i < KILLS; i++) {
        merge();
        if (random.nextBoolean()) {
          jobs.runWaiting(site.client());
        }
        awaitProgress(i);
        daemon.kill();
        interrupted += isAllPassedOn() ? 0 : 1;
        if (random.nextBoolean()) {
          merge();
        }
        daemon = site.serve(configuration);
      }
      announce(model.pushGood().commit());
      var last = model.merges().getLast().commit();
      jobs.settle(site, last);
      Await.until("all events to be passed on", this::isAllPassedOn);

      AuditStory.assertRecords(site, model.merges(), announced);
      WarehouseCatalog.assertIs(site, model.newestGood());
      AuditStory.assertCleanLogs(site);
      assertEvents(topics.read(), recorded());
    }

    private Path configuration() throws IOException {
      var source = site.usualSource("poll-every: 1h\n    kafka: {topic: %s}".formatted(topics.git));
      var usual = site.configuration("usual.yaml", "data", site.state.jdbcUrl(), source);
      return site.write(
          "trueup.yaml",
          Files.readString(usual)
              + """
              kafka:
                servers: ["%s"]
                tls: {mode: 'off'}
                group: %s
                deliveries: {dead-letters: %s}
                events: {topic: %s}
                topics: {partitions: 3, replicas: 1}
              """
                  .formatted(topics.servers, topics.git, topics.dead, topics.events));
    }

    /** How far the daemon is with a merge when it is killed; each in turn, then a little later. */
    private void awaitProgress(int kill) {
      var commit = model.merges().getLast().commit();
      switch (kill % 3) {
        case 0 -> awaitRow("SELECT 1 FROM trueup.version WHERE commit = '%s'", commit);
        case 1 -> awaitRow("SELECT 1 FROM trueup.delivery WHERE delivery_id = '%s'", commit);
        default -> {}
      }
      Await.pass(Duration.ofMillis(random.nextInt(60)));
    }

    private void awaitRow(String query, String commit) {
      Await.until("a row", () -> !QueryRows.of(site.state, query.formatted(commit)).isEmpty());
    }

    private void merge() {
      announce(model.push().commit());
    }

    private void announce(String commit) {
      topics.announce(commit);
      announced.add(commit);
    }

    /** Whether the daemon's record of what it has sent is at the newest change. */
    private boolean isAllPassedOn() {
      return QueryRows.one(
              site.state,
              """
              SELECT NOT EXISTS (SELECT FROM trueup.state_change WHERE position IS NULL)
                 AND (SELECT max(position) FROM trueup.state_change)
                     = (SELECT position FROM trueup.change_reader WHERE name = 'kafka')
              """)
          .equals("t");
    }

    private List<Event> recorded() {
      return QueryRows.of(
              site.state,
              """
              SELECT position, type, coalesce(source || '/' || platform, source, about), data
                FROM audit.event
               ORDER BY position
              """)
          .stream()
          .map(row -> row.split("\\|", 4))
          .map(row -> new Event(Long.parseLong(row[0]), row[1], row[2], EventTopics.json(row[3])))
          .toList();
    }

    private void assertEvents(List<Event> read, List<Event> recorded) {
      var byKey = new HashMap<String, List<Event>>();
      var seen = new HashSet<Long>();
      for (var event : read) {
        if (seen.add(event.position())) {
          byKey.computeIfAbsent(event.key(), _ -> new ArrayList<>()).add(event);
        }
      }
      System.out.printf(
          "KafkaStoryTest: seed %d, %d kills, %d of them before all events were passed on, %d"
              + " merges, %d events, %d repeated%n",
          seed,
          KILLS,
          interrupted,
          model.merges().size(),
          recorded.size(),
          read.size() - seen.size());
      // Those of the first start, before the daemon began to pass events on, stay in the database.
      var first = seen.stream().mapToLong(it -> it).min().orElseThrow();
      assertThat(recorded.stream().filter(it -> it.position() < first))
          .as("events before the first one that was passed on")
          .noneMatch(it -> it.key().startsWith(Site.SOURCE));
      var expected =
          recorded.stream()
              .filter(it -> it.position() >= first)
              .collect(Collectors.groupingBy(Event::key));
      assertThat(byKey.keySet()).as("keys of events").isEqualTo(expected.keySet());
      expected.forEach(
          (key, events) -> assertThat(byKey.get(key)).as("events of %s", key).isEqualTo(events));
      assertEndsRealized(byKey);
    }

    /** The last word about each platform is that it is what the last good merge says. */
    private void assertEndsRealized(Map<String, List<Event>> byKey) {
      var version =
          QueryRows.one(site.state, "SELECT max(sequence) FROM trueup.version WHERE accepted");
      for (var platform : Jobs.PLATFORMS) {
        var realized =
            byKey.getOrDefault(Site.SOURCE + "/" + platform, List.of()).stream()
                .filter(it -> it.type().equals("platform.realized"))
                .toList();
        assertThat(realized.getLast().data().path("version").asText())
            .as("version that %s realized last", platform)
            .isEqualTo(version);
      }
      assertThat(byKey.getOrDefault(Site.SOURCE, List.of()))
          .extracting(Event::type)
          .contains("merge.judged");
    }
  }
}
