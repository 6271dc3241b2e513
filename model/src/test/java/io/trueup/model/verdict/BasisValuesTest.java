package io.trueup.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.TestModel;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.persistent.PersistentSet;
import io.trueup.model.type.AvroSchema;
import io.trueup.model.type.DataType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A basis holds plain values only, because versions are written to files. */
class BasisValuesTest {

  private static final Set<Class<?>> LEAVES =
      Set.of(
          String.class,
          boolean.class,
          int.class,
          long.class,
          double.class,
          BigInteger.class,
          Duration.class,
          LocalDateTime.class);

  private static final Set<Class<?>> COLLECTIONS =
      Set.of(
          List.class, SortedSet.class, SortedMap.class, PersistentMap.class, PersistentSet.class);

  /** Types that are written as their text. */
  private static final Set<Class<?>> TEXTS = Set.of(DataType.class, AvroSchema.class);

  private final Set<Type> seen = new HashSet<>();
  private final Set<String> other = new TreeSet<>();

  @Test
  void consistsOfPlainValues() {
    for (var part : Basis.class.getDeclaredFields()) {
      visit(part.getGenericType(), "Basis." + part.getName());
    }

    assertThat(other).isEmpty();
    assertThat(seen).contains(Finding.Located.class, KnownNames.class);
  }

  /** Of a model that has every kind of document and warnings of rules. */
  @Test
  void equalsItsCopy() {
    var model =
        TestModel.northwind()
            .withFile(
                "more.yaml",
                """
                kind: Datasets
                store: Depot
                team: UK/Logistics
                datasets:
                  Shippers: {classification: [PUB], columns: {id: {type: integer, key: true}}}
                """);
    var basis = Objects.requireNonNull(model.check().basis());
    assertThat(basis.cases().findings()).isNotEmpty();

    var copy = ValueCopies.of(basis);

    assertThat(copy.linked()).isEqualTo(basis.linked());
    assertThat(copy.graph()).isEqualTo(basis.graph());
    assertThat(copy.rules()).isEqualTo(basis.rules());
    assertThat(copy.cycles()).isEqualTo(basis.cycles());
    assertThat(copy.cases()).isEqualTo(basis.cases());
    assertThat(copy.platforms()).isEqualTo(basis.platforms());
    assertThat(copy.linked().ecosystem().declaration())
        .isNotSameAs(basis.linked().ecosystem().declaration());
  }

  private void visit(Type type, String from) {
    switch (type) {
      case ParameterizedType generic -> {
        visit(generic.getRawType(), from);
        for (var argument : generic.getActualTypeArguments()) {
          visit(argument, from);
        }
      }
      case Class<?> plain when seen.add(plain) -> visit(plain, from);
      case Class<?> _ -> {}
      case TypeVariable<?> variable -> other.add(from + ": " + variable);
      case WildcardType wildcard -> other.add(from + ": " + wildcard);
      default -> other.add(from + ": " + type);
    }
  }

  private void visit(Class<?> type, String from) {
    if (LEAVES.contains(type) || COLLECTIONS.contains(type) || TEXTS.contains(type)) {
      return;
    }
    if (type.isEnum()) {
      return;
    }
    if (type.isRecord()) {
      Arrays.stream(type.getRecordComponents())
          .forEach(it -> visit(it.getGenericType(), type.getSimpleName() + "." + it.getName()));
    } else if (type.isSealed()) {
      Arrays.stream(type.getPermittedSubclasses()).forEach(it -> visit(it, from));
    } else {
      other.add(from + ": " + type.getName());
    }
  }
}
