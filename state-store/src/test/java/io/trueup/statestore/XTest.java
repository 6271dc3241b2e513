package io.trueup.statestore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class XTest {
  @Test
  void x() {
    assertThat(Runtime.version().feature()).isEqualTo(25);
  }
}
