package io.trueup.model.document.fragment;

import io.trueup.model.document.ModelDocument;
import io.trueup.model.document.fragment.Fragment.Declared;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/** Declared documents for tests that use them. */
public final class Declarations {

  private Declarations() {}

  /** Documents that use every field. */
  public static List<Declared> ofEverything() {
    var bytes = EveryField.TEXT.getBytes(StandardCharsets.UTF_8);
    return FragmentReader.read("everything.yaml", bytes).documents().stream()
        .map(it -> with(it, it.document()))
        .toList();
  }

  /** A declaration with another document, as if the file held only that. */
  public static Declared with(Declared declared, ModelDocument other) {
    return new Declared(
        declared.index(),
        declared.line(),
        declared.column(),
        other,
        DeclarationDigest.of(other, new TreeMap<>()));
  }
}
