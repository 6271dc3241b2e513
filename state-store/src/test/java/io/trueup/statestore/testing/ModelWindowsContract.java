package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.ANN;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.bad;
import static io.trueup.statestore.testing.StoreFixture.commit;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.impact;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.PlatformDependency;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.AtClose;
import io.trueup.model.ecosystem.RolloutPolicy.DriftPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.On;
import io.trueup.model.ecosystem.RolloutPolicy.OnDrift;
import io.trueup.model.ecosystem.RolloutPolicy.RemovalGuard;
import io.trueup.model.ecosystem.RolloutPolicy.VersionOrder;
import io.trueup.model.ecosystem.RolloutTerms;
import io.trueup.model.ecosystem.WindowDeclaration;
import io.trueup.model.schedule.Cron;
import io.trueup.model.schedule.CronSchedule;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Impact;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Version;
import io.trueup.statestore.Windows.Change;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.RolloutWindow.Origin;
import io.trueup.statestore.control.Selector;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of what the model says about a platform's moves. */
abstract class ModelWindowsContract extends Contract {

  private static final String NIGHTS = "acme/Live/nights";
  private static final CronSchedule SATURDAYS =
      new CronSchedule(List.of(Cron.parse("0 2 * * SAT")), "America/New_York");

  ModelWindowsContract(StateStoreConformance suite) {
    super(suite);
  }

  @BeforeEach
  void logIn() {
    stage.logIn();
  }

  private static WindowDeclaration window(int hours) {
    return new WindowDeclaration(
        WindowKind.ALLOW,
        WindowTimes.once(
            LocalDateTime.parse("2027-01-01T22:00"), Duration.ofHours(hours), "Europe/Berlin"),
        "");
  }

  /** Terms in which everything differs from the defaults. */
  static RolloutTerms terms(
      @Nullable CronSchedule schedule, Map<String, WindowDeclaration> windows) {
    return new RolloutTerms(
        new RolloutPolicy(
            schedule == null ? On.MANUAL : On.SCHEDULE,
            schedule,
            new TreeMap<>(windows),
            AtClose.DRAIN,
            VersionOrder.EACH,
            new RemovalGuard(50, 3),
            new DriftPolicy(Duration.ofHours(6), OnDrift.REPAIR)),
        List.of(
            new PlatformDependency(
                "Staging", Duration.ofHours(2), PlatformDependency.OnFailure.GO)),
        "shared",
        new TreeSet<>(List.of("eu", "core")));
  }

  private static Impact declaring(RolloutTerms terms) {
    return new Impact("Live", "postgres", terms, "eco@main", fingerprint(1), List.of());
  }

  private long accept(Map<String, WindowDeclaration> windows) {
    return stage.accept(declaring(terms(null, windows)));
  }

  @Test
  void aPlatformHasTheTermsOfItsNewestVersion() {
    var terms = terms(SATURDAYS, Map.of("nights", window(8)));

    stage.accept(declaring(terms));

    assertThat(stage.platform().terms()).isEqualTo(terms);
    stage.accept(declaring(RolloutTerms.of(RolloutPolicy.MERGE)));
    assertThat(stage.platform().terms()).isEqualTo(RolloutTerms.of(RolloutPolicy.MERGE));
  }

  @Test
  void aDeclaredWindowIsAddedByAMerge() {
    var version = accept(Map.of("nights", window(8)));

    var added = store.windows().find(NIGHTS).orElseThrow();
    assertThat(added.origin()).isEqualTo(Origin.MODEL);
    assertThat(added.spec().name()).isEqualTo("nights");
    assertThat(added.spec().kind()).isEqualTo(WindowKind.ALLOW);
    assertThat(added.spec().times()).isEqualTo(window(8).times());
    assertThat(added.spec().scope()).isEqualTo(Selector.ofPlatform(LIVE.toString()));
    assertThat(added.spec().owner()).isEqualTo("eco@main");
    assertThat(store.windows().current()).containsExactly(added);
    var entry = stage.lastAudit("window:" + NIGHTS);
    assertThat(entry.verb()).isEqualTo(AuditVerbs.WINDOW_ADDED);
    assertThat(entry.actor()).isEqualTo(Actor.DAEMON);
    assertThat(entry.reason()).isEqualTo("version %d declares it".formatted(version));
  }

