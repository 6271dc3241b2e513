package io.trueup.listener.lab.bench;

import java.util.SplittableRandom;

/**
 * The size and content of a generated ecosystem.
 *
 * @param columns of each dataset
 * @param schemas the number of different lists of columns
 * @param transformers the number of additional workspaces with a transformer, each with a consumer
 *     of its output
 * @param sinks the number of datasets in each workspace
 * @param files the number of files that hold the stores; with fewer files than stores, several
 *     documents in one
 * @param platformType of both platforms
 */
public record EcosystemSpec(
    int datasets,
    int columns,
    int stores,
    int schemas,
    int workspaces,
    int transformers,
    int sinks,
    int files,
    long seed,
    Format format,
    String platformType) {

  /** The format of the documents. */
  public enum Format {
    YAML,
    JSON
  }

  /** Requires a size that can be generated. */
  public EcosystemSpec {
    if (columns < 1 || schemas < 1 || workspaces < 1 || sinks < 1 || files < 1) {
      throw new IllegalArgumentException(
          "Columns, schemas, workspaces, sinks and files must be at least 1");
    }
    if (transformers < 0) {
      throw new IllegalArgumentException("Transformers must not be negative");
    }
    if (stores < 1 || stores > datasets) {
      throw new IllegalArgumentException(
          "Stores must be between 1 and the number of datasets, %d".formatted(datasets));
    }
    files = Math.min(files, stores);
  }

  /** The same for real tables, small enough to create them in less than minutes. */
  EcosystemSpec limitedTo(int mostDatasets) {
    var part = Math.min(1.0, (double) mostDatasets / datasets);
    return new EcosystemSpec(
        Math.min(datasets, mostDatasets),
        columns,
        scaled(stores, part),
        schemas,
        scaled(workspaces, part),
        (int) (transformers * part),
        sinks,
        scaled(files, part),
        seed,
        format,
        "postgres");
  }

  /** The same with a fraction of everything. */
  EcosystemSpec scaled(double part) {
    return new EcosystemSpec(
        scaled(datasets, part),
        columns,
        scaled(stores, part),
        schemas >= datasets ? scaled(schemas, part) : schemas,
        scaled(workspaces, part),
        (int) (transformers * part),
        sinks,
        scaled(files, part),
        seed,
        format,
        platformType);
  }

  EcosystemSpec withPlatformType(String type) {
    return new EcosystemSpec(
        datasets,
        columns,
        stores,
        schemas,
        workspaces,
        transformers,
        sinks,
        files,
        seed,
        format,
        type);
  }

  /** Random numbers for one of its parts, the same each time. */
  SplittableRandom random(int part) {
    return new SplittableRandom(seed * 1_000_003 + part);
  }

  private static int scaled(int count, double part) {
    return Math.max(1, (int) (count * part));
  }
}
