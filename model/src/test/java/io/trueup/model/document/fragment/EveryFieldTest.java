package io.trueup.model.document.fragment;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.document.kind.DocumentShapes;
import io.trueup.model.document.shape.ValueShape;
import io.trueup.model.document.shape.ValueShape.ListOf;
import io.trueup.model.document.shape.ValueShape.MapOf;
import io.trueup.model.document.shape.ValueShape.OneOf;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.tree.ReadLimits;
import io.trueup.model.document.tree.Tree;
import io.trueup.model.document.tree.TreeParser;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Documents that use every field are read without a problem, so every field is read. */
class EveryFieldTest {

  private static final byte[] BYTES = EveryField.TEXT.getBytes(StandardCharsets.UTF_8);

  @Test
  void hasNoProblem() {
    assertThat(FragmentReader.read("x.yaml", BYTES).problems()).isEmpty();
  }

  @Test
  void usesEveryFieldOfEveryStructure() {
    var declared = new TreeSet<String>();
    var used = new TreeSet<String>();
    for (var document : TreeParser.read("x.yaml", BYTES, ReadLimits.MODEL).documents()) {
      var kind = ((Tree.Mapping) document).entry("kind").orElseThrow().value();
      var structure = requireNonNull(DocumentShapes.BY_NAME.get(((Tree.Scalar) kind).text()));
      declare(structure, declared);
      use(document, structure, used);
    }

    assertThat(used).isEqualTo(declared);
    DocumentShapes.NAMES.forEach(kind -> assertThat(declared).contains(kind + ".kind"));
  }

  private static void declare(ValueShape shape, Collection<String> declared) {
    var structure = ValueShape.structureIn(shape);
    if (structure != null) {
      for (var field : structure.fields()) {
        if (declared.add(structure.title() + "." + field.name())) {
          declare(field.shape(), declared);
        }
      }
    }
  }

  private static void use(Tree tree, ValueShape shape, Collection<String> used) {
    switch (shape) {
      case Structure structure when tree instanceof Tree.Mapping mapping -> {
        for (var entry : mapping.entries()) {
          used.add(structure.title() + "." + entry.name());
          var field = structure.fields().get(structure.indexOf(entry.name()));
          use(entry.value(), field.shape(), used);
        }
      }
      case ListOf(var item, _) -> items(tree).forEach(it -> use(it, item, used));
      case MapOf(_, var value, _) when tree instanceof Tree.Mapping mapping ->
          mapping.entries().forEach(entry -> use(entry.value(), value, used));
      case OneOf(var forms) -> forms.forEach(form -> use(tree, form, used));
      default -> {}
    }
  }

  private static List<Tree> items(Tree tree) {
    return tree instanceof Tree.Sequence sequence ? sequence.items() : List.of(tree);
  }
}
