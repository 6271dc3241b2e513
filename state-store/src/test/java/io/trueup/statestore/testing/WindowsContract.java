package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ANN;
import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.impact;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.ApiTokens.Revocable;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Windows.Change;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.RolloutWindow.Origin;
import io.trueup.statestore.control.RolloutWindow.Spec;
import io.trueup.statestore.control.Selector;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of {@link io.trueup.statestore.Windows}, as far as operators change them. */
abstract class WindowsContract extends Contract {

  private static final LocalDateTime NEW_YEAR = LocalDateTime.parse("2027-01-01T00:00");

  WindowsContract(StateStoreConformance suite) {
    super(suite);
  }

  @BeforeEach
  void logIn() {
    stage.logIn();
  }

  static Spec freeze(String name) {
    return new Spec(
        name,
        WindowKind.DENY,
        Selector.parse("tag=eu,type=postgres"),
        WindowTimes.once(NEW_YEAR, Duration.ofHours(36), "Europe/Berlin"),
        "ops",
        "year end");
  }

  private static Spec nights() {
    var except = new TreeSet<>(List.of(NEW_YEAR, NEW_YEAR.plusDays(7)));
    return new Spec(
        "Nights",
        WindowKind.ALLOW,
        Selector.EVERYTHING,
        new WindowTimes(NEW_YEAR, Duration.ofHours(8), "UTC", "FREQ=WEEKLY;BYDAY=FR", except),
        "ops",
        "quiet hours");
  }

  private RolloutWindow add(Spec spec) {
    return store.windows().add(spec, ANN).orElseThrow();
  }

  private static RolloutWindow changed(Change change) {
    if (change instanceof Change.Changed(var window)) {
      return window;
    }
    throw new AssertionError("Not changed: " + change);
  }

  @Test
  void aNewWindowIsKeptAsItWasWritten() {
    var night = add(nights());
    var freeze = add(freeze("Freeze Q4"));

    assertThat(night.spec()).isEqualTo(nights());
    assertThat(freeze.id()).isEqualTo("freeze-q4");
    assertThat(freeze.origin()).isEqualTo(Origin.OPERATOR);
    assertThat(freeze.version()).isEqualTo(1);
    assertThat(freeze.suspension()).isNull();
    assertThat(freeze.endedAt()).isNull();
    assertThat(store.windows().current()).containsExactly(freeze, night);
    assertThat(store.windows().find("freeze-q4")).hasValue(freeze);
    assertThat(store.windows().find("unknown")).isEmpty();
    assertThat(suite.otherHandle().windows().current()).containsExactly(freeze, night);
    var entry = stage.lastAudit("window:freeze-q4");
    assertThat(entry.verb()).isEqualTo(AuditVerbs.WINDOW_ADDED);
    assertThat(entry.actor()).isEqualTo(ANN);
    assertThat(entry.before()).isNull();
    assertThat(entry.after()).contains("Europe/Berlin");
    assertThat(entry.reason()).isEqualTo("year end");
  }

  @Test
  void anIdIsNeverGivenTwice() {
    add(freeze("Freeze Q4"));
    store.windows().delete("freeze-q4", null, ANN, "a mistake");

    assertThat(add(freeze("freeze q4!")).id()).isEqualTo("freeze-q4-2");
    assertThat(add(freeze("FREEZE-Q4")).id()).isEqualTo("freeze-q4-3");
    assertThat(add(freeze("冻结")).id()).isEqualTo("window");
    assertThat(add(freeze("冻结")).id()).isEqualTo("window-2");
    assertThat(add(freeze("x".repeat(500))).id()).hasSize(60);
  }

  @Test
  void severalWindowsAreAddedTogetherEachWithItsAuditEntry() {
    var added =
        store
            .windows()
            .addAll(List.of(freeze("Freeze"), nights(), freeze("freeze")), ANN)
            .orElseThrow();

    assertThat(added).extracting(RolloutWindow::id).containsExactly("freeze", "nights", "freeze-2");
    assertThat(added)
        .extracting(RolloutWindow::createdAt)
        .containsOnly(added.getFirst().createdAt());
    assertThat(store.windows().current()).containsExactlyInAnyOrderElementsOf(added);
    for (var window : added) {
      var entry = stage.lastAudit("window:" + window.id());
      assertThat(entry.verb()).isEqualTo(AuditVerbs.WINDOW_ADDED);
      assertThat(entry.actor()).isEqualTo(ANN);
      assertThat(entry.reason()).isEqualTo(window.spec().reason());
    }
    assertThat(store.windows().addAll(List.of(), ANN)).hasValue(List.of());
  }

