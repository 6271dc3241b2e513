package io.trueup.listener.daemon.forge.status;

import static io.trueup.listener.engine.testing.StoreScene.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.api.ForgeClient;
import io.trueup.listener.daemon.forge.api.OpenApiCalls;
import io.trueup.listener.daemon.forge.api.PlayedForge;
import io.trueup.listener.daemon.forge.status.StatusCalls.Result;
import io.trueup.listener.engine.event.UndeliveredException;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.ForgeStatuses;
import io.trueup.statestore.StateChanges;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A store whose changes a sender tells to a played GitHub, batch by batch, as a relay would. */
final class ToldStory implements AutoCloseable {

  private static final Duration HOUR = Duration.ofHours(1);

  final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  final InMemoryStateStore store = new InMemoryStateStore(clock);
  final StoreScene scene = new StoreScene(store);
  final PlayedForge forge = PlayedForge.of(OpenApiCalls.of("github"));
  final ToldForge told = new ToldForge();
  final List<String> failures = new ArrayList<>();
  final List<Result> results = new ArrayList<>();
  final StatusSettings settings =
      new StatusSettings(
          ACME,
          Forge.GITHUB,
          forge.server(Map.of()),
          new StatusTarget(List.of("acme", "model"), "main", "", "https://trueup.acme.internal/"));
  RefusedCalls refused = new RefusedCalls(ACME, "permissions");
  private final ForgeClient client =
      new ForgeClient(clock, new ForgeClient.Limits(Duration.ofSeconds(1), 100_000));
  private StatusSender sender = sender();
  private long position;

  ToldStory() {
    forge.play(told::answer);
  }

  private StatusSender sender() {
    return new StatusSender(
        ACME, store, new StatusCalls(client, settings, refused, clock, results::add));
  }

  /** Another process goes on. */
  void restart() {
    refused = new RefusedCalls(ACME, "permissions");
    sender = sender();
  }

  /** Events are delivered again from the beginning. */
  void rewind() {
    position = 0;
  }

  StatusSender current() {
    return sender;
  }

  /** Tells everything; a failure is retried when the forge wants it. */
  void tell() {
    var attempts = 0;
    while (!attempt()) {
      assertThat(++attempts).isLessThan(1000);
    }
  }

  /** Tells what is new until all is told or the first failure; whether all is told. */
  boolean attempt() {
    store.changes().number(100_000);
    while (true) {
      var batch = store.changes().after(position, 20);
      if (batch.isEmpty()) {
        return true;
      }
      var lease =
          store
              .leases()
              .claim(StateChanges.resource(ForgeStatuses.reader(ACME)), "daemon-1", HOUR)
              .orElseThrow();
      try {
        sender.deliver(batch, lease);
      } catch (UndeliveredException e) {
        failures.add(String.valueOf(e.getMessage()));
        clock.advance(e.retryIn().orElse(Duration.ofSeconds(1)).plusMillis(1));
        return false;
      }
      position = batch.getLast().position();
    }
  }

  List<String> lines() {
    return forge.lines().stream()
        .map(it -> it.replace("/repos/acme/model/", "").replaceAll("([0-9a-f]{8})0{32}", "$1"))
        .toList();
  }

  @Override
  public void close() {
    client.close();
    forge.close();
    assertThat(forge.violations()).isEmpty();
  }
}
