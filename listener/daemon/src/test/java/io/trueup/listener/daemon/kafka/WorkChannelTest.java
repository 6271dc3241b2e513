package io.trueup.listener.daemon.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.daemon.kafka.WorkResult.State;
import io.trueup.listener.daemon.testing.kafka.Until;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class WorkChannelTest extends WorkFixture {

  private WorkChannel working() throws Exception {
    topics(work.commands(), work.results());
    var channel = channel();
    awaitHealth("");
    return channel;
  }

  private void awaitHealth(String problem) {
    Until.holds(
        "the problem to be: " + problem,
        () -> problem.equals(health.problems().get(WorkChannel.USE)));
  }

  @Test
  void givesEachCommandItsOwnResult() throws Exception {
    var channel = working();
    var first = channel.send(command("c-1", 1));
    var second = channel.send(command("c-2", 1));
    assertThat(sent(2)).containsExactly("c-1", "c-2");

    report(result("c-2", 1, State.PROGRESS));
    report(result("c-2", 1, State.FAILED));
    report(result("c-1", 1, State.DONE));

    assertThat(await(first)).isEqualTo(result("c-1", 1, State.DONE));
    assertThat(await(second)).isEqualTo(result("c-2", 1, State.FAILED));
  }

  @Test
  void takesNoResultOfAnotherAttemptOrPlatform() throws Exception {
    var waiting = working().send(command("c-1", 8));

    report(result("c-1", 7, State.DONE));
    report(result("c-1", 9, State.DONE));
    report(new WorkResult("c-1", "acme/Other", 8, State.DONE, "", "{}"));
    report(result("c-1", 8, State.REFUSED));

    assertThat(await(waiting)).isEqualTo(result("c-1", 8, State.REFUSED));
  }

  @Test
  void twoChannelsOnTheSameTopicsTakeTheirOwnResults() throws Exception {
    var one = working().send(command("c-1", 1));
    var other = channel();
    var others = other.send(command("c-2", 2));
    var again = other.send(command("c-1", 2));
    assertThat(sent(3)).containsExactlyInAnyOrder("c-1", "c-2", "c-1");

    report(result("c-2", 2, State.DONE));
    report(result("c-1", 2, State.FAILED));
    report(result("c-1", 1, State.REFUSED));

    assertThat(await(others).state()).isEqualTo(State.DONE);
    assertThat(await(again).state()).isEqualTo(State.FAILED);
    assertThat(await(one).state()).isEqualTo(State.REFUSED);
  }

  @Test
  void stopsWaitingWhenACommandExpires() throws Exception {
    var waiting = working().send(command("c-1", 1, Duration.ofMillis(300)));

    assertThatThrownBy(() -> await(waiting)).hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void sendsNoCommandThatHasExpired() throws Exception {
    var channel = working();
    var expired = channel.send(command("c-1", 1, Duration.ofSeconds(-1)));
    var _ = channel.send(command("c-2", 1));

    assertThatThrownBy(() -> await(expired))
        .hasCauseInstanceOf(TimeoutException.class)
        .hasMessageContaining("Command 'c-1' has expired");
    assertThat(sent(1)).containsExactly("c-2");
  }

  @Test
  void waitsForACommandOnlyOnceAtATime() throws Exception {
    var channel = working();
    var first = channel.send(command("c-1", 1));

    assertThatThrownBy(() -> channel.send(command("c-1", 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Command 'c-1' of platform 'acme/Live' is waited for already");

    report(result("c-1", 1, State.DONE));
    await(first);
    var second = channel.send(command("c-1", 1));
    assertThat(sent(2)).containsExactly("c-1", "c-1");
    report(result("c-1", 1, State.DONE));
    assertThat(await(second).state()).isEqualTo(State.DONE);
  }

  @Test
  void refusesAResultOfANewerVersion() throws Exception {
    var waiting = working().send(command("c-1", 1));
    var record = WorkMessages.record(work.results(), "urn:test", "r", result("c-1", 1, State.DONE));
    header(record, "ce_type", "io.trueup.work.result.v2");
    send(record);

    assertThatThrownBy(() -> await(waiting))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(KafkaSetupException.class)
        .hasMessage(
            "This process understands each result up to version 1, and this one has version 2."
                + " Upgrade the process");
  }

  @Test
  void goesOnAfterWhatIsNoResult() throws Exception {
    var waiting = working().send(command("c-1", 1));
    var good = WorkMessages.record(work.results(), "urn:test", "r", result("c-1", 1, State.DONE));
    send(record(work.results(), "acme/Live", null));
    send(record(work.results(), "acme/Live", good.value()));
    send(good);

    assertThat(await(waiting).state()).isEqualTo(State.DONE);
  }

  @Test
  void refusesACommandThatIsNotAsItsSchemaSays() throws Exception {
    var channel = working();
    var good = command("c-1", 1);

    assertThatThrownBy(() ->
            channel.send(new WorkCommand("c-1", "acme/Live", "execute", 1, good.expires(), "[]")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot write a command 'c-1'. Its field 'data' is not as the schema says");
  }

  @Test
  void saysThatACommandIsTooLong() throws Exception {
    var channel = working();
    var long1 = new byte[1_500_000];
    new Random(1).nextBytes(long1);
    var good = command("c-1", 1);
    var data = "{\"steps\":\"%s\"}".formatted(HexFormat.of().formatHex(long1));

    var tooLong =
        channel.send(new WorkCommand("c-1", "acme/Live", "execute", 1, good.expires(), data));
    var next = channel.send(command("c-2", 1));

    assertThatThrownBy(() -> await(tooLong))
        .hasMessageContaining(
            "Command 'c-1' is longer than topic '%s' allows. Raise its 'max.message.bytes'"
                .formatted(work.commands()));
    assertThat(sent(1)).containsExactly("c-2");
    report(result("c-2", 1, State.DONE));
    assertThat(await(next).state()).isEqualTo(State.DONE);
  }

  @Test
  void sendsWhenThereAreTopics() throws Exception {
    var first = channel().send(command("c-1", 1));
    awaitHealth(missing(work.commands() + "', '" + work.results()));
    topics(work.commands(), work.results());

    assertThat(sent(1)).containsExactly("c-1");
    report(result("c-1", 1, State.DONE));
    assertThat(await(first).state()).isEqualTo(State.DONE);
    awaitHealth("");
  }

  private static String missing(String topics) {
    return "There is no topic '%s'. Create it with 'trueup topics create'".formatted(topics);
  }

  /** The offsets at which it would go on are beyond the new topic's end. */
  @Test
  void readsARecreatedTopicOfResults() throws Exception {
    var channel = working();
    for (var i = 0; i < 20; i++) {
      report(result("another", i, State.DONE));
    }
    var waiting = channel.send(command("c-1", 1));

    delete(work.results());
    awaitHealth(missing(work.results()));
    topics(work.results());
    report(result("c-1", 1, State.DONE));

    assertThat(await(waiting).state()).isEqualTo(State.DONE);
    awaitHealth("");
    var next = channel.send(command("c-2", 1));
    report(result("c-2", 1, State.FAILED));
    assertThat(await(next).state()).isEqualTo(State.FAILED);
  }

  @Test
  void sendsAgainWhatWasInARecreatedTopicOfCommands() throws Exception {
    var channel = working();
    var waiting = channel.send(command("c-1", 1));
    assertThat(sent(1)).containsExactly("c-1");

    delete(work.commands());
    awaitHealth(missing(work.commands()));
    topics(work.commands());

    assertThat(sent(1)).contains("c-1");
    report(result("c-1", 1, State.DONE));
    assertThat(await(waiting).state()).isEqualTo(State.DONE);
  }

  private void delete(String topic) throws Exception {
    admin.deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
    Until.holds("the topic to be gone", () -> isGone(topic));
  }

  private boolean isGone(String topic) {
    try {
      var _ = admin.describeTopics(List.of(topic)).allTopicNames().get(30, TimeUnit.SECONDS);
      return false;
    } catch (ExecutionException e) {
      return e.getCause() instanceof UnknownTopicOrPartitionException;
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void readsPartitionsThatAreAdded() throws Exception {
    var channel = working();
    admin
        .createPartitions(Map.of(work.results(), NewPartitions.increaseTo(12)))
        .all()
        .get(30, TimeUnit.SECONDS);
    Until.holds("the growth to be seen", () -> health.remarks().containsKey(work.results()));
    for (var i = 0; i < 20; i++) {
      var platform = "acme/P" + i;
      var expires = command("c", 1).expires();
      var waiting = channel.send(new WorkCommand("c", platform, "execute", 1, expires, "{}"));
      report(new WorkResult("c", platform, 1, State.DONE, "", "{}"));
      assertThat(await(waiting).platform()).isEqualTo(platform);
    }
  }

  @Test
  void tellsThoseWhoWaitThatItIsClosed() throws Exception {
    var channel = working();
    var waiting = channel.send(command("c-1", 1));
    channel.close();

    assertThatThrownBy(() -> await(waiting)).hasMessageContaining("The daemon stops");
    assertThatThrownBy(() -> await(channel.send(command("c-2", 1))))
        .hasMessageContaining("The daemon stops");
  }
}
