package io.trueup.listener.bench;

/**
 * What a generated ecosystem looks like.
 *
 * @param columns of each dataset
 * @param schemas how many different lists of columns there are
 * @param transformers how many more workspaces have a transformer, whose output a workspace wants
 * @param sinks how many datasets each workspace wants
 * @param files over which the stores are spread, several documents in one where there are fewer
 * @param platformType of both platforms
 */
public record Shape(
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

  /** How documents are written. */
  public enum Format {
    YAML,
    JSON
  }

  /** Checks that it can be made. */
  public Shape {
    if (columns < 1 || schemas < 1 || workspaces < 1 || sinks < 1 || files < 1) {
      throw new IllegalArgumentException(
          "Columns, schemas, workspaces, sinks and files must be at least 1");
    }
    if (transformers < 0) {
      throw new IllegalArgumentException("There cannot be fewer than no transformers");
    }
    if (stores < 1 || stores > datasets) {
      throw new IllegalArgumentException(
          "There must be between 1 store and as many as the %d datasets".formatted(datasets));
    }
    files = Math.min(files, stores);
  }

  /** The same with real tables, small enough that making them is no matter of minutes. */
  Shape slice(int mostDatasets) {
    var part = Math.min(1.0, (double) mostDatasets / datasets);
    return new Shape(
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

  /** The same with a part of everything. */
  Shape scaled(double part) {
    return new Shape(
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

  Shape withPlatformType(String type) {
    return new Shape(
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

  private static int scaled(int count, double part) {
    return Math.max(1, (int) (count * part));
  }
}
