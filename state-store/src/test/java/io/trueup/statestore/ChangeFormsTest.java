package io.trueup.statestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.statestore.StateChange.ActionRecorded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeFormsTest {

  /** All records that are changes, those of sealed parts included. */
  private static List<Class<?>> kinds(Class<?> sealed) {
    var kinds = new ArrayList<Class<?>>();
    for (var permitted : sealed.getPermittedSubclasses()) {
      kinds.addAll(permitted.isRecord() ? List.of(permitted) : kinds(permitted));
    }
    return kinds;
  }

  @Test
  void everyKindOfChangeHasAFormAndAnExample() {
    var kinds = kinds(StateChange.class);

    assertThat(ChangeForms.ALL.stream().<Object>map(ChangeForm::of).toList())
        .containsExactlyInAnyOrderElementsOf(kinds);
    assertThat(ChangeExamples.all().stream().<Object>map(Object::getClass).toList())
        .containsAll(kinds);
    assertThat(ChangeForms.types()).doesNotHaveDuplicates();
  }

  @Test
  void aChangeIsReadAsItWasWritten() {
    for (var change : ChangeExamples.all()) {
      assertThat(ChangeForms.read(ChangeForms.type(change), 1, ChangeForms.write(change)))
          .isEqualTo(change);
    }
  }

  @Test
  void everyComponentOfAChangeIsInItsForm() {
    for (var form : ChangeForms.ALL) {
      var components =
          Arrays.stream(form.of().getRecordComponents())
              .filter(it -> !it.getName().equals("gate"))
              .count();
      assertThat(form.fields().size()).as(form.type()).isGreaterThanOrEqualTo((int) components);
    }
  }

  @Test
  void fieldsOfALaterReleaseAreLeftAlone() {
    var change =
        ChangeForms.read(
            "action.recorded",
            1,
            """
            {"about": "window:night", "verb": "window.ended", "actor": "ann", "reason": "over",
             "newField": [1]}
            """);

    assertThat(change)
        .isEqualTo(new ActionRecorded("window:night", "window.ended", "ann", null, null, "over"));
  }

  @Test
  void whatANewerReleaseRecordedIsRefused() {
    assertThatThrownBy(() -> ChangeForms.read("merge.undone", 1, "{}"))
        .isInstanceOf(UnknownChangeException.class)
        .hasMessage(
            "This process does not know events of type 'merge.undone' in version 1, which a newer"
                + " release recorded. Upgrade it");
    assertThatThrownBy(() -> ChangeForms.read("merge.judged", 2, "{}"))
        .isInstanceOf(UnknownChangeException.class)
        .hasMessageContaining("'merge.judged' in version 2");
  }

  @Test
  void anActionIsAboutTheSourceOrPlatformOfItsSubject() {
    var ofPlatform = new ActionRecorded("platform:acme/Live", "v", "ann", null, null, "");
    var ofSource = new ActionRecorded("source:acme", "v", "ann", null, null, "");
    var ofWindow = new ActionRecorded("window:night", "v", "ann", null, null, "");

    assertThat(ofPlatform.source()).isEqualTo(new SourceId("acme"));
    assertThat(String.valueOf(ofPlatform.platform())).isEqualTo("acme/Live");
    assertThat(ofSource.source()).isEqualTo(new SourceId("acme"));
    assertThat(ofSource.platform()).isNull();
    assertThat(ofWindow.source()).isNull();
    assertThat(ofWindow.platform()).isNull();
  }
}
