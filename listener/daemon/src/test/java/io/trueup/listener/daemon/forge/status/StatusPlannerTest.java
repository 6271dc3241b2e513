package io.trueup.listener.daemon.forge.status;

import static io.trueup.listener.engine.testing.StoreScene.ACME;
import static io.trueup.listener.engine.testing.StoreScene.LIVE;
import static io.trueup.listener.engine.testing.StoreScene.MONTHLY;
import static io.trueup.listener.engine.testing.StoreScene.commit;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.forge.status.StatusReport.OfMerge;
import io.trueup.statestore.ChangeForms;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.ForgeStatuses.Told;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.SentStatus;
import io.trueup.statestore.SentStatus.State;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateChange;
import io.trueup.statestore.StateChange.MergeJudged;
import io.trueup.statestore.StateChange.Realized;
import io.trueup.statestore.Version.PlatformImpact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a forge is told of a batch of changes. */
class StatusPlannerTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final PlatformImpact CHANGED = new PlatformImpact("Live", 1, 2, 0);
  private static final PlatformImpact UNAFFECTED = new PlatformImpact("Old", 0, 0, 0);

  private final List<RecordedChange> batch = new ArrayList<>();

  private static MergeJudged judged(SourceId source, long version, CommitId commit) {
    return new MergeJudged(source, version, commit, true, "Ann", "Title", 0, 0, List.of(CHANGED));
  }

  private void happened(StateChange change) {
    var platform = change.platform();
    batch.add(
        new RecordedChange(
            batch.size() + 1L,
            NOON,
            ChangeForms.type(change),
            ChangeForms.version(change),
            change.about(),
            change.source(),
            platform == null ? null : platform.name(),
            ChangeForms.write(change)));
  }

  @Test
  void toldIsEachVerdictOnceAndEachPlatformOnce() {
    var other = new SourceId("other");
    happened(judged(ACME, 1, commit(1)));
    happened(judged(other, 1, commit(1)));
    for (var version = 1; version <= 50; version++) {
      happened(new Realized(LIVE, version, null, "because"));
    }
    happened(judged(ACME, 2, commit(2)));
    happened(new Realized(MONTHLY, 2, null, "because"));
    happened(new Realized(new PlatformId(other, "Else"), 2, null, "because"));
    happened(judged(ACME, 3, commit(1)));

    var touched = StatusPlanner.fold(ACME, batch);

    assertThat(touched.verdicts()).extracting(MergeJudged::version).containsExactly(2L, 3L);
    assertThat(touched.platforms()).containsExactly(LIVE, MONTHLY);
  }

  @Test
  void aVerdictSaysWhatComesOfTheMerge() {
    assertThat(verdict(0, 0, null, CHANGED, UNAFFECTED))
        .isEqualTo(
            new OfMerge(commit(1), State.SUCCESS, "Accepted as version 7: 1 platform changes"));
    assertThat(verdict(0, 2, null, CHANGED, CHANGED).text())
        .isEqualTo("Accepted as version 7: 2 platforms change; 2 warnings");
    assertThat(verdict(0, 0, null, UNAFFECTED).text())
        .isEqualTo("Accepted as version 7: no platform changes");
    assertThat(verdict(3, 0, "Dataset 'x' is unknown"))
        .isEqualTo(new OfMerge(commit(1), State.FAILURE, "3 errors: Dataset 'x' is unknown"));
    assertThat(verdict(1, 0, null).text()).isEqualTo("Rejected: 1 error");
  }

  private static OfMerge verdict(
      int errors, int warnings, @Nullable String firstError, PlatformImpact... impacts) {
    return StatusPlanner.verdict(
        new MergeJudged(
            ACME, 7, commit(1), errors == 0, "Ann", "T", errors, warnings, List.of(impacts)),
        firstError);
  }

  /** Versions with their states; {@code +61} is a minute later, {@code *} another text. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "nothing",
      delimiter = '|',
      value = {
        // told before | now          | seconds | what is told
        "''                       | 5 RUNNING            | 0  | 5 RUNNING",
        "5 RUNNING                | 5 RUNNING            | 99 | ''",
        "5 PENDING                | 5 RUNNING            | 0  | 5 RUNNING",
        "5 RUNNING                | 5 SUCCESS            | 0  | 5 SUCCESS",
        "5 RUNNING                | 5 RUNNING *          | 59 | ''",
        "5 RUNNING                | 5 RUNNING *          | 60 | 5 RUNNING text",
        "5 FAILURE                | 5 FAILURE *          | 59 | ''",
        "5 PENDING                | 5 PENDING *          | 0  | 5 PENDING text",
        "5 RUNNING                | 6 RUNNING            | 0  | 5 STOPPED, 6 RUNNING",
        "5 PENDING                | 105 SUCCESS          | 0  | 5 STOPPED, 105 SUCCESS",
        "5 SUCCESS                | 6 RUNNING            | 0  | 6 RUNNING",
        "5 STOPPED                | 6 RUNNING            | 0  | 6 RUNNING",
        "5 SUCCESS                | 3 SUCCESS, 5 PENDING | 0  | 3 SUCCESS, 5 PENDING",
        "3 SUCCESS, 5 PENDING     | 3 SUCCESS, 6 PENDING | 0  | 5 STOPPED, 6 PENDING",
        "4 FAILURE, 5 PENDING     | 6 SUCCESS            | 0  | 4 STOPPED, 5 STOPPED, 6 SUCCESS",
        "5 RUNNING                | ''                   | 99 | ''",
      })
  void toldIsWhatIsNew(String before, String standing, long later, String expected) {
    var told = parts(before).stream().map(StatusPlannerTest::told).toList();
    var now = parts(standing).stream().map(StatusPlannerTest::standing).toList();

    assertThat(StatusPlanner.due(LIVE, now, told, NOON.plusSeconds(later)))
        .extracting(it -> it.version() + " " + it.state() + (it.isOfState() ? "" : " text"))
        .isEqualTo(parts(expected));
  }

  @Test
  void whatIsStoppedSaysWhyAndKeepsItsDeployment() {
    var told = new Told(new SentStatus(LIVE, 5, commit(5), State.RUNNING, "Moving", "77"), NOON);

    assertThat(StatusPlanner.due(LIVE, List.of(standing("6 RUNNING")), List.of(told), NOON))
        .first()
        .isEqualTo(
            new StatusReport.OfPlatform(
                LIVE,
                5,
                commit(5),
                State.STOPPED,
                "The platform moved on to version 6",
                "77",
                true));
  }

  @Test
  void whatIsOverIsForgottenAndWhatStandsIsKept() {
    var told = List.of(told("4 SUCCESS"), told("5 RUNNING"), told("6 PENDING"));

    assertThat(StatusPlanner.over(List.of(standing("6 RUNNING")), told)).containsExactly(4L, 5L);
    assertThat(StatusPlanner.over(List.of(), told)).isEmpty();
  }

  private static List<String> parts(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(", "));
  }

  private static Told told(String text) {
    var it = standing(text);
    return new Told(
        new SentStatus(LIVE, it.version(), it.commit(), it.state(), it.text(), null), NOON);
  }

  private static PlatformStanding standing(String text) {
    var words = text.split(" ", -1);
    var version = Long.parseLong(words[0]);
    return new PlatformStanding(
        version,
        commit((int) version),
        State.valueOf(words[1]),
        words.length > 2 ? "Another text" : "A text");
  }
}