  @Test
  void aMergeThatDeclaresTheSameChangesNoWindow() {
    accept(Map.of("nights", window(8)));
    var before = store.windows().current();

    accept(Map.of("nights", window(8)));

    assertThat(store.windows().current()).isEqualTo(before);
    assertThat(stage.verbs("window:" + NIGHTS)).containsExactly(AuditVerbs.WINDOW_ADDED);
  }

  @Test
  void aMergeChangesEndsAndBringsBackAWindow() {
    accept(Map.of("nights", window(8)));
    accept(Map.of("nights", window(9)));
    var changed = store.windows().find(NIGHTS).orElseThrow();
    assertThat(changed.version()).isEqualTo(2);
    assertThat(changed.spec().times().length()).isEqualTo(Duration.ofHours(9));

    accept(Map.of());
    assertThat(store.windows().current()).isEmpty();
    assertThat(store.windows().ended(9)).extracting(RolloutWindow::id).containsExactly(NIGHTS);

    accept(Map.of("nights", window(8)));
    assertThat(store.windows().current()).extracting(RolloutWindow::version).containsExactly(4L);
    assertThat(stage.verbs("window:" + NIGHTS))
        .containsExactly(
            AuditVerbs.WINDOW_ADDED,
            AuditVerbs.WINDOW_CHANGED,
            AuditVerbs.WINDOW_ENDED,
            AuditVerbs.WINDOW_ADDED);
  }

  @Test
  void aRejectedMergeChangesNoWindow() {
    accept(Map.of("nights", window(8)));
    var before = store.windows().current();

    stage.record(bad(commit(77)));

    assertThat(store.windows().current()).isEqualTo(before);
  }

  @Test
  void windowsOfAPlatformThatAVersionDoesNotNameStay() {
    accept(Map.of("nights", window(8)));

    stage.accept(impact("Live2", fingerprint(1)));

    assertThat(store.windows().current()).extracting(RolloutWindow::id).containsExactly(NIGHTS);
  }

  @Test
  void operatorsOnlySuspendAndResumeAWindowOfTheModel() {
    accept(Map.of("nights", window(8)));
    var now = store.windows().find(NIGHTS).orElseThrow();
    var ofModel = new Change.OfModel(now);
    var spec = WindowsContract.freeze("x");

    assertThat(store.windows().change(NIGHTS, 1L, spec, ANN, "why")).isEqualTo(ofModel);
    assertThat(store.windows().end(NIGHTS, 1L, ANN, "why")).isEqualTo(ofModel);
    assertThat(store.windows().delete(NIGHTS, 1L, ANN, "why")).isEqualTo(ofModel);
    assertThat(store.windows().suspend(NIGHTS, 1L, null, ANN, "why"))
        .isInstanceOf(Change.Changed.class);
    assertThat(store.windows().resume(NIGHTS, 2L, ANN, "why")).isInstanceOf(Change.Changed.class);
  }

  @Test
  void aSuspensionStaysWhenAMergeChangesTheWindow() {
    accept(Map.of("nights", window(8)));
    store.windows().suspend(NIGHTS, 1L, null, ANN, "hotfix");

    accept(Map.of("nights", window(9)));

    var window = store.windows().find(NIGHTS).orElseThrow();
    assertThat(window.suspension()).isNotNull();
    assertThat(window.spec().times().length()).isEqualTo(Duration.ofHours(9));
  }

