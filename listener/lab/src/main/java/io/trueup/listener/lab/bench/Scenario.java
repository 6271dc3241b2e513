package io.trueup.listener.lab.bench;

import java.util.List;
import java.util.stream.Stream;

/**
 * A model size that is measured in separate processes.
 *
 * @param name stable between releases
 * @param heap of the measured process, as {@code -Xmx} takes it
 * @param isForCommands whether short commands are measured too, which have only one core's
 *     collector and the quick compiler
 */
public record Scenario(String name, EcosystemSpec shape, String heap, boolean isForCommands) {

  private static final int COLUMNS = 20;

  /** The models that are measured unless others are named. */
  public static List<Scenario> standard() {
    return List.of(
        distinct("distinct-50k-json", EcosystemSpec.Format.JSON),
        distinct("distinct-50k-yaml", EcosystemSpec.Format.YAML),
        shared("shared-10k", 10_000, 200, 30, 50),
        shared("shared-100k", 100_000, 2_000, 300, 500),
        shared("shared-1m", 1_000_000, 20_000, 3_000, 5_000));
  }

  /** All models that can be measured: those, and the large one, which has its own command. */
  public static List<Scenario> all() {
    return Stream.concat(standard().stream(), Stream.of(large())).toList();
  }

  /** Twelve million datasets, in files of a thousand. */
  static Scenario large() {
    var shared = shared("shared-12m", 12_000_000, 12_000, 3_000, 5_000);
    return new Scenario(shared.name(), shared.shape(), shared.heap(), false);
  }

  private static Scenario distinct(String name, EcosystemSpec.Format format) {
    return new Scenario(
        name,
        new EcosystemSpec(
            50_000, COLUMNS, 1_000, 50_000, 500, 500, 10, 1_000, 1, format, "postgres"),
        "3g",
        true);
  }

  private static Scenario shared(
      String name, int datasets, int files, int workspaces, int transformers) {
    return new Scenario(
        name,
        new EcosystemSpec(
            datasets,
            COLUMNS,
            files,
            1_000,
            workspaces,
            transformers,
            10,
            files,
            1,
            EcosystemSpec.Format.JSON,
            "postgres"),
        "3g",
        true);
  }

  /** The same with a fraction of everything, for a quick run. */
  public Scenario scaled(double part) {
    return new Scenario(name, shape.scaled(part), heap, isForCommands);
  }
}
