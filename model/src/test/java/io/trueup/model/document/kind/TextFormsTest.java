package io.trueup.model.document.kind;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.document.shape.ValueShape.Form;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFormsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "db_1.sales.internal",
        "_service.internal",
        "db.internal.",
        "3com.example",
        "xn--bcher-kva.example",
        "10.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "[::1]",
        "2001:db8::8a2e:370:7334",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::",
        "::ffff:192.0.2.1",
        "[64:ff9b::192.0.2.33]"
      })
  void takesHosts(String text) {
    assertThat(Hosts.isHost(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "a..b",
        "-a",
        "a-",
        "a b",
        "a/b",
        "db:5432",
        "256.0.0.1",
        "1.2.3",
        "1.2.3.4.5",
        "01.2.3.4",
        "10.0.0.1.",
        "12345",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "12345::",
        "::g",
        "[::1",
        "::1]",
        "[10.0.0.1]",
        "[]",
        "1.2.3.4::",
        "::1%eth0",
        "h\u00f6st"
      })
  void refusesWhatIsNoHost(String text) {
    assertThat(Hosts.isHost(text)).isFalse();
  }

  @Test
  void refusesLongHosts() {
    assertThat(Hosts.isHost("a".repeat(63))).isTrue();
    assertThat(Hosts.isHost("a".repeat(64))).isFalse();
    assertThat(Hosts.isHost("a.".repeat(126) + "a")).isTrue();
    assertThat(Hosts.isHost("a.".repeat(126) + "aa")).isFalse();
    assertThat(Hosts.isHost(":".repeat(1_000_000))).isFalse();
  }

  /** The checks that are written by hand for speed agree with the patterns for editors. */
  @Test
  void checksWhatThePatternsSay() {
    var seed = System.nanoTime();
    var random = new Random(seed);
    var letters = List.of("a", "Z", "9", "_", "-", "/", " ", "@", ":", ".", "PC1", "x/y", "\u00e4");
    for (var form :
        List.of(TextForms.NAME, TextForms.TEAM, TextForms.PLACE, TextForms.CLASSIFICATION)) {
      var pattern = Pattern.compile(String.valueOf(form.pattern()));
      for (var round = 0; round < 20_000; round++) {
        var text = new StringBuilder();
        for (var length = random.nextInt(6); length > 0; length--) {
          text.append(letters.get(random.nextInt(letters.size())));
        }
        assertAgree(form, pattern, text.toString(), seed);
      }
      assertAgree(form, pattern, "a".repeat(128), seed);
      assertAgree(form, pattern, "a".repeat(129), seed);
    }
  }

  private static void assertAgree(Form form, Pattern pattern, String text, long seed) {
    assertThat(form.check().test(text))
        .as("%s '%s', seed %d", form.what(), text, seed)
        .isEqualTo(pattern.matcher(text).matches());
  }
}
