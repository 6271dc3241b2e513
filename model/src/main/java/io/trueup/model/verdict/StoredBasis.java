package io.trueup.model.verdict;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.DatasetSchema;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Documentation;
import io.trueup.model.ecosystem.Governance;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.record.RecordClasses;
import io.trueup.model.stored.StoredFile;
import io.trueup.model.stored.StoredForm;
import io.trueup.model.stored.StoredWriter;
import io.trueup.model.type.AvroSchema;
import io.trueup.model.type.DataType;

/** Writes the basis of a version into a file, and opens it there. Thread-safe. */
public final class StoredBasis {

  /** How everything in a basis is written. */
  public static final StoredForm FORM =
      new StoredForm(
          RecordClasses.of(new StoredRecords()),
          DatasetSchema.class::isInstance,
          StoredBasis::isRepeated);

  private StoredBasis() {}

  /** All classes that are written, by reflection; {@link StoredRecords} is made from them. */
  static RecordClasses reflected() {
    return RecordClasses.reachableFrom(
        Parts.class, AvroSchema.Node.class, AvroSchema.Definition.class);
  }

  /** The components of a basis. */
  record Parts(
      LinkedDocuments linked,
      IntentionGraph graph,
      RuleResults rules,
      TransformerCycles cycles,
      DatasetNameCollisions cases,
      GraphLintResults platforms) {}

  private static boolean isRepeated(Object value) {
    return value instanceof Governance
        || value instanceof Documentation
        || value instanceof DataType
        || value instanceof DataContainer
        || value instanceof Datastore
        || value instanceof PlatformDeclaration;
  }

  /**
   * Writes a basis.
   *
   * @return the address with which {@link #open} finds it
   */
  public static long write(Basis basis, StoredWriter writer) {
    return writer.value(
        new Parts(
            basis.linked(),
            basis.graph(),
            basis.rules(),
            basis.cycles(),
            basis.cases(),
            basis.platforms()));
  }

  /**
   * The basis that was written at an address. Its parts are read when they are needed; reading them
   * throws a {@link io.trueup.model.stored.DamagedFileException} when a file is damaged.
   */
  public static Basis open(StoredFile file, long address) {
    var parts = file.read(address, Parts.class);
    return new Basis(
        parts.linked(),
        parts.graph(),
        parts.rules(),
        parts.cycles(),
        parts.cases(),
        parts.platforms());
  }
}
