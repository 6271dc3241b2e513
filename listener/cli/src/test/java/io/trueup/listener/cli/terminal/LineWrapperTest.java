package io.trueup.listener.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineWrapperTest {

  @Test
  void breaksBetweenWords() {
    assertThat(LineWrapper.wrapped("one two three", 7)).containsExactly("one two", "three");
    assertThat(LineWrapper.wrapped("longer-than-that word", 7))
        .containsExactly("longer-than-that", "word");
    assertThat(LineWrapper.wrapped("one two three", TextStyle.UNFOLDED))
        .containsExactly("one two three");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "Rejected. Approve it with 'trueup sources approve acme --reason …' now | 'trueup sources"
            + " approve acme --reason …'",
        "Run `trueup schema apply --node 'a/b'` now | `trueup schema apply --node 'a/b'`",
        "Unblock with `trueup resume Live`, or wait | `trueup resume Live`,",
        "Unblock with 'trueup resume Live'. Then wait | 'trueup resume Live'.",
        "Run 'trueup schema apply --node 'a/b' --allow 1' now | 'trueup schema apply --node 'a/b'"
            + " --allow 1'",
        "To retry now, run: trueup schema apply --platform acme/Live --node 'a/b' | trueup schema"
            + " apply --platform acme/Live --node 'a/b'",
        "To adopt, run: trueup schema apply --adopt a.b. Cannot use c.d | trueup schema apply"
            + " --adopt a.b."
      })
  void keepsACommandOnOneLine(String text, String command) {
    for (var width : List.of(1, 10, 20, 30, 40)) {
      var lines = LineWrapper.wrapped(text, width);

      assertThat(lines).as("width %d", width).anyMatch(line -> line.contains(command));
      assertThat(String.join(" ", lines)).isEqualTo(text);
    }
  }

  @Test
  void keepsACommandOfAParagraphOnOneLine() {
    assertThat(LineWrapper.paragraph("To retry, run: trueup schema apply Live", "  ", 15))
        .isEqualTo("To retry, run:\n  trueup schema apply Live\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {"the program trueup runs here", "a quote that 'trueup never ends", "'trueup' alone"})
  void breaksWhatIsNoCommand(String text) {
    assertThat(LineWrapper.wrapped(text, 1)).containsExactly(text.split(" "));
  }
}
