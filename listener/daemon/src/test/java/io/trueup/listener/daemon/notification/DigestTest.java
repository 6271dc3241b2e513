package io.trueup.listener.daemon.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.StepAction;
import io.trueup.statestore.ChangeForms;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateChange;
import io.trueup.statestore.StateChange.ActionRecorded;
import io.trueup.statestore.StateChange.GateOpened;
import io.trueup.statestore.StateChange.GateShut;
import io.trueup.statestore.StateChange.MergeJudged;
import io.trueup.statestore.StateChange.Realized;
import io.trueup.statestore.StateChange.StepFailed;
import io.trueup.statestore.StateChange.StepLanded;
import io.trueup.statestore.StateChange.TargetMoved;
import io.trueup.statestore.Version.PlatformImpact;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people are told of what happened. */
class DigestTest {

  private static final SourceId ACME = new SourceId("acme");
  private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
  private static final NotificationRule ALL = rule(List.of(Topic.values()));
  private static final NotificationRule DEFAULT = rule(Topic.DEFAULT);

  private static NotificationRule rule(List<Topic> topics) {
    return new NotificationRule(
        topics, List.of(), null, List.of(), Duration.ofSeconds(30), OncePer.USUAL);
  }

  private static PlatformId platform(String name) {
    return new PlatformId(ACME, name);
  }

  private static MergeJudged accepted(long version, String title) {
    return new MergeJudged(
        ACME,
        version,
        new CommitId("1f".repeat(20)),
        true,
        "Ann",
        title,
        0,
        0,
        List.of(new PlatformImpact("Live", 1, 0, 0)));
  }

  private static MergeJudged rejected(String title) {
    return new MergeJudged(
        ACME, 8, new CommitId("2f".repeat(20)), false, "Ann", title, 3, 0, List.of());
  }

  private static Realized realized(String platform) {
    return new Realized(platform(platform), 7, 12L, "every node is at its target");
  }

  private static GateShut waits(String platform) {
    return new GateShut(
        platform(platform),
        new ShutGate(GateKind.WINDOW, "night", null, null, "closed", "", null),
        4);
  }

  private static StepFailed failed(String store, String error) {
    return failedOn("Live", store, error);
  }

  private static StepFailed failedOn(String platform, String store, String error) {
    var node = NodeKey.ingest(platform, store);
    return new StepFailed(platform(platform), 12, 2, node, StepAction.ALTER, error, NOON, null, 4);
  }

  private static StepLanded landed(String store) {
    var node = NodeKey.ingest("Live", store);
    return new StepLanded(platform("Live"), 12, 2, node, StepAction.ALTER, null, 4);
  }

  private static ActionRecorded source(String verb, String reason) {
    return new ActionRecorded("source:acme", verb, "trueup", null, null, reason);
  }

  private static Digest digest(
      NotificationRule rule, FailingSteps before, Instant at, List<? extends StateChange> changes) {
    var digest = new Digest(rule, before);
    for (var i = 0; i < changes.size(); i++) {
      var change = changes.get(i);
      var platform = change.platform();
      digest.add(
          new RecordedChange(
              i + 1,
              at,
              ChangeForms.type(change),
              ChangeForms.version(change),
              change.about(),
              change.source(),
              platform == null ? null : platform.name(),
              ChangeForms.write(change)));
    }
    return digest;
  }

  private static List<String> told(NotificationRule rule, StateChange... changes) {
    var digest = digest(rule, FailingSteps.NONE, NOON, Arrays.asList(changes));
    return digest.first().isEmpty() ? List.of() : digest.message().lines();
  }

  static Stream<Arguments> rows() {
    return Stream.of(
        row(
            "a merge with what became of it",
            "Version 7 of acme: accepted, \"Add phone\" by Ann. 3 platforms realized it: Live,"
                + " Monthly, Lake. 1 waits for window night: Cold.",
            accepted(7, "Add phone"),
            realized("Live"),
            realized("Monthly"),
            waits("Cold"),
            realized("Lake")),
        row(
            "a merge that was rejected",
            "Version 8 of acme: rejected, \"Break\" by Ann, with 3 errors. No platform moves.",
            rejected("Break")),
        row(
            "a step that fails again and again",
            "acme/Live: alter Ingest/Live/A failed 3 times: no space.",
            failed("A", "no route"),
            failed("A", "no space"),
            failed("A", "no space.")),
        row(
            "a step that failed and works again",
            "acme/Live: alter Ingest/Live/A failed and works again: no space.",
            failed("A", "no space"),
            landed("A")),
        row("a step that lands", null, landed("A")),
        row("a wait that is over", null, waits("Live"), opened("Live")),
        row("a wait alone", "Platforms of acme: 1 waits for window night: Live.", waits("Live")),
        row(
            "a source that is blocked",
            "Source acme is blocked: the head is no fast-forward.",
            source("source.blocked", "the head is no fast-forward")),
        row(
            "a source that is well again",
            "Source acme works again.",
            source("source.blocked", "the head is no fast-forward"),
            source("source.following", "")),
        row("nothing to do", null, new Realized(platform("Live"), 7, null, "nothing else")),
        row("a move by the daemon", null, moved("trueup")),
        row(
            "a move by an operator",
            "ann: platform:acme/Live moved to version 7: why.",
            moved("ann")),
        row(
            "an operator",
            "ann: platform:acme/Live platform.paused (2 times): incident.",
            paused(),
            paused()));
  }

