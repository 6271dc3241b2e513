package io.trueup.listener.daemon.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlEncodedFormTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "payload=%7B%22a%22%3A1%7D|{\"a\":1}",
        "payload={}|{}",
        "x=1&payload=a+b%2Bc&y|a b+c",
        "payload=a%3D%26|a=&",
        "payload=x=y|x=y",
        "&&payload=1&&|1",
        "payloads=2&payload=1|1"
      })
  void findsAField(String form, String value) {
    assertThat(field(form)).contains(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "&",
        "payload",
        "Payload=1",
        "xpayload=1",
        "payload=1&payload=1",
        "payload=%",
        "payload=%2",
        "payload=%zz",
        "payload=a%4&x=1"
      })
  void findsNothingUnlessThereIsExactlyOneDecodableField(String form) {
    assertThat(field(form)).isEmpty();
  }

  private static Optional<String> field(String form) {
    return UrlEncodedForm.field(form.getBytes(StandardCharsets.UTF_8), "payload")
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }
}
