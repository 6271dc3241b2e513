package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.gate.Removal;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.source.LocalModels;
import io.trueup.listener.engine.source.ModelLocation;
import io.trueup.listener.lab.demo.SampleModel;
import io.trueup.model.ecosystem.RolloutPolicy.RemovalGuard;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.verdict.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomModelTest {

  /** About as many as {@link KillTest} merges. */
  private static final int CHANGES = 60;

  @TempDir Path folder;

  /** A busy platform skips any number of versions, and no test waits for an approval. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void noMoveBetweenTwoOfItsVersionsNeedsAnApproval(long seed) throws IOException {
    var versions = versions(seed);
    for (var platform : Jobs.PLATFORMS) {
      var graphs = versions.stream().map(it -> graph(it, platform)).toList();
      for (var from = 0; from < graphs.size(); from++) {
        for (var to = from + 1; to < graphs.size(); to++) {
          var removal = removal(graphs.get(from), graphs.get(to));
          assertThat(removal.exceeds(RemovalGuard.DEFAULT))
              .as(
                  "'%s' from change %d to %d: %d nodes less %s",
                  platform, from, to, removal.before(), removal.removed())
              .isFalse();
        }
      }
    }
  }

  private List<Model> versions(long seed) throws IOException {
    SampleModel.copyTo(folder);
    var changing = new RandomModel(new Random(seed));
    var models = new LocalModels(null, ModelRoot.of(""));
    var versions = new ArrayList<Model>();
    for (var change = 0; change <= CHANGES; change++) {
      if (change > 0) {
        changing.change();
      }
      for (var file : changing.files().entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
      var place = new ModelLocation.InFolder("the model", folder);
      var verdict = models.evaluate(place, GraphLint.NONE).verdict();
      assertThat(verdict.isAccepted()).as("%s", verdict.problems()).isTrue();
      versions.add(Objects.requireNonNull(verdict.model()));
    }
    return versions;
  }

  private static PlatformGraph graph(Model version, String platform) {
    return Objects.requireNonNull(version.graphs().find(platform));
  }

  private static Removal removal(PlatformGraph from, PlatformGraph to) {
    return Removal.of(from, GraphDiff.between(from, to), true);
  }
}