  private static StateChange moved(String actor) {
    return new TargetMoved(platform("Live"), 8, 7, 12L, Rollout.Kind.ROLLBACK, 1, actor, "why");
  }

  private static StateChange paused() {
    return new ActionRecorded(
        "platform:acme/Live", "platform.paused", "ann", null, null, "incident");
  }

  private static GateOpened opened(String platform) {
    return new GateOpened(platform(platform), waits(platform).gate(), 4);
  }

  private static Arguments row(String name, @Nullable String line, StateChange... changes) {
    return Arguments.of(name, line == null ? List.of() : List.of(line), changes);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void tells(String name, List<String> lines, StateChange... changes) {
    assertThat(told(ALL, changes)).as(name).isEqualTo(lines);
  }

  @Test
  void aMergeOfAMonorepoIsOneSentence() {
    var changes = new ArrayList<StateChange>(List.of(accepted(7, "Rename")));
    IntStream.range(0, 200).forEach(i -> changes.add(realized("P%03d".formatted(i))));

    assertThat(digest(DEFAULT, FailingSteps.NONE, NOON, changes).message())
        .isEqualTo(
            new Message(
                "[Trueup] Version 7 of acme, \"Rename\" by Ann: 200 platforms realized it: P000,"
                    + " P001, P002 and 197 more.",
                List.of(
                    "Version 7 of acme, \"Rename\" by Ann: 200 platforms realized it: P000, P001,"
                        + " P002 and 197 more.")));
  }

  @Test
  void manyStepsAndManyVersionsAreCut() {
    var changes = new ArrayList<StateChange>();
    IntStream.range(0, 500).forEach(i -> changes.add(failed("S" + i, "no space")));
    IntStream.range(0, 100).forEach(i -> changes.add(accepted(i + 1, "T")));

    var lines = digest(ALL, FailingSteps.NONE, NOON, changes).message().lines();

    assertThat(lines).hasSize(DigestText.MOST_LINES + 1);
    assertThat(lines.getLast()).isEqualTo("And 81 more; 'trueup events' lists all.");
  }

  @Test
  void whatNobodyAskedForIsNotTold() {
    assertThat(told(DEFAULT, accepted(7, "Add phone"), waits("Live"), paused())).isEmpty();
    var monthly =
        new NotificationRule(
            Topic.DEFAULT, List.of(), ACME, List.of("Monthly"), Duration.ZERO, OncePer.USUAL);
    assertThat(told(monthly, realized("Live"), failed("A", "no"))).isEmpty();
    assertThat(told(monthly, rejected("Break"))).hasSize(1);
    var other =
        new NotificationRule(
            Topic.DEFAULT,
            List.of(),
            new SourceId("other"),
            List.of(),
            Duration.ZERO,
            OncePer.USUAL);
    assertThat(told(other, rejected("Break"), realized("Live"))).isEmpty();
  }

  @Test
  void furtherTypesAreCounted() {
    var rule =
        new NotificationRule(
            List.of(), List.of("step.landed"), null, List.of(), Duration.ZERO, OncePer.USUAL);

    assertThat(told(rule, landed("A"), landed("B"), failed("C", "no")))
        .containsExactly("step.landed: 2 for platform:acme/Live.");
  }

  @Test
  void aFailureThatGoesOnIsToldOnceAnHourAndItsEndOnce() {
    var failure = List.of(failed("A", "no space"));
    var first = digest(DEFAULT, FailingSteps.NONE, NOON, failure);
    var known = first.failing();

    assertThat(first.first()).isPresent();
    assertThat(digest(DEFAULT, known, NOON.plusSeconds(60), failure).first()).isEmpty();
    assertThat(digest(DEFAULT, known, NOON.plus(OncePer.USUAL.remindAfter()), failure).first())
        .isPresent();
    var end = digest(DEFAULT, known, NOON.plusSeconds(90), List.of(landed("A")));
    assertThat(end.message().lines())
        .containsExactly("acme/Live: the step of Ingest/Live/A works again.");
    assertThat(end.failing()).isEqualTo(FailingSteps.NONE);
  }

  private static NotificationRule oncePer(OncePer.Scope scope, Duration remindAfter) {
    return new NotificationRule(
        Topic.DEFAULT, List.of(), null, List.of(), Duration.ZERO, new OncePer(scope, remindAfter));
  }

  @Test
  void ofAPlatformThatFailsOneStepIsToldUntilItWorksAgain() {
    var rule = oncePer(OncePer.Scope.PLATFORM, Duration.ofHours(1));
    var failures =
        List.of(failed("A", "no space"), failed("B", "no"), failed("C", "no"), failed("B", "no"));
    var first = digest(rule, FailingSteps.NONE, NOON, failures);
    var known = first.failing();

    assertThat(first.message().lines())
        .containsExactly(
            "acme/Live: alter Ingest/Live/A failed, and so did 2 other steps: no space.");
    assertThat(digest(rule, known, NOON.plusSeconds(60), List.of(failed("D", "no"))).first())
        .isEmpty();
    assertThat(digest(rule, known, NOON.plusSeconds(60), List.of(landed("B"))).first()).isEmpty();
    var end = digest(rule, known, NOON.plusSeconds(60), List.of(landed("A"), failed("B", "no")));
    assertThat(end.message().lines()).hasSize(2);
    assertThat(digest(rule, known, NOON.plusSeconds(3600), List.of(failed("D", "no"))).first())
        .isPresent();
  }

  @Test
  void aStepThatWorkedAndFailsAgainInOneDigestIsToldAsFailing() {
    var known = digest(DEFAULT, FailingSteps.NONE, NOON, List.of(failed("A", "no"))).failing();

    var again =
        digest(DEFAULT, known, NOON.plusSeconds(60), List.of(landed("A"), failed("A", "no space")));

    assertThat(again.message().lines())
        .containsExactly("acme/Live: alter Ingest/Live/A failed: no space.");
  }

  @Test
  void ofASourceThatFailsOneStepOfAllPlatformsIsTold() {
    var rule = oncePer(OncePer.Scope.SOURCE, Duration.ofHours(1));
    var elsewhere = failedOn("Monthly", "A", "no");
    var first = digest(rule, FailingSteps.NONE, NOON, List.of(failed("A", "no"), elsewhere));

    assertThat(first.message().lines())
        .containsExactly("acme/Live: alter Ingest/Live/A failed, and so did 1 other step: no.");
    assertThat(digest(rule, first.failing(), NOON, List.of(elsewhere)).first()).isEmpty();
    assertThat(
            digest(
                    oncePer(OncePer.Scope.PLATFORM, Duration.ofHours(1)),
                    first.failing(),
                    NOON,
                    List.of(elsewhere))
                .first())
        .isPresent();
  }

  @Test
  void aFailureThatGoesOnIsNotToldAgainWhereNobodyWantsToBeReminded() {
    var rule = oncePer(OncePer.Scope.STEP, Duration.ZERO);
    var failure = List.of(failed("A", "no space"));
    var known = digest(rule, FailingSteps.NONE, NOON, failure).failing();

    assertThat(digest(rule, known, NOON.plus(Duration.ofDays(7)), failure).first()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!channel> <@U012> <https://evil.example|click>",
        "@channel @here [click](https://evil.example) `x`",
        "first\r\nBcc: all@acme.example\n\nsecond",
        "\u001b[31mred\u001b[0m \u202egnp.exe \u0000 %s %n {}",
      })
  void whatOthersWroteIsOnlyText(String hostile) throws IOException {
    var message =
        digest(ALL, FailingSteps.NONE, NOON, List.of(rejected(hostile), failed("A", hostile)))
            .message();
    var slack = new ObjectMapper().readTree(SlackChannel.body(message));
    var text = slack.path("text").asText();

    assertThat(message.lines()).hasSize(2).allMatch(it -> it.matches("[^\\p{Cc}\\u202e]*"));
    assertThat(message.subject()).matches("[^\\p{Cc}\\u202e]*");
    assertThat(text.lines()).hasSize(2);
    assertThat(text).doesNotContain("<", ">", "](", "`").doesNotContainPattern("@\\w");
    assertThat(slack.path("mrkdwn").asBoolean(true)).isFalse();
  }
}
