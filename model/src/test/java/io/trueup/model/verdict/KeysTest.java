package io.trueup.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.document.DocumentKind;
import io.trueup.model.document.ModelDocument.DatasetsDocument;
import io.trueup.model.ecosystem.GroupKey;
import io.trueup.model.persistent.PersistentMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KeysTest {

  private static final List<DocumentId> DOCUMENTS =
      List.of(
          id(DocumentKey.ASSIGNMENTS, "a.yaml", 0),
          id(DocumentKey.ASSIGNMENTS, "a.yaml", 2),
          id(DocumentKey.ASSIGNMENTS, "a.yaml", 10),
          id(DocumentKey.ASSIGNMENTS, "b.yaml", 0),
          id(DocumentKey.datasets("A"), "a.yaml", 0),
          id(DocumentKey.datasets("B"), "a.yaml", 0),
          id(DocumentKey.store("A"), "a.yaml", 0),
          id(DocumentKey.store("B"), "a.yaml", 0),
          id(DocumentKey.ECOSYSTEM, "a.yaml", 0),
          id(DocumentKey.zone("A"), "a.yaml", 0),
          id(DocumentKey.team("A/A"), "a.yaml", 0),
          id(DocumentKey.workspace("A"), "a.yaml", 0));

  /** With equal names everywhere, so that only kinds and components tell them apart. */
  private static final List<Fact> FACTS =
      List.of(
          Fact.assignments(new GroupKey("A", "A")),
          Fact.container("A"),
          Fact.dataset("A", "A"),
          Fact.dataset("A", "B"),
          Fact.dataset("B", "A"),
          Fact.firstDataset("A"),
          Fact.ingestion("A", "A"),
          Fact.platform("A"),
          Fact.policies("A"),
          Fact.primaries("A"),
          Fact.producer("A"),
          Fact.roots(new GroupKey("A", "A")),
          Fact.store("A"),
          Fact.team("A"),
          Fact.vendor("A"),
          Fact.workspace("A"),
          Fact.zone("A"),
          Fact.zoneOwner("A"));

  private static DocumentId id(DocumentKey key, String path, int index) {
    return DocumentId.of(key, new Origin(path, "blob", index, 1, 1));
  }

  @Test
  void ordersDocumentsByKindNameAndPlace() {
    assertThat(sorted(DOCUMENTS)).containsExactlyElementsOf(DOCUMENTS);
    assertThat(DOCUMENTS).extracting(it -> it.key().kind()).contains(DocumentKind.values());
  }

  @Test
  void tellsDocumentsOfOneKeyApartOnlyWhereThereMayBeSeveral() {
    for (var document : DOCUMENTS) {
      var elsewhere = id(document.key(), "elsewhere.yaml", 0);
      var isSame = elsewhere.equals(document) && elsewhere.compareTo(document) == 0;

      assertThat(isSame).as("%s", document).isEqualTo(!document.key().kind().mayRepeat());
    }
  }

  @Test
  void ordersFactsByKindAndNames() {
    assertThat(sorted(FACTS)).containsExactlyElementsOf(FACTS);
    assertThat(FACTS).extracting(Fact::kind).contains(Fact.Kind.values());
  }

  @Test
  void ordersGroupsAsTheirTextsWould() {
    var groups =
        List.of(
            new GroupKey("A", "a"),
            new GroupKey("A", "b"),
            new GroupKey("A1", "a"),
            new GroupKey("A_", "a"),
            new GroupKey("Aa", "a"),
            new GroupKey("B", "a"));

    assertThat(sorted(groups)).containsExactlyElementsOf(groups);
    assertThat(groups.stream().map(GroupKey::toString)).isSorted();
    assertThat(groups.getFirst()).hasToString("A/a");
  }

  @Test
  void equalKeysHaveEqualHashCodes() {
    assertThat(new TreeSet<>(FACTS)).hasSameSizeAs(FACTS);
    assertThat(copyOf("A")).isNotSameAs("A");
    assertThat(Fact.dataset(copyOf("A"), copyOf("B")))
        .isEqualTo(Fact.dataset("A", "B"))
        .hasSameHashCodeAs(Fact.dataset("A", "B"));
    assertThat(DocumentKey.store(copyOf("A")))
        .isEqualTo(DocumentKey.store("A"))
        .hasSameHashCodeAs(DocumentKey.store("A"));
    assertThat(id(DocumentKey.datasets(copyOf("A")), copyOf("a.yaml"), 1))
        .isEqualTo(id(DocumentKey.datasets("A"), "a.yaml", 1))
        .hasSameHashCodeAs(id(DocumentKey.datasets("A"), "a.yaml", 1));
  }

  @Test
  void keepsADocumentsOwnNameInItsKey() {
    var store = copyOf("A");
    var document = new DatasetsDocument(store, "z/t", PersistentMap.empty());

    assertThat(DocumentKey.of(document))
        .singleElement()
        .extracting(DocumentKey::name)
        .isSameAs(store);
  }

  private static String copyOf(String text) {
    return String.valueOf(text.toCharArray());
  }

  private static <T extends Comparable<? super T>> List<T> sorted(List<T> keys) {
    var shuffled = new ArrayList<>(keys);
    Collections.shuffle(shuffled, new Random(7));
    return shuffled.stream().sorted().toList();
  }
}
