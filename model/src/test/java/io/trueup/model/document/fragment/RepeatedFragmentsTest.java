package io.trueup.model.document.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.document.ModelDocument.DatastoreDocument;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.persistent.PersistentMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RepeatedFragmentsTest {

  private static final int DATASETS = 200;

  @Test
  void equalsTheNewerFragmentAfterAnyChange() {
    var seed = 3L;
    var random = new Random(seed);
    var older = read(new Random(0), 0);
    for (var step = 0; step < 100; step++) {
      var newer = read(random, random.nextInt(40));

      var repeated = RepeatedFragments.from(older, newer);

      assertThat(repeated).as("seed %d, step %d", seed, step).isEqualTo(newer);
      older = repeated;
    }
  }

  @Test
  void sharesWhatIsUnchanged() {
    var older = read(new Random(0), 0);
    var newer = read(new Random(1), 1);

    var repeated = datasets(RepeatedFragments.from(older, newer));

    var objects = identitySet(datasets(older));
    objects.retainAll(identitySet(repeated));
    assertThat(objects).hasSize(DATASETS - 1);
  }

  private static Set<Dataset> identitySet(PersistentMap<String, Dataset> datasets) {
    Set<Dataset> objects = Collections.newSetFromMap(new IdentityHashMap<>());
    objects.addAll(datasets.values());
    return objects;
  }

  private static PersistentMap<String, Dataset> datasets(Fragment fragment) {
    return ((DatastoreDocument) fragment.documents().getFirst().document()).store().datasets();
  }

  /** A store whose datasets are alike but for some, which are changed or left out. */
  private static Fragment read(Random random, int differing) {
    var changed = new ArrayList<Integer>();
    for (var i = 0; i < differing; i++) {
      changed.add(random.nextInt(DATASETS));
    }
    var text = new StringBuilder("kind: Datastore\nname: Depot\nteam: UK/Logistics\n");
    text.append("capture: {type: sql-snapshot, container: Database, schedule: 0 * * * *}\n");
    text.append("datasets:\n");
    for (var i = 0; i < DATASETS; i++) {
      if (!changed.contains(i) || random.nextBoolean() || differing == 1) {
        text.append(
            "  d%d: {columns: {id: {type: %s, key: true}}}\n"
                .formatted(i, changed.contains(i) ? "bigint" : "integer"));
      }
    }
    return FragmentReader.read("depot.yaml", text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
