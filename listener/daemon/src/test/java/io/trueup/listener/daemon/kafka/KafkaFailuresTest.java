package io.trueup.listener.daemon.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

/** What is told of failures whose own words hold secrets. */
class KafkaFailuresTest {

  private final KafkaFailures failures = new KafkaFailures(List.of("kafka:9093"));

  @Test
  void ofAServerOfTokensOnlyItsStatusIsTold() {
    var login =
        new LoginException(
            "java.io.IOException: The response code 403 and error response {Basic hidden} was"
                + " encountered reading the token endpoint response");

    assertThat(failures.sentence(new KafkaException("Failed to construct", login)))
        .isEqualTo(
            "There is no token for the brokers at kafka:9093: their server answers 403. Check"
                + " 'kafka.login', and the server that gives tokens");
    assertThat(failures.sentence(new LoginException("hidden")))
        .isEqualTo(
            "There is no token for the brokers at kafka:9093. Check 'kafka.login', and the server"
                + " that gives tokens");
  }
}
