package io.trueup.listener.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenResourcesTest {

  private final List<String> closed = new ArrayList<>();
  private final OpenResources opened = new OpenResources();

  private void open(String name) {
    opened.add(() -> closed.add(name));
  }

  @Test
  void areClosedInReverseWhateverOneOfThemThrows() {
    open("first");
    opened.add(() -> {
      throw new NoClassDefFoundError("gone");
    });
    open("second");
    opened.add(() -> {
      throw new java.io.IOException("broken");
    });
    open("third");

    assertThatThrownBy(opened::close)
        .isInstanceOf(DaemonException.class)
        .satisfies(it ->
            assertThat(it.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("broken", "gone"));
    assertThat(closed).containsExactly("third", "second", "first");
  }

  @Test
  void keepTheFailureThatTheyAreClosedFor() {
    open("first");
    opened.add(() -> {
      throw new StackOverflowError("deep");
    });
    var failure = new IllegalStateException("why");

    opened.closeAfter(failure);

    assertThat(failure.getSuppressed()).hasExactlyElementsOfTypes(StackOverflowError.class);
    assertThat(closed).containsExactly("first");
  }

  @Test
  void areClosedWithoutTheInterruptOfOneOfThem() {
    var wasInterrupted = new ArrayList<Boolean>();
    opened.add(() -> wasInterrupted.add(Thread.currentThread().isInterrupted()));
    opened.add(() -> {
      throw new InterruptedException();
    });

    assertThatThrownBy(opened::close).isInstanceOf(DaemonException.class);

    assertThat(wasInterrupted).containsExactly(false);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void areClosedOnceAndAtOnceWhenTheyComeLate() {
    open("first");
    opened.close();
    opened.close();

    assertThatThrownBy(() -> open("late")).isInstanceOf(OpenResources.ClosedException.class);
    assertThat(closed).containsExactly("first", "late");
  }
}
