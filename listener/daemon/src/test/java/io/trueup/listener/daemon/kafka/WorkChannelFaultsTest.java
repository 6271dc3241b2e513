package io.trueup.listener.daemon.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.kafka.WorkResult.State;
import io.trueup.listener.daemon.testing.kafka.BrokerProcesses;
import io.trueup.listener.daemon.testing.kafka.Until;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The channel's only broker dies. */
class WorkChannelFaultsTest extends WorkFixture {

  private static final BrokerProcesses BROKERS = BrokerProcesses.start(1);

  WorkChannelFaultsTest() {
    super(BROKERS.servers());
  }

  @AfterAll
  static void stopBrokers() {
    BROKERS.close();
  }

  @Test
  void aCommandThatWaitsAndOneThatIsSentMeanwhileGetTheirResults() throws Exception {
    topics(work.commands(), work.results());
    var channel = channel();
    Until.holds("it to work", () -> "".equals(health.problems().get(WorkChannel.USE)));
    var before = channel.send(command("c-1", 1));
    assertThat(sent(1)).containsExactly("c-1");

    BROKERS.broker(1).kill();
    var meanwhile = channel.send(command("c-2", 1));
    Until.holds(
        "the problem",
        () ->
            health
                .problems()
                .getOrDefault(WorkChannel.USE, "")
                .startsWith("No broker answers at " + servers));
    BROKERS.broker(1).start();
    BROKERS.awaitAll();

    assertThat(sent(2)).contains("c-1", "c-2");
    report(result("c-1", 1, State.DONE));
    report(result("c-2", 1, State.FAILED));
    assertThat(await(before).state()).isEqualTo(State.DONE);
    assertThat(await(meanwhile).state()).isEqualTo(State.FAILED);
    Until.holds("it to work again", () -> "".equals(health.problems().get(WorkChannel.USE)));
  }
}