  @Test
  void aChangeMakesTheNextVersion() {
    var before = add(freeze("Freeze"));

    var after = changed(store.windows().change("freeze", 1L, nights(), ANN, "longer"));

    assertThat(after.id()).isEqualTo("freeze");
    assertThat(after.version()).isEqualTo(2);
    assertThat(after.spec()).isEqualTo(nights());
    assertThat(after.createdAt()).isEqualTo(before.createdAt());
    assertThat(store.windows().current()).containsExactly(after);
    var entry = stage.lastAudit("window:freeze");
    assertThat(entry.verb()).isEqualTo(AuditVerbs.WINDOW_CHANGED);
    assertThat(entry.before()).contains("Europe/Berlin");
    assertThat(entry.after()).contains("UTC");
    assertThat(entry.reason()).isEqualTo("longer");
  }

  @Test
  void whoSawAnOlderVersionChangesNothing() {
    add(freeze("Freeze"));
    var now = changed(store.windows().suspend("freeze", 1L, null, ANN, "hotfix"));
    var before = store.audit().newest(null, 100);
    var outdated = new Change.Outdated(now);

    assertThat(store.windows().change("freeze", 1L, nights(), ANN, "why")).isEqualTo(outdated);
    assertThat(store.windows().suspend("freeze", 1L, null, ANN, "why")).isEqualTo(outdated);
    assertThat(store.windows().resume("freeze", 1L, ANN, "why")).isEqualTo(outdated);
    assertThat(store.windows().end("freeze", 1L, ANN, "why")).isEqualTo(outdated);
    assertThat(store.windows().delete("freeze", 1L, ANN, "why")).isEqualTo(outdated);
    assertThat(store.windows().current()).containsExactly(now);
    assertThat(store.audit().newest(null, 100)).isEqualTo(before);
  }

  @Test
  void ofTwoWhoChangeOneVersionAtOnceOneSucceeds() throws Exception {
    for (var round = 0; round < 5; round++) {
      var id = add(freeze("Race " + round)).id();
      var results =
          atOnce(
              List.of(
                  () -> store.windows().change(id, 1L, nights(), ANN, "one"),
                  () -> suite.otherHandle().windows().end(id, 1L, ANN, "two")));

      assertThat(results).filteredOn(it -> it instanceof Change.Changed).hasSize(1);
      assertThat(store.windows().find(id).orElseThrow().version()).isEqualTo(2);
    }
  }

  @Test
  void ofWindowsThatAreAddedAtOnceEachHasItsId() throws Exception {
    assertThat(
            atOnce(
                List.of(
                    () -> add(freeze("Freeze")).id(),
                    () -> add(freeze("Freeze")).id(),
                    () -> add(freeze("Freeze")).id())))
        .containsExactlyInAnyOrder("freeze", "freeze-2", "freeze-3");
  }

  @Test
  void aSuspensionSaysWhoWhyAndUntilWhen() {
    add(freeze("Freeze"));
    var until = stage.in(HOUR);

    var after = changed(store.windows().suspend("freeze", null, until, ANN, "hotfix"));

    var suspension = requireNonNull(after.suspension());
    assertThat(suspension.by()).isEqualTo("ann");
    assertThat(suspension.reason()).isEqualTo("hotfix");
    assertThat(suspension.until()).isEqualTo(until);
    assertThat(after.version()).isEqualTo(2);
    assertThat(after.counts(store.now())).isFalse();
    assertThat(after.counts(until)).isTrue();
    assertThat(store.windows().current()).containsExactly(after);
    assertThat(stage.lastAudit("window:freeze").verb()).isEqualTo(AuditVerbs.WINDOW_SUSPENDED);
  }

  @Test
  void aSuspensionThatHasEndedIsNotShown() {
    add(freeze("Freeze"));
    changed(store.windows().suspend("freeze", null, stage.in(HOUR.negated()), ANN, "hotfix"));

    assertThat(store.windows().current().getFirst().suspension()).isNull();
    assertThat(store.windows().resume("freeze", null, ANN, "done"))
        .isInstanceOf(Change.NotSuspended.class);
  }

  @Test
  void resumingEndsASuspension() {
    add(freeze("Freeze"));
    assertThat(store.windows().resume("freeze", null, ANN, "done"))
        .isInstanceOf(Change.NotSuspended.class);
    store.windows().suspend("freeze", null, null, ANN, "hotfix");

    var after = changed(store.windows().resume("freeze", 2L, ANN, "done"));

    assertThat(after.suspension()).isNull();
    assertThat(after.version()).isEqualTo(3);
    assertThat(stage.lastAudit("window:freeze").verb()).isEqualTo(AuditVerbs.WINDOW_RESUMED);
  }

