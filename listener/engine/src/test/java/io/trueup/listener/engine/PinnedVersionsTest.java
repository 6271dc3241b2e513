package io.trueup.listener.engine;

import static io.trueup.listener.engine.testing.RolloutScene.ACME;
import static io.trueup.listener.engine.testing.RolloutScene.ANN;
import static io.trueup.listener.engine.testing.RolloutScene.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.git.MaintainedMirror;
import io.trueup.listener.engine.git.MirrorFootprint;
import io.trueup.listener.engine.testing.RolloutScene;
import io.trueup.listener.engine.testing.RolloutScene.Declared;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.statestore.CommitId;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which versions a mirror keeps, so that platforms move forward and back without the remote. */
class PinnedVersionsTest {

  private final RolloutScene scene = new RolloutScene();
  private final Pins mirror = new Pins();

  private static final class Pins implements MaintainedMirror {

    private SortedMap<Long, CommitId> pins = new TreeMap<>();

    @Override
    public SortedMap<Long, CommitId> pins() {
      return pins;
    }

    @Override
    public void keepOnly(SortedMap<Long, CommitId> needed) {
      pins = new TreeMap<>(needed);
    }

    @Override
    public boolean maintain() {
      return false;
    }

    @Override
    public MirrorFootprint footprint() {
      return new MirrorFootprint(1, 1, pins.size());
    }
  }

  private void merge(int number) {
    var version = scene.merge(Declared.of(LIVE, RolloutPolicy.MERGE, "a=" + number));
    mirror.pins.put(version, new CommitId("%040x".formatted(version)));
  }

  @Test
  void keepsWhatIsMergedHeldAndRealizedAndWhereARolloutCameFrom() {
    merge(1);
    scene.advance(LIVE);
    merge(2);
    scene.advance(LIVE);
    scene.store.platforms().pause(LIVE, ANN, "incident", null);
    for (var number = 3; number <= 20; number++) {
      merge(number);
    }
    scene.control.hold(LIVE, 5L, ANN, "audit", false);

    new MirrorMaintenance(scene.store).maintain(ACME, mirror, null);

    assertThat(mirror.pins.keySet()).containsExactly(1L, 2L, 5L, 20L);
  }
}
