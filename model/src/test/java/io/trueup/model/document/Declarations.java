package io.trueup.model.document;

import io.trueup.model.document.Fragment.Declared;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Declared documents, for tests of what is made of them. */
public final class Declarations {

  private Declarations() {}

  /** Documents that use every field there is. */
  public static List<Declared> ofEverything() {
    var bytes = Everything.TEXT.getBytes(StandardCharsets.UTF_8);
    return FragmentReader.read("everything.yaml", bytes).documents();
  }

  /** Another document in the place of one. */
  public static Declared with(Declared declared, ModelDocument other) {
    return new Declared(
        declared.index(), declared.line(), declared.column(), other, DeclaredDigest.of(other));
  }
}
