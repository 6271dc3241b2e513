package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.source.LoadProgress;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.model.progress.LoadPhase;
import io.trueup.statestore.control.Hold;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SteeringCommandsTest extends DaemonFixture {

  @Test
  void pausesAndResumesGroups() {
    scene.awaitingJobs();

    assertThat(run("pause --select type=postgres --reason 'storage is full' --dry-run")).isZero();
    assertThat(out.toString())
        .contains("3 platforms: acme/Live, acme/Monthly, acme/Old")
        .endsWith("Dry run, nothing was written\n");
    assertThat(store.groupPauses().inForce()).isEmpty();

    assertThat(run("pause --select type=postgres --reason 'storage is full'")).isZero();
    assertThat(run("status")).isZero();
    assertThat(out.toString())
        .contains(
            "\n3 platforms that 'type=postgres' matches are paused by ann since 2026-03-01T12:00:00Z"
                + " (now): storage is full. Resume with 'trueup resume --select type=postgres'\n");
    assertThat(run("resume --all --reason x")).isEqualTo(5);
    assertThat(run("resume Live --reason x")).isEqualTo(5);
    assertThat(err.toString()).contains("trueup resume --select type=postgres");
    assertThat(run("resume --select type=postgres --reason 'there is room'")).isZero();
    assertThat(run("status")).isZero();
    assertThat(out.toString()).doesNotContain("paused");
  }

  @Test
  void showsHowFarTheLoadOfAModelIs() {
    scene.awaitingJobs();
    api.loads.put(
        StoreScene.ACME,
        new LoadProgress(
            "abcdef02",
            LoadPhase.READING,
            300,
            1000,
            clock.instant(),
            20,
            Duration.ofSeconds(250)));

    assertThat(run("status")).isZero();
    assertThat(out.toString())
        .contains(
            "\n\nsource acme: Loading abcdef02: 300 of 1,000 files read, 20%, about 5 min left\n\nPLATFORM");
  }

  @Test
  void stopsEverything() {
    scene.awaitingJobs();

    assertThat(run("pause --all --until 2h --reason 'stop everything' --wait")).isZero();
    assertThat(run("status")).isZero();
    assertThat(out.toString())
        .contains("\nEverything is paused by ann since")
        .contains("until 2026-03-01T14:00:00Z (in 2 h): stop everything.");
    assertThat(run("resume --all --reason done --dry-run")).isZero();
    assertThat(store.groupPauses().inForce()).hasSize(1);
  }

  @Test
  void warnsOfAPauseThatMatchesNothing() {
    scene.awaitingJobs();

    assertThat(run("pause --select tag=ue --reason x")).isZero();
    assertThat(out.toString()).contains("Warning: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pause --reason r | 2 | The platform is missing",
        "pause Live --all --reason r | 2 | together",
        "pause --select x --all --reason r | 2 | together",
        "pause --select who=me --reason r | 2 | not a selector",
        "pause Live | 2 | --reason",
        "pause Live --reason r --until 2020-01-01T00:00:00Z | 2 | must be after now",
        "pause --all --reason r --until 2020-01-01T00:00:00Z | 2 | must be after now",
        "resume Live --reason r | 5 | is not paused",
        "resume --all --reason r | 5 | Not everything is paused",
        "resume --select tag=eu --reason r | 5 | There is no pause of 'tag=eu'",
        "release Live --reason r | 5 | is not held",
        "hold Live --at 99 --reason r | 3 | 99",
        "rollback Live --reason r | 2 | --to",
        "rollback Live --to 2 --reason r | 5 | ",
        "rollback Live --to 99 --reason r | 3 | 99",
        "sync Live | 2 | --reason",
        "sync Live --reason r --override nonsense | 2 | nonsense",
        "sync Live --source acme --reason r | 2 | together",
        "approve Live --reason r | 2 | missing",
        "approve Live 7x --reason r | 2 | not a version",
        "approve Live 7 --platform Old --reason r | 2 | two platforms",
        "retry Live --reason r | 5 | ",
        "plan Nobody | 3 | Nobody",
        "explain Live --at 2020-01-01T00:00:00Z | 2 | must be after now"
      })
  void explainsWhatIsWrong(String line, int code, String message) {
    scene.awaitingJobs();

    assertThat(run(line)).as("%s%s", out, err).isEqualTo(code);
    assertThat(err.toString()).startsWith("trueup: ").contains(message == null ? "" : message);
  }

  @Test
  void holdsAndReleases() {
    scene.awaitingJobs();

    assertThat(run("hold Live --reason audit --dry-run")).as("%s", err).isZero();
    assertThat(out.toString()).endsWith("Dry run, nothing was written\n");
    assertThat(hold()).isNull();
    assertThat(run("hold Live --reason audit")).isZero();
    assertThat(hold()).isNotNull();
    assertThat(run("release Live --reason 'it is over'")).isZero();
    assertThat(hold()).isNull();
  }

  private @org.jspecify.annotations.Nullable Hold hold() {
    return store.platforms().find(StoreScene.LIVE).orElseThrow().steering().hold();
  }

  @Test
  void cancelsARolloutThatIsUnderWay() {
    scene.atFirst();

    assertThat(run("cancel Live --reason 'the wrong version' --wait")).as("%s", err).isZero();
    assertThat(hold()).isNotNull();
    assertThat(run("status")).isZero();
    assertThat(out.toString()).contains("acme/Live     cancelled");
    assertThat(run("cancel Live --reason again")).isEqualTo(5);
  }

  @Test
  void saysWhyItTimedOut() {
    scene.awaitingJobs();
    var began = clock.instant();

    assertThat(run("hold Live --at 2 --reason audit --wait --timeout 30s")).isEqualTo(6);

    assertThat(err.toString())
        .isEqualTo(
            "trueup: Timed out waiting for platform 'acme/Live', and the order stands: 1 node moves"
                + " to version 2 when its job next starts\n");
    assertThat(Duration.between(began, clock.instant())).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void stopsWaitingWhenAPersonMustAct() {
    scene.awaitingJobs();
    onPause = () -> run("pause Live --reason 'not now'");

    assertThat(run("hold Live --at 2 --reason audit --wait --timeout 30s")).isEqualTo(5);

    assertThat(err.toString()).contains("because a person must act: Paused by ann: not now");
  }

  @Test
  void refusesASyncThatCanHaveNoEffect() {
    scene.awaitingJobs();
    new StoreScene(store).thirdMerge();
    run("pause Live --reason 'quarter end'");

    assertThat(run("sync Live --reason now")).as("%s", out).isEqualTo(5);
  }

  @Test
  void asksAboutATimeToCome() {
    var story = new StoreScene(store);
    story.firstMerge();
    story.landFirst(story.moveToFirst());
    run(
        "windows add Freeze --deny --select platform=Live --start 2026-03-02 --length 1d --zone UTC"
            + " --reason closing");

    assertThat(run("explain Live --at 2026-03-02T10:00:00Z")).isZero();
    assertThat(out.toString())
        .startsWith("acme/Live at 2026-03-02T10:00:00Z\n1 gate is shut; all are open from")
        .contains("window freeze", "closing", "Opens by itself at 2026-03-03T00:00:00Z");
    assertThat(run("explain Live --at 2h -o json")).isZero();
    assertThat(out.toString()).contains("\"openUntil\":\"2026-03-02T00:00:00Z\"");
  }
}
