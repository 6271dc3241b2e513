package io.trueup.model.document;

import io.trueup.model.DocumentationFiles;

/** Documents that use every field there is, with no value that holds without it. */
final class Everything {

  static final String TEXT = DocumentationFiles.resource(Everything.class, "everything.yaml");

  private Everything() {}
}
