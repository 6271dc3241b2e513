package io.trueup.model.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FingerprintBuilderTest {

  /** Single calls with values of different kinds that are as similar as possible. */
  private static final Map<String, Consumer<FingerprintBuilder>> CALLS = calls();

  private static Map<String, Consumer<FingerprintBuilder>> calls() {
    var calls = new HashMap<String, Consumer<FingerprintBuilder>>();
    calls.put("text empty", it -> it.add(""));
    calls.put("text a", it -> it.add("a"));
    calls.put("text ab", it -> it.add("ab"));
    calls.put("text b", it -> it.add("b"));
    calls.put("number 0", it -> it.add(0));
    calls.put("number 1", it -> it.add(1));
    calls.put("true", it -> it.add(true));
    calls.put("false", it -> it.add(false));
    calls.put("fingerprint 0", it -> it.add(new Fingerprint(0, 0)));
    calls.put("fingerprint 1", it -> it.add(new Fingerprint(0, 1)));
    calls.put("absent", it -> it.add(Optional.empty()));
    calls.put("present empty", it -> it.add(Optional.of("")));
    calls.put("present a", it -> it.add(Optional.of("a")));
    calls.put("list none", it -> it.add(List.of()));
    calls.put("list a", it -> it.add(List.of("a")));
    calls.put("list a b", it -> it.add(List.of("a", "b")));
    calls.put("list b a", it -> it.add(List.of("b", "a")));
    calls.put("unordered none", it -> it.addUnordered(List.of()));
    calls.put("unordered a b", it -> it.addUnordered(List.of("a", "b")));
    calls.put("map none", it -> it.add(Map.of()));
    calls.put("map a b", it -> it.add(Map.of("a", "b")));
    return calls;
  }

  @Test
  void givesDifferentFingerprintsForDifferentCalls() {
    var seen = new HashMap<Fingerprint, String>();
    sequences(3)
        .forEach(names -> {
          var canonical = FingerprintBuilder.of("thing");
          names.forEach(name -> call(name).accept(canonical));
          var other = seen.put(canonical.fingerprint(), names.toString());
          assertThat(other).as("same fingerprint as %s", names).isNull();
        });
    assertThat(seen).hasSizeGreaterThan(9_000);
  }

  private static Consumer<FingerprintBuilder> call(String name) {
    var call = CALLS.get(name);
    if (call == null) {
      throw new IllegalArgumentException(name);
    }
    return call;
  }

  private static List<List<String>> sequences(int longest) {
    var all = new ArrayList<List<String>>();
    all.add(List.of());
    var last = List.of(List.<String>of());
    for (var length = 1; length <= longest; length++) {
      var next = new ArrayList<List<String>>();
      for (var shorter : last) {
        for (var name : CALLS.keySet()) {
          var longer = new ArrayList<>(shorter);
          longer.add(name);
          next.add(longer);
        }
      }
      all.addAll(next);
      last = next;
    }
    return all;
  }

  @Test
  void distinguishesKinds() {
    assertThat(FingerprintBuilder.of("a").fingerprint())
        .isNotEqualTo(FingerprintBuilder.of("b").fingerprint());
  }

  @Test
  void ignoresTheOrderOfUnorderedThings() {
    assertThat(FingerprintBuilder.of("x").addUnordered(List.of("b", "a")).fingerprint())
        .isEqualTo(FingerprintBuilder.of("x").addUnordered(List.of("a", "b")).fingerprint());
  }

  @Test
  void growsWithWhatIsAdded() {
    var canonical = FingerprintBuilder.of("x");
    for (var i = 0; i < 10_000; i++) {
      canonical.add("some text").add(i);
    }
    assertThat(canonical.fingerprint()).isNotEqualTo(FingerprintBuilder.of("x").fingerprint());
  }

  @Test
  void staysTheSameFromReleaseToRelease() {
    var canonical = FingerprintBuilder.of("x").add("text").add(7).add(true).add(List.of("a"));
    assertThat(canonical.fingerprint()).hasToString("99ffd9a5523481b72ab16b4336870f78");
  }

  @Test
  void readsAFingerprintAsItWasWritten() {
    var fingerprint = new Fingerprint(0x0123456789abcdefL, -2);

    assertThat(fingerprint).hasToString("0123456789abcdeffffffffffffffffe");
    assertThat(Fingerprint.parse(fingerprint.toString())).isEqualTo(fingerprint);
    assertThat(fingerprint.abbreviated()).isEqualTo("01234567");
  }

  @Test
  void ordersFingerprintsAsTheirTexts() {
    var small = Fingerprint.parse("0".repeat(32));
    var large = Fingerprint.parse("f".repeat(32));

    assertThat(small).isLessThan(large);
    assertThat(new Fingerprint(0, -1)).isGreaterThan(new Fingerprint(0, 1));
    assertThat(small).isEqualByComparingTo(new Fingerprint(0, 0));
  }

  @Test
  void refusesATextThatIsNoFingerprint() {
    assertThatThrownBy(() -> Fingerprint.parse("abc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read fingerprint 'abc': expected 32 hex digits, found 3 characters");
    assertThatThrownBy(() -> Fingerprint.parse("x".repeat(32)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read fingerprint '%s': expected 32 hex digits", "x".repeat(32));
  }
}
