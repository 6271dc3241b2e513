package io.trueup.listener.daemon.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which deliveries to ask for again. */
class FailedDeliveriesTest {

  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  /** Attempts, the newest first: guid, minutes ago, status and event. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "nothing",
      delimiter = '|',
      value = {
        "                                                            | nothing",
        "a 5 202 push                                                | nothing",
        "a 5 500 push                                                | 0",
        "a 5 0 push                                                  | 0",
        "a 5 401 pull_request                                        | 0",
        "b 5 0 push, a 9 500 push                                    | 1 0",
        "b 5 0 push, a 9 202 push, c 12 500 push                     | 0",
        "b 5 202 push, a 9 500 push                                  | nothing",
        "p 5 202 star, a 9 500 push                                  | 1",
        "p 5 500 star, a 9 500 push                                  | 1",
        "a 5 500 push, a 9 500 push                                  | 0",
        "a 5 500 push, a 9 500 push, a 12 500 push                   | nothing",
        "a 5 500 push, a 9 500 push, a 12 500 push, b 15 0 push      | 3",
        "a 0 0 push                                                  | nothing",
        "a 4300 500 push                                             | nothing",
      })
  void asksForThoseSinceTheLastSuccess(String attempts, String asked) {
    var listed = listed(attempts == null ? "" : attempts);

    assertThat(FailedDeliveries.owed(listed, NOON))
        .extracting(HookDelivery::id)
        .containsExactlyElementsOf(
            asked == null
                ? List.of()
                : Arrays.stream(asked.split(" ", -1)).map(Long::valueOf).toList());
  }

  private static List<HookDelivery> listed(String attempts) {
    var listed = new ArrayList<HookDelivery>();
    for (var attempt : attempts.isEmpty() ? new String[0] : attempts.split(", ", -1)) {
      var part = attempt.split(" ", -1);
      listed.add(
          new HookDelivery(
              listed.size(),
              part[0],
              NOON.minus(Duration.ofMinutes(Long.parseLong(part[1]))),
              Integer.parseInt(part[2]),
              part[3]));
    }
    return listed;
  }
}
