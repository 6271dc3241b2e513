package io.trueup.listener.daemon.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.nodetime.NodeTime;
import io.trueup.listener.engine.nodetime.NodeTime.Answer;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.rollout.PlatformWorker;
import io.trueup.listener.engine.source.SourceWorker;
import io.trueup.listener.engine.source.VersionsPerBurst;
import io.trueup.listener.engine.work.JdkThreads;
import io.trueup.listener.engine.work.Leaseholder;
import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.spi.StepContext;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Views have no jobs of their own: they change with the job of the table that they read. */
class ViewsWithoutJobsTest {

  private static final PlatformId LIVE = new PlatformId(SimulatedWorld.SOURCE, "Live");
  private static final NodeKey INGEST = NodeKey.ingest("Live", "S0");
  private static final NodeKey EXPORT = NodeKey.export("Live", "Z/T/c", "S0", "d");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final StateStore store = new InMemoryStateStore(clock);
  private final SimulatedRemote remote = new SimulatedRemote();
  private final SimulatedMirror mirror =
      new SimulatedMirror(remote, new SimulatedMirror.Disk(), SimulatedMirror.Git.QUIET);
  private final SimulatedPlatform platform =
      new SimulatedPlatform(new SimulatedContainer(Assertions::fail), new Steps());
  private final PlatformModels models =
      new PlatformModels(store, Map.of(SimulatedWorld.SOURCE, mirror));
  private final NodeTime nodeTime =
      new NodeTime(store, models, platform, new GateRules(), new JdkThreads(), _ -> {});
  private Runnable meanwhile = () -> {};
  private String moment = "";
  private int runs;

  /**
   * The view that the second merge adds, changes or removes feeds from a table that waits for its
   * job, so it follows that job; but the job is half through by then and knows nothing of it.
   */
  @ParameterizedTest
  @CsvSource({
    "4, 3, before",
    "2, 3, before",
    "2, 4, before",
    "4, 3, after",
    "2, 3, after",
    "2, 4, after"
  })
  void areNotLeftBehindByAJobThatAMergeOvertakes(int first, int second, String when) {
    merge(1);
    runJob();
    merge(first);
    moment = when;
    meanwhile = () -> merge(second);

    runJob();
    advance();

    var state = store.platforms().find(LIVE).orElseThrow();
    assertThat(state.realized().version()).as("%s", state).isEqualTo(3);
  }

  @Test
  void waitForTheJobOfTheirTable() {
    merge(1);
    merge(2);

    assertThat(begin(EXPORT))
        .isEqualTo(
            new Answer.Wait(
                "The node has no job of its own; it changes when the job of 'Ingest/Live/S0'"
                    + " starts",
                Duration.ofSeconds(30)));
    assertThat(store.audit().newest(Lease.resource(LIVE), 10))
        .extracting(AuditEntry::verb)
        .doesNotContain(AuditVerbs.NODE_NOT_RECONCILED);
  }

  private final class Steps implements SimulatedPlatform.Steps {

    @Override
    public void around(String when) {
      if (when.equals(moment)) {
        moment = "";
        meanwhile.run();
      }
    }

    @Override
    public void changing(StepContext context) {}

    @Override
    public Instant now() {
      return clock.instant();
    }
  }

  private void merge(int variant) {
    remote.push(remote.headCommit(), SimulatedModels.model(new int[][] {{variant}, {}}));
    store.sources().declare(SimulatedWorld.SOURCE);
    store.sources().request(SimulatedWorld.SOURCE);
    new SourceWorker(
            new SourceWorker.Followed(
                SimulatedWorld.SOURCE, "main", mirror, mirror, VersionsPerBurst.EVERY_MERGE),
            store,
            leases())
        .refresh();
    advance();
  }

  private void advance() {
    new PlatformWorker(store, leases(), models, platform, new GateRules()).advance(LIVE);
  }

  private void runJob() {
    assertThat(begin(INGEST)).isInstanceOf(Answer.Go.class);
    nodeTime.end(new RunId("%032x".formatted(runs)), true);
  }

  private Answer begin(NodeKey node) {
    return nodeTime.begin(
        new RunRequest(
            new RunId("%032x".formatted(++runs)),
            LIVE,
            node,
            null,
            "job",
            Duration.ofMinutes(30),
            Duration.ofMinutes(1),
            Actor.DAEMON));
  }

  private Leaseholder leases() {
    return new Leaseholder() {
      @Override
      public Optional<Lease> claim(String resource) {
        return store.leases().claim(resource, "a", Duration.ofSeconds(15));
      }

      @Override
      public void release(Lease lease) {
        store.leases().release(lease);
      }
    };
  }
}
