package io.trueup.listener.daemon.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.kafka.WorkResult.State;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkMessagesTest {

  private static final WorkCommand COMMAND =
      new WorkCommand(
          "c-1", "acme/Live", "execute", 7, Instant.parse("2026-11-30T06:00:00Z"), "{\"a\":1}");
  private static final String JSON =
      """
      {"command":"c-1","platform":"acme/Live","action":"execute","fencingToken":7,"expires":"2026-11-30T06:00:00Z","data":{"a":1}}\
      """;

  private static ConsumerRecord<byte[], byte[]> read(ProducerRecord<byte[], byte[]> record) {
    return new ConsumerRecord<>(
        record.topic(),
        0,
        0,
        0,
        TimestampType.CREATE_TIME,
        0,
        0,
        record.key(),
        record.value(),
        record.headers(),
        Optional.empty());
  }

  private static ConsumerRecord<byte[], byte[]> of(@Nullable String type, String json) {
    var headers = new RecordHeaders();
    if (type != null) {
      headers.add("ce_type", type.getBytes(StandardCharsets.UTF_8));
    }
    var value = json.getBytes(StandardCharsets.UTF_8);
    return read(new ProducerRecord<>("commands", null, null, new byte[0], value, headers));
  }

  @Test
  void readsWhatItWrites() {
    var result = new WorkResult("c-1", "acme/Live", 7, State.FAILED, "", "{\"b\":[]}");

    assertThat(WorkMessages.command(read(WorkMessages.record("t", "urn:x", COMMAND))))
        .isEqualTo(new WorkMessage.Known<>(COMMAND));
    assertThat(WorkMessages.result(read(WorkMessages.record("t", "urn:x", "r-1", result))))
        .isEqualTo(new WorkMessage.Known<>(result));
  }

  @Test
  void leavesFieldsAloneThatItDoesNotKnow() {
    var more = JSON.replace("\"platform\"", "\"new\":[],\"platform\"");

    assertThat(WorkMessages.command(of("io.trueup.work.command.v1", more)))
        .isEqualTo(new WorkMessage.Known<>(COMMAND));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-                            | It has no header 'ce_type'",
        "io.trueup.work.result.v1     | It is no command: its header 'ce_type' is"
            + " 'io.trueup.work.result.v1'",
        "io.trueup.work.command.v0    | It is no command: its header 'ce_type' is"
            + " 'io.trueup.work.command.v0'",
        "io.trueup.work.command.vtwo  | It is no command: its header 'ce_type' is"
            + " 'io.trueup.work.command.vtwo'",
      })
  void readsNoOtherType(@Nullable String type, String reason) {
    assertThat(WorkMessages.command(of(type, JSON)))
        .isEqualTo(new WorkMessage.Unreadable<>(reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{                      |                              | It is no JSON object",
        "\"command\":\"c-1\",     |                            | It has no field 'command'",
        "\"acme/Live\"          | \"\"                         | Its field 'platform' is not as the"
            + " schema says",
        "7                      | -1                           | Its field 'fencingToken' is not as"
            + " the schema says",
        "7                      | 7.5                          | Its field 'fencingToken' is not as"
            + " the schema says",
        "7                      | 99999999999999999999         | Its field 'fencingToken' is not as"
            + " the schema says",
        "2026-11-30T06:00:00Z   | tomorrow                     | Its field 'expires' is not as the"
            + " schema says",
        "{\"a\":1}              | []                           | Its field 'data' is not as the"
            + " schema says",
      })
  void readsNothingOfAnotherForm(String from, @Nullable String to, String reason) {
    var json = JSON.replace(from, to == null ? "" : to);

    assertThat(WorkMessages.command(of("io.trueup.work.command.v1", json)))
        .isEqualTo(new WorkMessage.Unreadable<>(reason));
  }

  @Test
  void refusesANewerVersionAsOneWhoCanAnswer() {
    var json = "{\"command\":\"c-1\",\"platform\":\"acme/Live\",\"fencingToken\":7,\"verb\":{}}";

    assertThat(WorkMessages.command(of("io.trueup.work.command.v12", json)))
        .isEqualTo(
            new WorkMessage.Newer<>(
                "c-1",
                "acme/Live",
                7,
                "This process understands each command up to version 1, and this one has version"
                    + " 12. Upgrade the process"));
    assertThat(WorkMessages.command(of("io.trueup.work.command.v2", "{\"command\":\"c-1\"}")))
        .isEqualTo(new WorkMessage.Unreadable<>("It has no field 'platform'"));
  }
}
