package io.trueup.listener.daemon.forge.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of what forges say about their limits; the forge's clock is an hour ahead. */
class RateLimitsTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String THEIRS = "Date=Sun, 01 Mar 2026 13:00:00 GMT";

  @ParameterizedTest
  @CsvSource(
      nullValues = "now",
      delimiter = '|',
      value = {
        "200 |                                                          | now",
        "200 | Retry-After=40                                           | now",
        "200 | X-RateLimit-Remaining=1; X-RateLimit-Reset=1772370040    | now",
        "200 | X-RateLimit-Remaining=0; X-RateLimit-Reset=1772370040    | 2026-03-01T12:00:40Z",
        "200 | RateLimit-Remaining=0; RateLimit-Reset=1772370040        | 2026-03-01T12:00:40Z",
        "200 | RateLimit-Remaining=0; RateLimit-Reset=soon              | now",
        "403 |                                                          | now",
        "403 | X-RateLimit-Remaining=0; X-RateLimit-Reset=1772370040    | 2026-03-01T12:00:40Z",
        "403 | Retry-After=40                                           | 2026-03-01T12:00:40Z",
        "429 |                                                          | 2026-03-01T12:01:00Z",
        "429 | Retry-After=-5                                           | 2026-03-01T12:01:00Z",
        "429 | Retry-After=Sun, 01 Mar 2026 13:00:40 GMT                | 2026-03-01T12:00:40Z",
        "429 | Retry-After=Sun, 01 Mar 2026 11:00:00 GMT                | 2026-03-01T12:00:00Z",
        "429 | Retry-After=9999999999999999999                          | 2026-03-01T12:01:00Z",
        "500 | Retry-After=40                                           | now",
        "503 | Retry-After=40                                           | 2026-03-01T12:00:40Z",
      })
  void tellsWhenTheNextCallIsAllowed(int status, String headers, Instant until) {
    assertThat(RateLimits.until(status, parsed(headers), "", NOON).orElse(null)).isEqualTo(until);
  }

  private static HttpHeaders parsed(String headers) {
    var fields =
        Arrays.stream((THEIRS + (headers == null ? "" : ";" + headers)).split(";", -1))
            .map(it -> it.strip().split("=", 2))
            .collect(Collectors.toMap(it -> it[0], it -> List.of(it[1])));
    return HttpHeaders.of(fields, (_, _) -> true);
  }
}
