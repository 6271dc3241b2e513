package io.trueup.listener.engine.rollout;

import static io.trueup.listener.engine.testing.RolloutScene.ANN;
import static io.trueup.listener.engine.testing.RolloutScene.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.trueup.listener.engine.testing.RolloutScene;
import io.trueup.listener.engine.testing.RolloutScene.Declared;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.statestore.control.Selector;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WaitingLogTest {

  private static final String REMOVAL =
      "Platform 'acme/Live' waits: Version 2 removes 1 of 1 nodes: Ingest/Live/a. Unblock with"
          + " `trueup approve acme/Live 2`";

  private final RolloutScene scene = new RolloutScene();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void record() {
    log.start();
    logger().setLevel(Level.INFO);
    logger().addAppender(log);
  }

  @AfterEach
  void stopRecording() {
    logger().detachAppender(log);
    logger().setLevel(null);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(RolloutClaims.class);
  }

  private void merge(String nodes) {
    scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, nodes));
  }

  private List<String> waits() {
    return log.list.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(it -> it.contains("waits"))
        .toList();
  }

  @Test
  void whatAPlatformWaitsForIsLoggedOnce() {
    merge("a=1");
    scene.advance(LIVE);
    assertThat(waits()).isEmpty();
    merge("b=1");

    scene.advance(LIVE);
    scene.advance(LIVE);

    assertThat(waits()).containsExactly(REMOVAL);
  }

  @Test
  void aFurtherGateIsLogged() {
    merge("a=1");
    scene.advance(LIVE);
    merge("b=1");
    scene.advance(LIVE);
    scene.store.platforms().pause(LIVE, ANN, "incident", null);

    scene.advance(LIVE);

    assertThat(waits()).hasSize(2);
    assertThat(waits().getLast()).contains("incident", "removes 1 of 1 nodes");
  }

  @Test
  void aGateThatShutsWhileTheMoveIsPlannedIsLogged() {
    merge("a=1");
    scene.advance(LIVE);
    merge("a=2");
    scene.onPlan = () -> scene.store.groupPauses().pause(Selector.EVERYTHING, ANN, "stop", null);

    scene.advance(LIVE);
    scene.advance(LIVE);

    assertThat(waits()).singleElement().asString().contains("stop");
  }
}
