package io.trueup.model.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Sha256Test {

  /** The example of FIPS 180-4. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void digestsWhatTheStandardDigests() {
    var piecewise = Sha256.start();
    piecewise.update((byte) 'a');
    piecewise.update((byte) 'b');
    piecewise.update((byte) 'c');

    assertThat(Sha256.hex("abc")).isEqualTo(ABC);
    assertThat(Sha256.hex("abc".getBytes(StandardCharsets.US_ASCII))).isEqualTo(ABC);
    assertThat(HexFormat.of().formatHex(Sha256.of("abc"))).isEqualTo(ABC);
    assertThat(HexFormat.of().formatHex(piecewise.digest())).isEqualTo(ABC);
  }

  @Test
  void takesATextAsItsUtf8() {
    assertThat(Sha256.hex("é")).isEqualTo(Sha256.hex(new byte[] {(byte) 0xc3, (byte) 0xa9}));
  }
}
