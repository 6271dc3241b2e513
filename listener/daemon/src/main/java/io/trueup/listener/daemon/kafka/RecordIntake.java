package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.forge.DeliveryHeaders;
import io.trueup.listener.daemon.forge.ForgeHead;
import io.trueup.listener.daemon.forge.OutsideText;
import io.trueup.listener.daemon.hooks.DeliveryIntake;
import io.trueup.listener.daemon.hooks.HookSource;
import io.trueup.listener.daemon.hooks.IntakeOutcome;
import io.trueup.listener.engine.work.Threads;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records as deliveries. Those that arrive together are taken together, so that they share
 * transactions. Safe for any thread.
 */
final class RecordIntake {

  private static final Logger LOG = LoggerFactory.getLogger(RecordIntake.class);

  /** How the intake of a record ended. */
  sealed interface Outcome {

    /** It is in the state database. */
    record Recorded() implements Outcome {}

    /** It can never be recorded. */
    record Poison(String reason) implements Outcome {}

    /** It could not be recorded now. */
    record Retry() implements Outcome {}
  }

  private final RecordSources sources;
  private final DeliveryIntake intake;
  private final int maxBodyBytes;
  private final Threads threads;

  RecordIntake(RecordSources sources, DeliveryIntake intake, int maxBodyBytes, Threads threads) {
    this.sources = sources;
    this.intake = intake;
    this.maxBodyBytes = maxBodyBytes;
    this.threads = threads;
  }

  /** Takes records; blocks until each is recorded or cannot be. The outcomes are in their order. */
  List<Outcome> take(List<ConsumerRecord<byte[], byte[]>> records) throws InterruptedException {
    var tasks = new ArrayList<Callable<Outcome>>();
    for (var each : records) {
      tasks.add(() -> take(each));
    }
    var outcomes = new ArrayList<Outcome>();
    for (var each : threads.runAll(tasks)) {
      try {
        outcomes.add(each.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("Cannot take a record", e.getCause());
      }
    }
    return outcomes;
  }

  private Outcome take(ConsumerRecord<byte[], byte[]> it) {
    var body = it.value();
    if (body == null || body.length == 0) {
      return new Outcome.Poison("The record is empty");
    }
    if (body.length > maxBodyBytes) {
      return new Outcome.Poison("The body is longer than %d bytes".formatted(maxBodyBytes));
    }
    var key = it.key() == null ? "" : new String(it.key(), StandardCharsets.UTF_8);
    var headers = RecordHeaders.asHttp(it.headers());
    return sources
        .find(it.topic(), key)
        .map(source -> take(source.reading(headers), headers, it))
        .orElseGet(() ->
            new Outcome.Poison(
                "No source has the key '%s' under 'kafka.keys'".formatted(OutsideText.shown(key))));
  }

  private Outcome take(
      HookSource source, DeliveryHeaders headers, ConsumerRecord<byte[], byte[]> it) {
    return switch (source.reader().head(headers)) {
      case ForgeHead.WrongType(var reason) -> new Outcome.Poison(reason);
      case ForgeHead.Malformed(var reason) -> new Outcome.Poison(reason);
      case ForgeHead.Good _ -> {
        var address = "topic " + it.topic();
        var arrival = new DeliveryIntake.Arrival(source, headers, it.value(), address);
        yield outcome(arrival, it);
      }
    };
  }

  private Outcome outcome(DeliveryIntake.Arrival arrival, ConsumerRecord<byte[], byte[]> it) {
    try {
      return switch (intake.take(arrival)) {
        case IntakeOutcome.Recorded _, IntakeOutcome.Foreign _ -> new Outcome.Recorded();
        case IntakeOutcome.NotRecorded _ -> new Outcome.Retry();
        case IntakeOutcome.NotGenuine(var reason) -> new Outcome.Poison(reason);
        case IntakeOutcome.Unreadable(var reason) -> new Outcome.Poison(reason);
        case IntakeOutcome.UnknownSource _ ->
            new Outcome.Poison("The state database does not know its source");
      };
    } catch (RuntimeException e) {
      LOG.error(
          "Cannot take record {} of partition {} of topic {} because of a bug",
          it.offset(),
          it.partition(),
          it.topic(),
          e);
      return new Outcome.Poison("It could not be taken because of a bug; the log says more");
    }
  }
}
