package io.trueup.listener.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.Subscription.Format;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Compared with the fields that the specification of CDEvents 0.4.1 requires. */
class CdEventsTest {

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final StoreScene scene = new StoreScene(store);
  private final CdEvents cdEvents = new CdEvents(store);

  private List<RecordedChange> changes() {
    store.changes().number(1000);
    return store.changes().after(0, 1000);
  }

  private List<CloudEvent> events() {
    return changes().stream().flatMap(it -> cdEvents.of(it).stream()).toList();
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aMergeIsAMergedChange() {
    scene.firstMerge();

    var event = events().getFirst();

    var own = CloudEvent.of(changes().getFirst(), store.installation());
    var commit = json(own.data()).path("commit").asText();
    assertThat(event.attributes())
        .containsEntry("specversion", "1.0")
        .containsEntry("type", "dev.cdevents.change.merged.0.2.0")
        .containsEntry("subject", commit)
        .containsEntry("datacontenttype", "application/cdevents+json")
        .doesNotContainKey("dataschema");
    var data = json(event.data());
    assertThat(data.path("context"))
        .isEqualTo(
            json(
                """
                {"version": "0.4.1", "id": "%s", "chainId": "%s", "source": "%s",
                 "type": "dev.cdevents.change.merged.0.2.0", "timestamp": "2026-03-01T12:00:00Z"}
                """
                    .formatted(
                        own.attributes().get("id"),
                        MergeTrace.of(store.installation(), StoreScene.ACME, 1).id(),
                        own.attributes().get("source"))));
    assertThat(data.path("subject"))
        .isEqualTo(
            json(
                """
                {"id": "%s", "source": "%s", "type": "change",
                 "content": {"repository": {"id": "acme"}}}
                """
                    .formatted(commit, own.attributes().get("source"))));
    assertThat(data.path("customData")).isEqualTo(json(own.data()));
    assertThat(data.path("customDataContentType").asText()).isEqualTo("application/json");
  }

  @Test
  void aRealizedVersionIsADeployedService() {
    scene.firstMerge();
    scene.landFirst(scene.moveToFirst());

    var event = events().getLast();

    assertThat(event.attributes())
        .containsEntry("type", "dev.cdevents.service.deployed.0.2.0")
        .containsEntry("subject", "acme/Live");
    assertThat(json(event.data()).path("subject").path("content"))
        .isEqualTo(
            json(
                """
                {"environment": {"id": "Live"}, "artifactId": "pkg:generic/acme@%s"}
                """
                    .formatted(
                        store.versions().find(StoreScene.ACME, 1).orElseThrow().commit().value())));
  }

  @Test
  void laterVersionsUpgradeAServiceOrRollItBack() {
    assertThat(
            List.of(
                CdEvents.predicate(rollout(2, 1, Rollout.Kind.ROLLBACK)),
                CdEvents.predicate(rollout(1, 2, Rollout.Kind.FORWARD))))
        .containsExactly("rolledback", "upgraded");
  }

  private Rollout rollout(long from, long to, Rollout.Kind kind) {
    return new Rollout(
        7,
        StoreScene.LIVE,
        from,
        to,
        Rollout.State.REALIZED,
        1,
        1,
        null,
        null,
        0,
        clock.instant(),
        clock.instant(),
        clock.instant(),
        null,
        kind,
        Set.of(),
        null,
        null);
  }

  @Test
  void onlyTheTypesThatSubscribersAreToldHaveAForm() {
    scene.firstMerge();
    scene.landFirst(scene.moveToFirst());
    scene.secondMerge();

    assertThat(changes())
        .extracting(RecordedChange::type)
        .contains("target.moved", "step.landed")
        .containsAll(Format.CDEVENTS_TYPES);
    assertThat(changes())
        .allMatch(it -> cdEvents.of(it).isPresent() == Format.CDEVENTS_TYPES.contains(it.type()));
  }
}
