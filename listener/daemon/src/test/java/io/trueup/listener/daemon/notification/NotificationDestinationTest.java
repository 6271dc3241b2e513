package io.trueup.listener.daemon.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.subscription.WebhookVerdict.Taken;
import io.trueup.listener.engine.event.UndeliveredException;
import io.trueup.statestore.ChangeForms;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateChange;
import io.trueup.statestore.StateChange.GateOpened;
import io.trueup.statestore.StateChange.GateShut;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotificationDestinationTest implements NotificationRelays.Counts {

  private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
  private static final PlatformId LIVE = new PlatformId(new SourceId("acme"), "Live");
  private static final ShutGate NIGHT =
      new ShutGate(GateKind.WINDOW, "night", null, null, "closed", "", null);

  private final InMemoryStateStore store = new InMemoryStateStore(new SettableClock(NOON));
  private final Lease lease =
      store.leases().claim("events:notify:ops", "a", Duration.ofHours(1)).orElseThrow();
  private final List<Message> sent = new ArrayList<>();
  private final NotificationDestination destination =
      new NotificationDestination(
          new Notification(
              "ops",
              new NotificationRule(
                  List.of(Topic.WAITING), List.of(), null, List.of(), Duration.ZERO, OncePer.USUAL),
              message -> {
                sent.add(message);
                return new Taken();
              }),
          store,
          this);

  @Override
  public void sent(String name) {}

  @Override
  public void failed(String name) {}

  private static RecordedChange recorded(long position, StateChange change) {
    return new RecordedChange(
        position,
        NOON,
        ChangeForms.type(change),
        ChangeForms.version(change),
        change.about(),
        LIVE.source(),
        LIVE.name(),
        ChangeForms.write(change));
  }

  @Test
  void whatIsOverBeforeItIsToldIsNotTold() throws UndeliveredException {
    destination.deliver(
        List.of(
            recorded(1, new GateShut(LIVE, NIGHT, 4)), recorded(2, new GateOpened(LIVE, NIGHT, 4))),
        lease);
    assertThat(sent).isEmpty();

    destination.deliver(List.of(recorded(3, new GateShut(LIVE, NIGHT, 4))), lease);
    assertThat(sent)
        .extracting(Message::text)
        .containsExactly("Platforms of acme: 1 waits for window night: Live.");
  }
}
