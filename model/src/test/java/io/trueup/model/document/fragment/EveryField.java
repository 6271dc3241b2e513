package io.trueup.model.document.fragment;

import io.trueup.model.DocumentationFiles;

/** Documents that use every field, none of them with its default. */
final class EveryField {

  static final String TEXT = DocumentationFiles.resource(EveryField.class, "everything.yaml");

  private EveryField() {}
}