  @Test
  void anEndedWindowIsListedApartAndStays() {
    var first = add(freeze("First"));
    add(freeze("Second"));
    var ended = changed(store.windows().end("first", null, ANN, "over"));
    changed(store.windows().end("second", null, ANN, "over"));

    assertThat(ended.endedAt()).isNotNull();
    assertThat(store.windows().current()).isEmpty();
    assertThat(store.windows().ended(10)).extracting(RolloutWindow::id).contains("first");
    assertThat(store.windows().ended(1)).hasSize(1);
    assertThat(store.windows().find("first")).hasValue(ended);
    assertThat(ended.version()).isEqualTo(first.version() + 1);
    assertThat(store.windows().end("first", null, ANN, "again")).isEqualTo(new Change.Ended(ended));
    assertThat(store.windows().suspend("first", null, null, ANN, "again"))
        .isEqualTo(new Change.Ended(ended));
    assertThat(store.windows().change("first", null, nights(), ANN, "again"))
        .isEqualTo(new Change.Ended(ended));
    var entry = stage.lastAudit("window:first");
    assertThat(entry.verb()).isEqualTo(AuditVerbs.WINDOW_ENDED);
    assertThat(entry.before()).isNotNull();
    assertThat(entry.after()).isNull();
  }

  @Test
  void aDeletedWindowIsInNoList() {
    add(freeze("Freeze"));
    store.windows().end("freeze", null, ANN, "over");

    assertThat(store.windows().delete("freeze", null, ANN, "a mistake"))
        .isInstanceOf(Change.Changed.class);

    assertThat(store.windows().current()).isEmpty();
    assertThat(store.windows().ended(10)).isEmpty();
    assertThat(store.windows().find("freeze")).isEmpty();
    assertThat(store.windows().delete("freeze", null, ANN, "again"))
        .isEqualTo(new Change.Unknown());
    assertThat(stage.lastAudit("window:freeze").verb()).isEqualTo(AuditVerbs.WINDOW_DELETED);
  }

  @Test
  void anUnknownWindowIsNotChanged() {
    var unknown = new Change.Unknown();

    assertThat(store.windows().change("x", null, nights(), ANN, "why")).isEqualTo(unknown);
    assertThat(store.windows().suspend("x", null, null, ANN, "why")).isEqualTo(unknown);
    assertThat(store.windows().resume("x", null, ANN, "why")).isEqualTo(unknown);
    assertThat(store.windows().end("x", null, ANN, "why")).isEqualTo(unknown);
    assertThat(store.windows().delete("x", null, ANN, "why")).isEqualTo(unknown);
  }

  @Test
  void aRevokedTokenChangesNoWindow() {
    var window = add(freeze("Freeze"));
    store.tokens().revoke("ann", Revocable.ANY, ANN);
    var refused = new Change.NotAllowed();

    assertThat(store.windows().add(nights(), ANN)).isEmpty();
    assertThat(store.windows().addAll(List.of(nights(), nights()), ANN)).isEmpty();
    assertThat(store.windows().change("freeze", null, nights(), ANN, "why")).isEqualTo(refused);
    assertThat(store.windows().suspend("freeze", null, null, ANN, "why")).isEqualTo(refused);
    assertThat(store.windows().resume("freeze", null, ANN, "why")).isEqualTo(refused);
    assertThat(store.windows().end("freeze", null, ANN, "why")).isEqualTo(refused);
    assertThat(store.windows().delete("freeze", null, ANN, "why")).isEqualTo(refused);
    assertThat(store.windows().current()).containsExactly(window);
  }

  @Test
  void windowsAndPausesOfGroupsBearOnEveryMove() {
    var window = add(freeze("Freeze"));
    var pause = store.groupPauses().pause(Selector.EVERYTHING, ANN, "incident", null).orElseThrow();
    stage.accept(impact("Live", fingerprint(1)));

    var inputs = store.platforms().gateInputs(StoreFixture.LIVE).orElseThrow();

    assertThat(inputs.windows()).containsExactly(window);
    assertThat(inputs.pauses()).containsExactly(pause);
    assertThat(inputs.source()).isEqualTo(stage.source());
    assertThat(inputs.dependencies()).isEmpty();
  }
}
