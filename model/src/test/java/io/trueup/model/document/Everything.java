package io.trueup.model.document;

import io.trueup.model.DocumentationFiles;

/** Documents that use every field, none of them with its default. */
final class Everything {

  static final String TEXT = DocumentationFiles.resource(Everything.class, "everything.yaml");

  private Everything() {}
}
