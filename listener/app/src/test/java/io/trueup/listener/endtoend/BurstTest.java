package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Fifty merges pushed as fast as git takes them, while their deliveries are repeated, reordered and
 * dropped. The same choices again: {@code -Dtrueup.burst.seed=N}.
 */
class BurstTest {

  private static final int MERGES = Integer.getInteger("trueup.burst.merges", 25);

  @Test
  void endsOnTheNewestGoodMergeOnEveryPlatform() {
    Site.playAtRandom("burst", BurstTest::burst);
  }

  private static void burst(Site site, long seed) {
    var model = new EvolvingModel(site, seed);
    var deliveries = new Deliveries(site, new Random(seed));
    site.serve(site.configuration());
    model.begin();
    for (var i = 2; i < MERGES; i++) {
      deliveries.late(model.push());
    }
    deliveries.sendTheRest(model.pushGood());
    var merges = model.merges();
    new Jobs().settle(site, merges.getLast().commit());

    AuditStory.assertRecords(site, merges, deliveries.acknowledged);
    assertThat(deliveries.acknowledged).as("deliveries that came at all").isNotEmpty();
    WarehouseCatalog.assertIs(site, model.newestGood());
    AuditStory.assertCleanLogs(site);
  }

  /** A forge that repeats, reorders and drops. */
  private static final class Deliveries {

    private final Site site;
    private final Random random;
    private final List<String> kept = new ArrayList<>();
    final TreeSet<String> acknowledged = new TreeSet<>();

    Deliveries(Site site, Random random) {
      this.site = site;
      this.random = random;
    }

    void late(EvolvingModel.Merge merge) {
      if (random.nextInt(4) > 0) {
        kept.add(random.nextInt(kept.size() + 1), merge.commit());
      }
      while (kept.size() > 3) {
        send(kept.getFirst());
        if (random.nextInt(3) > 0) {
          kept.removeFirst();
        }
      }
    }

    /** Sends the held-back deliveries, and always announces the newest merge. */
    void sendTheRest(EvolvingModel.Merge newest) {
      send(newest.commit());
      kept.forEach(this::send);
    }

    private void send(String commit) {
      var reply = site.client().deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
      assertThat(reply.status()).as("%s", reply.body()).isEqualTo(202);
      acknowledged.add(commit);
    }
  }
}
