package io.trueup.listener.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.lab.bench.EcosystemGenerator.GeneratedFile;
import io.trueup.model.document.fragment.FragmentReader;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.verdict.Model;
import io.trueup.model.verdict.ModelChecker;
import io.trueup.model.verdict.ModelFile;
import io.trueup.model.verdict.ModelFiles;
import io.trueup.model.verdict.ModelVerdict;
import io.trueup.platforms.spi.DataPlatforms;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EcosystemGeneratorTest {

  private static final EcosystemSpec SHAPE =
      new EcosystemSpec(101, 20, 10, 7, 30, 9, 5, 4, 42, EcosystemSpec.Format.YAML, "postgres");

  @ParameterizedTest
  @EnumSource
  void generatesAnAcceptedModelWithoutProblems(EcosystemSpec.Format format) {
    var judgement = judge(files(formatted(format)), null);

    assertThat(judgement.problems()).isEmpty();
    var ecosystem = model(judgement).ecosystem();
    assertThat(ecosystem.stores()).hasSize(10 + 9);
    assertThat(ecosystem.workspaces()).hasSize(30 + 9);
    assertThat(ecosystem.stores().values().stream().flatMap(it -> it.datasets().values().stream()))
        .hasSize(101 + 9)
        .allMatch(dataset -> dataset.columns().size() == 20);
    assertThat(ecosystem.workspaces().values())
        .allMatch(workspace -> workspace.groups().getFirst().sinks().size() >= 5);
  }

  @Test
  void generatesOnlyTypesThatPostgresHolds() {
    var platforms = DataPlatforms.load();

    var graphs = model(judge(files(SHAPE), null)).graphs();

    assertThat(graphs.values()).hasSize(2).noneMatch(graph -> graph.nodes().isEmpty());
    assertThat(graphs.values())
        .flatExtracting(graph -> platforms.require("postgres").lint().all(graph))
        .isEmpty();
  }

  @Test
  void generatesTheSameModelInYamlAndJson() {
    var yaml = model(judge(files(SHAPE), null));
    var json = model(judge(files(formatted(EcosystemSpec.Format.JSON)), null));

    assertThat(json.graphs().values())
        .extracting(PlatformGraph::fingerprint)
        .isEqualTo(yaml.graphs().values().stream().map(PlatformGraph::fingerprint).toList());
  }

  @Test
  void dependsOnTheSeed() {
    var other =
        new EcosystemSpec(101, 20, 10, 7, 30, 9, 5, 4, 43, EcosystemSpec.Format.YAML, "postgres");

    assertThat(files(SHAPE)).isEqualTo(files(SHAPE)).isNotEqualTo(files(other));
  }

  @Test
  void generatesTheGivenNumberOfFilesAndSchemas() {
    var files = files(SHAPE);

    assertThat(files.keySet()).filteredOn(path -> path.startsWith("stores/")).hasSize(4);
    assertThat(
            datasets(model(judge(files, null)))
                .map(dataset -> dataset.columns().toString())
                .distinct())
        .hasSize(7);
  }

  @Test
  void changesOneDatasetOfAWorkspaceWithEachMerge() {
    var generator = new EcosystemGenerator(SHAPE, 5432);
    var files = files(SHAPE);
    var accepted = model(judge(files, null));

    for (var merge = 1; merge <= 50; merge++) {
      var change = generator.changedFile(merge);
      files.put(change.path(), change.text());
      var judgement = judge(files, accepted);
      var head = model(judgement);

      assertThat(judgement.problems()).isEmpty();
      assertThat(fingerprints(head)).hasSize(110);
      assertThat(fingerprints(head).stream().filter(fingerprints(accepted)::contains)).hasSize(109);
      assertThat(head.graphs().values())
          .extracting(PlatformGraph::fingerprint)
          .isNotEqualTo(
              accepted.graphs().values().stream().map(PlatformGraph::fingerprint).toList());
      accepted = head;
    }
  }

  private static EcosystemSpec formatted(EcosystemSpec.Format format) {
    return new EcosystemSpec(101, 20, 10, 7, 30, 9, 5, 4, 42, format, "postgres");
  }

  private static Map<String, String> files(EcosystemSpec shape) {
    var files = new TreeMap<String, String>();
    for (GeneratedFile file : new EcosystemGenerator(shape, 5432).files().toList()) {
      files.put(file.path(), file.text());
    }
    return files;
  }

  private static ModelVerdict judge(Map<String, String> files, @Nullable Model accepted) {
    var read =
        files.entrySet().stream()
            .map(it -> {
              var content = it.getValue().getBytes(StandardCharsets.UTF_8);
              return new ModelFile(
                  it.getKey(), it.getKey(), FragmentReader.read(it.getKey(), content));
            })
            .toList();
    return new ModelChecker(
            "",
            GraphLint.NONE,
            blob -> files.getOrDefault(blob, "").getBytes(StandardCharsets.UTF_8))
        .check(ModelFiles.of(read), accepted, null);
  }

  private static Model model(ModelVerdict judgement) {
    return Objects.requireNonNull(judgement.model(), () -> judgement.problems().toString());
  }

  private static Stream<Dataset> datasets(Model model) {
    return model.ecosystem().stores().values().stream()
        .flatMap(it -> it.datasets().values().stream());
  }

  private static Collection<Object> fingerprints(Model model) {
    return datasets(model).<Object>map(Dataset::fingerprint).toList();
  }
}
