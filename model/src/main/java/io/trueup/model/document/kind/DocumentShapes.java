package io.trueup.model.document.kind;

import io.trueup.model.document.shape.JsonSchema;
import io.trueup.model.document.shape.ValueShape.Field;
import io.trueup.model.document.shape.ValueShape.Structure;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The kinds of documents, with the shape of each. */
public final class DocumentShapes {

  /** In the order of the reference. */
  public static final List<Structure> ALL =
      List.of(
          EcosystemShapes.ECOSYSTEM,
          ZoneShapes.ZONE,
          TeamShapes.TEAM_DOCUMENT,
          StoreShapes.DATASTORE,
          StoreShapes.DATASETS_DOCUMENT,
          WorkspaceShapes.WORKSPACE,
          EcosystemShapes.ASSIGNMENTS);

  /** Their names, in the same order. */
  public static final List<String> NAMES = ALL.stream().map(Structure::title).toList();

  /** The structure of each kind, by its name. */
  public static final Map<String, Structure> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Structure::title, it -> it));

  /** A document whose kind is not known yet. */
  public static final Structure ANY =
      new Structure(
          "Document",
          "A document of any kind.",
          List.of(Field.required("kind", ModelShapes.ANY_TEXT, "The kind of document.")));

  private DocumentShapes() {}

  /** The JSON Schema of a document, {@code docs/model.schema.json}. */
  public static String jsonSchema() {
    return JsonSchema.ofKinds("A document of a Trueup model", ALL);
  }
}
