package io.trueup.listener.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.RolloutPolicy.RemovalGuard;
import io.trueup.model.graph.NodeKey;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemovalTest {

  @ParameterizedTest
  @CsvSource({
    "0,    0,  true,  false",
    "1,    1,  true,  true",
    "1,    2,  true,  false",
    "19,  20,  true,  false",
    "20,  20,  true,  true",
    "20,  66,  true,  true",
    "20,  67,  true,  false",
    "30, 100,  true,  false",
    "31, 100,  true,  true",
    "0,   50,  false, false",
    "50,  50,  false, true",
    "0,    0,  false, false",
  })
  void muchIsAtLeastTwentyAndMoreThanThirtyInAHundredOrEverything(
      int removed, int before, boolean isDeclared, boolean isMuch) {
    var scene = new GateScene().removes(removed, before);
    var removal = new Removal(before, scene.removal.removed(), isDeclared);

    assertThat(removal.exceeds(RemovalGuard.DEFAULT)).isEqualTo(isMuch);
  }

  @Test
  void anOwnerMayChooseAnotherLimit() {
    var removal = new GateScene().removes(2, 10).removal;
    assertThat(removal.exceeds(new RemovalGuard(19, 2))).isTrue();
    assertThat(removal.exceeds(new RemovalGuard(20, 2))).isFalse();
    assertThat(removal.exceeds(new RemovalGuard(19, 3))).isFalse();
  }

  @Test
  void theDigestIsThatOfTheRemovedNodesAlone() {
    var one = new GateScene().removes(3, 10).removal;
    assertThat(new GateScene().removes(3, 90).removal.digest()).isEqualTo(one.digest());
    assertThat(new GateScene().removes(2, 10).removal.digest()).isNotEqualTo(one.digest());
    var other = new Removal(10, new TreeSet<>(List.of(NodeKey.ingest("Live", "X"))), true);
    assertThat(other.digest()).isNotEqualTo(new GateScene().removes(1, 10).removal.digest());
  }
}