  @Test
  void windowsOfDetachedSourcesAreNotListedAndBindTheirPlatformsAllTheSame() {
    accept(Map.of("nights", window(8)));

    store.sources().detachAllBut(List.of(), stage.in(StoreFixture.HOUR));

    assertThat(store.windows().current()).isEmpty();
    assertThat(store.windows().find(NIGHTS)).isPresent();
    // Another process may have detached the source while this one still works on it.
    assertThat(store.platforms().gateInputs(LIVE).orElseThrow().windows())
        .extracting(RolloutWindow::id)
        .containsExactly(NIGHTS);
  }

  @Test
  void aScheduleCountsFromItsAppearanceOrChange() {
    stage.accept(declaring(terms(null, Map.of())));
    assertThat(stage.platform().steering().scheduleSince()).isEqualTo(Instant.EPOCH);

    stage.accept(declaring(terms(SATURDAYS, Map.of())));
    var since = stage.platform().steering().scheduleSince();
    assertThat(since).isEqualTo(stage.platform().merged().since());

    stage.accept(declaring(terms(SATURDAYS, Map.of("nights", window(8)))));
    assertThat(stage.platform().steering().scheduleSince()).isEqualTo(since);

    var sundays = new CronSchedule(List.of(Cron.parse("0 2 * * SUN")), "America/New_York");
    stage.accept(declaring(terms(sundays, Map.of())));
    assertThat(stage.platform().steering().scheduleSince())
        .isEqualTo(stage.platform().merged().since());

    stage.accept(declaring(terms(null, Map.of())));
    assertThat(stage.platform().steering().scheduleSince()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void theRealizedGraphIsKeptByMergesThatChangeNothing() {
    stage.realize(fingerprint(1), StoreFixture.INGEST);
    var since = stage.platform().steering().graphSince();
    assertThat(since).isEqualTo(stage.platform().realized().since());

    stage.accept(fingerprint(1));
    assertThat(stage.platform().steering().graphSince()).isEqualTo(since);

    stage.realize(fingerprint(2), StoreFixture.EXPORT);
    assertThat(stage.platform().steering().graphSince())
        .isEqualTo(stage.platform().realized().since());
  }

  @Test
  void dependenciesAreSeenAsTheyAre() {
    stage.accept(declaring(terms(null, Map.of())), impact("Staging", fingerprint(4)));

    var inputs = store.platforms().gateInputs(LIVE).orElseThrow();

    var staging = new PlatformId(ACME, "Staging");
    assertThat(inputs.dependencies())
        .isEqualTo(Map.of(staging, store.platforms().find(staging).orElseThrow()));
  }

  @Test
  void aDependencyThatIsNotKnownIsLeftOut() {
    stage.accept(declaring(terms(null, Map.of())));

    assertThat(store.platforms().gateInputs(LIVE).orElseThrow().dependencies()).isEmpty();
  }

  @Test
  void acceptedVersionsAreFoundInOrderAndByTheirTime() {
    assertThat(store.versions().nextAccepted(ACME, 0)).isEmpty();
    assertThat(store.versions().newestAccepted(ACME, store.now())).isEmpty();
    stage.accept(fingerprint(1));
    stage.record(bad(commit(77)));
    stage.accept(fingerprint(2));

    assertThat(store.versions().nextAccepted(ACME, 0)).map(Version::sequence).hasValue(1L);
    assertThat(store.versions().nextAccepted(ACME, 1)).map(Version::sequence).hasValue(3L);
    assertThat(store.versions().nextAccepted(ACME, 3)).isEmpty();
    assertThat(store.versions().newestAccepted(ACME, stage.in(StoreFixture.HOUR)))
        .isEqualTo(store.versions().find(ACME, 3));
    var decided = store.versions().find(ACME, 1).orElseThrow().decidedAt();
    assertThat(store.versions().newestAccepted(ACME, decided.minusMillis(1))).isEmpty();
    assertThat(store.versions().newestAccepted(ACME, decided)).isPresent();
    var first = store.versions().find(ACME, 1).orElseThrow().commit();
    assertThat(store.versions().newestAccepted(ACME, first)).map(Version::sequence).hasValue(1L);
    assertThat(store.versions().newestAccepted(ACME, commit(77))).isEmpty();
  }
}
