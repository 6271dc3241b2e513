package io.trueup.listener.daemon.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.edge.RequestRules.Head;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRulesTest {

  private static final Head GOOD =
      new Head(
          "POST", "/hooks/acme", false, List.of("localhost"), List.of("5"), List.of(), List.of());

  @Test
  void admitsAnOrdinaryRequest() {
    assertThat(RequestRules.check(GOOD)).isEmpty();
    assertThat(RequestRules.check(chunked("chunked"))).isEmpty();
    assertThat(RequestRules.check(chunked("Chunked"))).isEmpty();
    assertThat(RequestRules.check(expecting("100-Continue"))).isEmpty();
    assertThat(RequestRules.check(with("GET", "0"))).isEmpty();
    assertThat(RequestRules.check(firstVersion(List.of()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:8080", "my_host", "[::1]:80", "10.0.0.1", "", "a.example:"})
  void admitsEveryHost(String host) {
    assertThat(RequestRules.check(hosts(host))).isEmpty();
  }

  @Test
  void requiresOneHost() {
    assertThat(reason(hosts("a", "b"))).isEqualTo("The request has 2 Host headers, and needs one");
    assertThat(reason(hosts("a", "a"))).isEqualTo("The request has 2 Host headers, and needs one");
    assertThat(reason(hosts())).isEqualTo("The request has 0 Host headers, and needs one");
    assertThat(reason(firstVersion(List.of("a", "b"))))
        .isEqualTo("The request has 2 Host headers, and needs one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a/b", "u@a", "a:b", "a,b", "[::1", "a?b", "é"})
  void requiresAWellFormedHost(String host) {
    assertThat(reason(hosts(host)))
        .isEqualTo("The Host header is not a host with or without a port");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"identity", "gzip, chunked", "chunked, chunked", "xchunked", "chunked;a=b", ""})
  void admitsNoCodingButChunked(String coding) {
    assertThat(reason(chunked(coding))).isEqualTo("The Transfer-Encoding is not 'chunked' alone");
  }

  @Test
  void requiresOneCodingOrOneLength() {
    assertThat(reason(chunked("chunked", "chunked")))
        .isEqualTo("The Transfer-Encoding is not 'chunked' alone");
    assertThat(
            reason(
                new Head("POST", "/", true, List.of(), List.of(), List.of("chunked"), List.of())))
        .isEqualTo("The Transfer-Encoding is not 'chunked' alone");
    assertThat(
            reason(
                new Head(
                    "POST", "/", false, List.of("a"), List.of("5"), List.of("chunked"), List.of())))
        .isEqualTo("The request has both a Content-Length and a Transfer-Encoding");
    assertThat(reason(with("POST", "5", "5")))
        .isEqualTo("The Content-Length is not one whole number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "+5", "5,5", "0x5", "5 5", "", "1e3", "1234567890123456789"})
  void requiresANumericLength(String length) {
    assertThat(reason(with("POST", length)))
        .isEqualTo("The Content-Length is not one whole number");
  }

  @Test
  void admitsNoBodyOfGetAndHead() {
    assertThat(reason(with("GET", "1"))).isEqualTo("A GET request must not have a body");
    assertThat(reason(with("HEAD", "12"))).isEqualTo("A HEAD request must not have a body");
    assertThat(
            reason(
                new Head(
                    "GET", "/", false, List.of("a"), List.of(), List.of("chunked"), List.of())))
        .isEqualTo("A GET request must not have a body");
  }

  @Test
  void admitsNoOtherExpectation() {
    assertThat(RequestRules.check(expecting("200-ok")))
        .contains(new RequestRefusal(417, "Only the expectation '100-continue' is supported"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/?",
        "/api/v1/platforms/acme%2FLive",
        "/api/v1/names?physical=%C3%A9&x=a+b",
        "/hooks/a.b",
        "/a/...",
        "/a/.b./c",
        "/a?x=../.."
      })
  void admitsAnUnambiguousAddress(String target) {
    assertThat(RequestTarget.fault(target)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*|The address does not begin with '/'",
        "http://a/|The address does not begin with '/'",
        "a:443|The address does not begin with '/'",
        "/a\\..\\b|The address holds a character that must be percent-encoded",
        "/é|The address holds a character that must be percent-encoded",
        "/a#b|The address holds a character that must be percent-encoded",
        "/hooks/../api|The path holds a '.' or '..' segment",
        "/hooks/./acme|The path holds a '.' or '..' segment",
        "/hooks/%2e%2e/api|The path holds a '.' or '..' segment",
        "/hooks/.%2E/api|The path holds a '.' or '..' segment",
        "/hooks/..%2fapi|The path holds a '.' or '..' segment",
        "/hooks/%2e%2e%5Capi|The path holds a '.' or '..' segment",
        "/hooks/..|The path holds a '.' or '..' segment",
        "/a%00|The path holds a control character",
        "/a%0d%0aX:|The path holds a control character",
      })
  void refusesAnAddressThatOthersMayReadDifferently(String target, String reason) {
    assertThat(RequestTarget.fault(target)).contains(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/login?%",
        "/api/v1/runs?%",
        "/%",
        "/%2",
        "/%zz",
        "/a?x=%C3",
        "/%ff",
        "/a?%u0041",
        "/%c0%ae%c0%ae/"
      })
  void refusesAnAddressThatCannotBeDecoded(String target) {
    assertThat(RequestTarget.fault(target))
        .contains(
            "The address holds a '%' that is not followed by two hex digits, or bytes that are not"
                + " UTF-8");
  }

  private static Head hosts(String... hosts) {
    return new Head("GET", "/", false, List.of(hosts), List.of(), List.of(), List.of());
  }

  private static Head firstVersion(List<String> hosts) {
    return new Head("GET", "/", true, hosts, List.of(), List.of(), List.of());
  }

  private static Head chunked(String... codings) {
    return new Head("POST", "/", false, List.of("a"), List.of(), List.of(codings), List.of());
  }

  private static Head with(String method, String... lengths) {
    return new Head(method, "/", false, List.of("a"), List.of(lengths), List.of(), List.of());
  }

  private static Head expecting(String expectation) {
    return new Head(
        "POST", "/", false, List.of("a"), List.of("1"), List.of(), List.of(expectation));
  }

  private static String reason(Head head) {
    return RequestRules.check(head).map(RequestRefusal::reason).orElse("let in");
  }
}
