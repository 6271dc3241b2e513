package io.trueup.listener.engine.versions;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.source.GitModelLibrary;
import io.trueup.listener.engine.source.ModelBudget;
import io.trueup.listener.engine.source.ModelUsage;
import io.trueup.model.graph.GraphLint;
import io.trueup.statestore.CommitId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is closed when open versions take more memory than they may. */
class ModelBudgetTest {

  private static final int VERSIONS = 4;

  @TempDir private static Path shared;

  private static CompiledModels models;
  private static long one;

  private final List<String> warnings = new ArrayList<>();

  @BeforeAll
  static void writeVersions() {
    models = CompiledModels.create(shared, VERSIONS);
    models.fill(shared.resolve("versions"), VERSIONS);
    var library = library(new ModelBudget(1L << 30), new ArrayList<>());
    for (var commit : models.commits()) {
      library.model(commit);
      one =
          Math.max(
              one,
              library.usage().versions().stream().mapToLong(it -> it.bytes()).max().orElseThrow());
    }
  }

  @AfterAll
  static void close() {
    models.close();
  }

  private static GitModelLibrary library(ModelBudget budget, List<String> warnings) {
    return models.library(
        CompiledModels.versions(shared.resolve("versions"), warnings), budget, GraphLint.NONE);
  }

  private static List<CommitId> open(GitModelLibrary library) {
    return library.usage().versions().stream().map(ModelUsage.Open::commit).toList();
  }

  @Test
  void closesTheVersionThatWasUsedLeastRecently() {
    var library = library(new ModelBudget(2 * one), warnings);
    library.model(models.commit(0));
    library.model(models.commit(1));
    library.model(models.commit(0));

    library.model(models.commit(2));

    assertThat(open(library)).containsExactlyInAnyOrder(models.commit(0), models.commit(2));
    assertThat(library.opened(models.commit(1))).isEmpty();
    assertThat(library.usage().closed()).isEqualTo(1);
    assertThat(library.usage().used()).isLessThanOrEqualTo(2 * one);
  }

  @Test
  void opensAClosedVersionAgainOnDemand() {
    var library = library(new ModelBudget(one), warnings);

    for (var round = 0; round < 2; round++) {
      for (var version = 0; version < VERSIONS; version++) {
        assertThat(models.isModelOf(library.model(models.commit(version)), version)).isTrue();
        assertThat(open(library)).containsExactly(models.commit(version));
      }
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void closesWhatNothingPinsFirst() {
    var library = library(new ModelBudget(2 * one), warnings);
    library.pin(Set.of(models.commit(0)));
    library.model(models.commit(0));
    library.model(models.commit(1));

    library.model(models.commit(2));

    assertThat(open(library)).containsExactlyInAnyOrder(models.commit(0), models.commit(2));
  }

  @Test
  void closesPinnedVersionsTooAndOpensThemAgain() {
    var library = library(new ModelBudget(one), warnings);
    library.pin(Set.copyOf(models.commits()));

    for (var version = 0; version < VERSIONS; version++) {
      assertThat(models.isModelOf(library.model(models.commit(version)), version)).isTrue();
    }

    assertThat(open(library)).containsExactly(models.commit(VERSIONS - 1));
    assertThat(models.isModelOf(library.model(models.commit(0)), 0)).isTrue();
  }

  @Test
  void aPinnedVersionWithoutAFileStaysOpen() {
    var library = models.library(null, new ModelBudget(1), GraphLint.NONE);
    library.pin(Set.of(models.commit(0)));
    library.model(models.commit(0));

    library.model(models.commit(1));
    library.model(models.commit(2));

    assertThat(open(library)).containsExactlyInAnyOrder(models.commit(0), models.commit(2));
  }

  @Test
  void sourcesShareTheBudget() {
    var budget = new ModelBudget(2 * one);
    var library = library(budget, warnings);
    var other = library(budget, warnings);
    library.model(models.commit(0));
    library.model(models.commit(1));

    other.model(models.commit(2));

    assertThat(open(library)).containsExactly(models.commit(1));
    assertThat(open(other)).containsExactly(models.commit(2));
    assertThat(other.usage().used()).isEqualTo(budget.bytes());
  }

  @Test
  void readersGoOnWhileTheirVersionIsClosed() {
    var library = library(new ModelBudget(one), warnings);
    var reading = library.model(models.commit(0));

    library.model(models.commit(1));
    library.model(models.commit(2));

    assertThat(library.opened(models.commit(0))).isEmpty();
    assertThat(models.isModelOf(reading, 0)).isTrue();
  }
}
