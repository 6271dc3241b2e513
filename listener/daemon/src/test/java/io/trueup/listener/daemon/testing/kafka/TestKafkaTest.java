package io.trueup.listener.daemon.testing.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class TestKafkaTest {

  @Test
  void keepsTopics() throws Exception {
    var name = TestKafka.uniqueName("topic");
    try (var admin = Admin.create(Map.of("bootstrap.servers", TestKafka.servers()))) {
      admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get(10, TimeUnit.SECONDS);

      assertThat(admin.listTopics().names().get(10, TimeUnit.SECONDS)).contains(name);
    }
  }
}
