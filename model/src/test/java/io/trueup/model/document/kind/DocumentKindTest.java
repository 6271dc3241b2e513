package io.trueup.model.document.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.document.DocumentKind;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DocumentKindTest {

  @Test
  void keepsTheTextsThatAuthorsWrite() {
    assertThat(DocumentKind.values())
        .extracting(DocumentKind::text)
        .containsExactly(
            "Assignments",
            "Datasets",
            "Datastore",
            "Ecosystem",
            "GovernanceZone",
            "Team",
            "Workspace");
  }

  @Test
  void findsEachKindByItsText() {
    for (var kind : DocumentKind.values()) {
      assertThat(DocumentKind.of(kind.text())).isSameAs(kind);
    }
    assertThatThrownBy(() -> DocumentKind.of("Dataset"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'Dataset' is not a kind of document");
  }

  @Test
  void givesEachKindAShape() {
    assertThat(DocumentShapes.NAMES)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(DocumentKind.values()).map(DocumentKind::text).toList());
  }
}
