package io.trueup.listener.engine.currency;

import static io.trueup.listener.engine.testing.RolloutScene.ACME;
import static io.trueup.listener.engine.testing.RolloutScene.LIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.engine.currency.CurrencyAnswer.Current;
import io.trueup.listener.engine.currency.CurrencyAnswer.Known;
import io.trueup.listener.engine.currency.CurrencyAnswer.Reconcile;
import io.trueup.listener.engine.currency.CurrencyAnswer.Standing;
import io.trueup.listener.engine.currency.CurrencyAnswer.Wait;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.nodetime.NodeTime;
import io.trueup.listener.engine.nodetime.NodeTimePreview;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.snapshot.StoredModelVersions;
import io.trueup.listener.engine.testing.RolloutScene;
import io.trueup.listener.engine.testing.RolloutScene.Declared;
import io.trueup.listener.engine.work.JdkThreads;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RunId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.FaultPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CurrencyTest {

  private static final Duration LONGEST = Duration.ofMinutes(15);

  private final RolloutScene scene = new RolloutScene();
  private final List<String> asked = new ArrayList<>();
  private boolean isAway;
  private Duration readingTakes = Duration.ZERO;
  private final Currency currency = currency(LONGEST);

  private Currency currency(@Nullable Duration longestStale) {
    var store =
        scene.store.handle(
            new FaultPlan() {
              @Override
              public void beforeCommit(String method) {
                asked.add(method);
                scene.clock.advance(readingTakes);
                if (isAway) {
                  throw new StateStoreException("The database is away", true, null);
                }
              }
            });
    var models = new PlatformModels(store, Map.of(ACME, scene));
    return new Currency(
        store.currency(),
        new NodeTimePreview(store, models, scene, new GateRules()),
        new StoredModelVersions(store, Map.of(ACME, scene), new JdkThreads()),
        scene.clock,
        longestStale);
  }

  private void merge(String nodes) {
    scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, nodes));
    scene.advance(LIVE);
  }

  private static CurrencyQuestion question(int lastRan) {
    return question(lastRan, null);
  }

  private static CurrencyQuestion question(int lastRan, @Nullable RunId run) {
    return question("job", lastRan, run);
  }

  private static CurrencyQuestion question(String node, int lastRan, @Nullable RunId run) {
    return new CurrencyQuestion(
        LIVE, RolloutScene.node(LIVE, node), new Fingerprint(0, lastRan), run);
  }

  private Standing find(CurrencyQuestion question) {
    return ((Known) currency.find(question)).standing();
  }

  private void refresh() {
    currency.refresh();
    currency.openTargets();
  }

  @Test
  void isNotReadyBeforeTheFirstReading() {
    merge("job=1");

    assertThat(currency.known(question(1))).isEmpty();
    assertThat(currency.find(question(1))).isInstanceOf(CurrencyAnswer.NotReady.class);
  }

  @Test
  void answersFromMemoryOnceANodeIsKnown() {
    merge("job=1");
    refresh();
    assertThat(currency.known(question(1))).isEmpty();
    asked.clear();

    assertThat(find(question(1))).isInstanceOf(Current.class);
    assertThat(currency.known(question(1))).isPresent();
    assertThat(asked).isEmpty();
  }

  @Test
  void seesATargetMoveWithTheNextReading() {
    merge("job=1");
    refresh();
    find(question(1));
    merge("job=2");
    refresh();

    var reconcile = (Reconcile) find(question(1));

    assertThat(reconcile.version()).isEqualTo(2);
    assertThat(reconcile.fingerprint()).isEqualTo(new Fingerprint(0, 2));
    assertThat(reconcile.changes()).hasSize(1);
    asked.clear();
    assertThat(currency.known(question(1))).isPresent();
    assertThat(asked).isEmpty();
  }

  @Test
  void restsAfterALongReadingYetIsNeverMoreThanASecondBehind() {
    merge("job=1");
    readingTakes = Duration.ofMillis(60);
    currency.refresh();
    readingTakes = Duration.ZERO;
    asked.clear();

    scene.clock.advance(Duration.ofMillis(179));
    currency.refresh();
    assertThat(asked).as("within three times as long").isEmpty();
    scene.clock.advance(Duration.ofMillis(1));
    currency.refresh();
    assertThat(asked).isNotEmpty();

    readingTakes = Duration.ofMillis(300);
    currency.refresh();
    scene.clock.advance(Duration.ofMillis(50));
    asked.clear();
    currency.refresh();
    assertThat(asked).as("the next is over 900 ms after the last began").isNotEmpty();
  }

  @Test
  void answersFromTheStoreWhereTheTargetIsNotOpenHere() {
    merge("job=1");
    currency.refresh();

    assertThat(find(question(1))).isInstanceOf(Current.class);
    assertThat(asked).contains("currency.node");
  }

  @Test
  void doesNotTrustAnOldPictureWhileTheStoreAnswers() {
    merge("job=1");
    refresh();
    find(question(1));
    scene.clock.advance(Duration.ofMillis(1001));
    asked.clear();

    assertThat(currency.known(question(1))).isEmpty();
    assertThat(currency.find(question(1)))
        .isEqualTo(
            new Known(
                new Current(1, new Fingerprint(0, 1), "Nothing changed since the job's last run"),
                scene.clock.instant(),
                false));
    assertThat(asked).containsExactly("currency.node");
  }

  @Test
  void saysThatItIsStaleWhileTheStoreIsAway() {
    merge("job=1");
    refresh();
    find(question(1));
    var asOf = scene.clock.instant();
    goAway();
    scene.clock.advance(Duration.ofMinutes(14));

    assertThat(currency.known(question(1)))
        .hasValueSatisfying(it -> {
          assertThat(((Known) it).isStale()).isTrue();
          assertThat(((Known) it).asOf()).isEqualTo(asOf);
        });
    assertThat(currency.known(question(2)))
        .map(it -> ((Known) it).standing())
        .containsInstanceOf(Reconcile.class);
    assertThat(currency.callersWithin()).isEqualTo(LONGEST);
    scene.clock.advance(Duration.ofMinutes(2));
    assertThat(currency.known(question(1))).isEmpty();
    assertThatThrownBy(() -> currency.find(question(1))).isInstanceOf(StateStoreException.class);
  }

  @Test
  void refusesWhileTheStoreIsAwayIfItIsToldSo() {
    var strict = currency(null);
    merge("job=1");
    strict.refresh();
    strict.openTargets();
    strict.find(question(1));
    isAway = true;
    assertThatThrownBy(strict::refresh).isInstanceOf(StateStoreException.class);
    scene.clock.advance(Duration.ofSeconds(2));

    assertThat(strict.known(question(1))).isEmpty();
    assertThat(strict.callersWithin()).isEqualTo(Duration.ofSeconds(1));
    assertThatThrownBy(() -> strict.find(question(1))).isInstanceOf(StateStoreException.class);
  }

  private void goAway() {
    isAway = true;
    scene.clock.advance(Duration.ofSeconds(1));
    assertThatThrownBy(currency::refresh).isInstanceOf(StateStoreException.class);
  }

  @Test
  void leavesTheJobsOwnRunOut() {
    merge("job=1");
    var own = (NodeTime.Answer.Go) scene.startJob(LIVE, "job", 1L);
    merge("job=2");
    refresh();

    var asAnother = (Wait) find(question(1));
    var asItself = find(question(1, own.run()));

    assertThat(asAnother.until()).isNotNull();
    assertThat(asItself).isInstanceOf(Reconcile.class);
  }

  @Test
  void tellsAJobToAdaptWhoseNodeIsBlockedSoThatItsStartTriesAgain() {
    merge("job=1");
    merge("job=2");
    scene.failing.add(RolloutScene.node(LIVE, "job"));
    var told = (NodeTime.Answer.Wait) scene.startJob(LIVE, "job", 1L);
    refresh();

    var reconcile = (Reconcile) find(question(1));

    assertThat(told.reason()).isEqualTo("The node is blocked; `trueup status` shows operators why");
    assertThat(reconcile.blockedSince()).isEqualTo(scene.clock.instant());
    assertThat(reconcile.reason())
        .isEqualTo(
            "The node changed since it was realized. The last attempt to change it failed;"
                + " `trueup status` shows operators why");
    scene.failing.clear();
    assertThat(scene.startJob(LIVE, "job", 1L)).isInstanceOf(NodeTime.Answer.Go.class);
    refresh();
    assertThat(((Reconcile) find(question(1))).blockedSince()).isNull();
  }

  @Test
  void tellsANodeToWaitThatChangesWithTheJobOfAnother() {
    merge("job=1 of-job=1");
    refresh();
    find(question("of-job", 1, null));
    merge("job=2 of-job=2");
    refresh();

    var wait = (Wait) find(question("of-job", 1, null));

    assertThat(wait.reason())
        .isEqualTo(
            "The node has no job of its own; it changes when the job of 'Ingest/Live/job' starts");
    assertThat(scene.startJob(LIVE, "of-job", 1L))
        .isEqualTo(new NodeTime.Answer.Wait(wait.reason(), wait.retryAfter()));
  }

  @Test
  void tellsItToWaitAlsoFromMemoryWhileTheStoreIsAway() {
    merge("job=1 of-job=1");
    merge("job=2 of-job=2");
    refresh();
    goAway();
    scene.clock.advance(Duration.ofMinutes(1));

    assertThat(currency.known(question("of-job", 1, null))).isEmpty();
    assertThat(find(question("of-job", 1, null))).isInstanceOf(Wait.class);
    assertThat(find(question("of-job", 2, null))).isInstanceOf(Wait.class);
    assertThat(find(question("job", 1, null))).isInstanceOf(Reconcile.class);
  }

  @Test
  void keepsWhatItReadOfANodeWhileTheStoreIsAway() {
    merge("job=1");
    merge("job=2");
    refresh();
    var before = (Reconcile) find(question(1));
    goAway();
    scene.clock.advance(Duration.ofMinutes(1));

    assertThat(before.changes()).hasSize(1);
    assertThat(find(question(1))).isEqualTo(before);
  }

  @Test
  void answersForAPlatformOfWhichTooManyNodesWait() {
    var nodes = new StringBuilder("job=1");
    for (var i = 0; i < 20_001; i++) {
      nodes.append(" n").append(i).append("=1");
    }
    scene.failing.add(RolloutScene.node(LIVE, "n0"));
    scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, nodes.toString()));
    scene.onExecute =
        () -> {
          throw new StateStoreException("Not now", true, null);
        };
    try {
      scene.advance(LIVE);
    } catch (StateStoreException _) {
      // The target has moved, and no step has begun.
    }
    refresh();

    assertThat(find(question(1))).isInstanceOf(Wait.class);
    assertThat(asked).contains("currency.node");
  }

  @Test
  void knowsPlatformsByTheirNames() {
    merge("job=1");
    refresh();

    assertThat(currency.named("Live")).hasValue(LIVE);
    assertThat(currency.named("Other")).isEmpty();
    assertThat(currency.knows(LIVE)).isTrue();
    assertThat(currency.knows(new PlatformId(new SourceId("other"), "Live"))).isFalse();
    assertThat(
            currency.find(
                new CurrencyQuestion(
                    new PlatformId(new SourceId("other"), "Live"),
                    RolloutScene.node(LIVE, "job"),
                    null,
                    null)))
        .isInstanceOf(CurrencyAnswer.UnknownPlatform.class);
  }
}
