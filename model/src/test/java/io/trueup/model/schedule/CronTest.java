package io.trueup.model.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          * * * * *              | * * * * *
          0-59 0-23 1-31 1-12 0-7 | * * * * *
          0 2 * * SAT            | 0 2 * * 6
          5,3,4 02 1 1 *         | 3-5 2 1 1 *
          3,4 1,1 1 1 *          | 3,4 1 1 1 *
          */15 */6 * */3 *       | */15 */6 * */3 *
          0,15,30,45 0-23/6 * 1,4,7,10 * | */15 */6 * */3 *
          0,30 * * * *           | 0,30 * * * *
          */30 */23 * * *        | 0,30 0,23 * * *
          10-40/15 * * * *       | 10,25,40 * * * *
          50/5 * * * *           | 50,55 * * * *
          0 0 * jan-Mar,dec mon-FRI | 0 0 * 1-3,12 1-5
          0 0 * * 7              | 0 0 * * 0
          0 0 * * 0,7            | 0 0 * * 0
          0 0 * * FRI-SUN        | 0 0 * * 0,5,6
          0 0 * * sun-tue        | 0 0 * * 0-2
          0 0 * * 5-7/2          | 0 0 * * 0,5
          0 0 * * 5/2            | 0 0 * * 0,5
          0 0 1-31 * MON         | 0 0 * * *
          0 0 13 * 0-6           | 0 0 * * *
          0 0 13 * FRI           | 0 0 13 * 5
          0 0 */2 * MON          | 0 0 */2 * 1
          0 0 */2,4 * MON        | 0 0 */2,4 * 1
          0 0 1-31/2 * */2       | 0 0 */2 * 0,2,4,6
          0 0 3,5 * */2          | 0 0 3,5 * */2
          0 0 31 2,3 *           | 0 0 31 2,3 *
          0 0 30 2 5             | 0 0 30 2 5
          ' 0\t0  * * * '        | 0 0 * * *
          """)
  void hasOneTextForOneMeaning(String text, String canonical) {
    assertThat(Cron.parse(text)).hasToString(canonical).isEqualTo(Cron.parse(canonical));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          60 * * * *   | The minute of a cron expression is '60', and '60' is not a number from 0 to 59
          -1 * * * *   | The minute of a cron expression is '-1', and '' is not a number from 0 to 59
          1, * * * *   | The minute of a cron expression is '1,', and '' is not a number from 0 to 59
          99999999999999999999 * * * * | The minute of a cron expression is '99999999999999999999', and '99999999999999999999' is not a number from 0 to 59
          * 24 * * *   | The hour of a cron expression is '24', and '24' is not a number from 0 to 23
          * 5-3 * * *  | The hour of a cron expression is '5-3', and its range '5-3' ends before it starts
          * 1-2-3 * * * | The hour of a cron expression is '1-2-3', and '2-3' is not a number from 0 to 23
          * */0 * * *  | The hour of a cron expression is '*/0', and its step '0' is not a whole number above 0
          */60 * * * * | The minute of a cron expression is '*/60', and its step '60' is more than 59, so that only the first value would be left
          */90 * * * * | The minute of a cron expression is '*/90', and its step '90' is more than 59, so that only the first value would be left
          5/60 * * * * | The minute of a cron expression is '5/60', and its step '60' is more than 59, so that only the first value would be left
          * */24 * * * | The hour of a cron expression is '*/24', and its step '24' is more than 23, so that only the first value would be left
          * * */31 * * | The day of the month of a cron expression is '*/31', and its step '31' is more than 30, so that only the first value would be left
          * * * */12 * | The month of a cron expression is '*/12', and its step '12' is more than 11, so that only the first value would be left
          * * * * */8  | The day of the week of a cron expression is '*/8', and its step '8' is more than 7, so that only the first value would be left
          * */ * * *   | The hour of a cron expression is '*/', and its step '' is not a whole number above 0
          * 1/2/3 * * * | The hour of a cron expression is '1/2/3', and its step '2/3' is not a whole number above 0
          * ** * * *   | The hour of a cron expression is '**', and '**' is not a number from 0 to 23
          * *-5 * * *  | The hour of a cron expression is '*-5', and '*' is not a number from 0 to 23
          * * 0 * *    | The day of the month of a cron expression is '0', and '0' is not a number from 1 to 31
          * * L * *    | The day of the month of a cron expression is 'L', and 'L' is not a number from 1 to 31
          * * ? * *    | The day of the month of a cron expression is '?', and '?' is not a number from 1 to 31
          * * 15W * *  | The day of the month of a cron expression is '15W', and '15W' is not a number from 1 to 31
          * * * 13 *   | The month of a cron expression is '13', and '13' is not one of JAN to DEC or a number from 1 to 12
          * * * MON *  | The month of a cron expression is 'MON', and 'MON' is not one of JAN to DEC or a number from 1 to 12
          * * * * 8    | The day of the week of a cron expression is '8', and '8' is not one of SUN to SAT or a number from 0 to 7
          * * * * MON#2 | The day of the week of a cron expression is 'MON#2', and 'MON#2' is not one of SUN to SAT or a number from 0 to 7
          * * * * SAT-MON | The day of the week of a cron expression is 'SAT-MON', and its range 'SAT-MON' ends before it starts
          * * * *      | '* * * *' is not a cron expression of five fields: minute, hour, day of the month, month, day of the week
          0 * * * * *  | '0 * * * * *' is not a cron expression of five fields: minute, hour, day of the month, month, day of the week
          @daily       | '@daily' is not a cron expression of five fields: minute, hour, day of the month, month, day of the week
          ''           | '' is not a cron expression of five fields: minute, hour, day of the month, month, day of the week
          0 0 31 2 *   | '0 0 31 2 *' never comes: no month that it names has such a day
          0 0 30,31 2 */2 | '0 0 30,31 2 */2' never comes: no month that it names has such a day
          0 0 31 4,6,SEP,11 * | '0 0 31 4,6,SEP,11 *' never comes: no month that it names has such a day
          """)
  void saysWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> Cron.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void boundsTheText() {
    assertThatThrownBy(() -> Cron.parse("1,".repeat(100_000) + "1 * * * *"))
        .hasMessage("A cron expression has at most 512 characters, found 200009");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          * * * * *      | 2026-02-28T23:59:30 | 2026-03-01T00:00
          0 2 * * SAT    | 2026-11-22T00:00    | 2026-11-28T02:00
          0 2 * * SAT    | 2026-11-28T01:59    | 2026-11-28T02:00
          0 2 * * SAT    | 2026-11-28T02:00    | 2026-12-05T02:00
          0 0 * * 7      | 2026-11-22T00:00    | 2026-11-29T00:00
          30 4 1,15 * 5  | 2026-11-16T00:00    | 2026-11-20T04:30
          30 4 1,15 * 5  | 2026-11-27T05:00    | 2026-12-01T04:30
          0 0 */2 * MON  | 2026-11-22T00:00    | 2026-11-23T00:00
          0 0 */2 * MON  | 2026-11-23T00:00    | 2026-12-07T00:00
          0 0 29 2 *     | 2096-03-01T00:00    | 2104-02-29T00:00
          0 0 29 2 */4   | 2072-03-01T00:00    | 2080-02-29T00:00
          59 23 31 12 *  | 2026-12-31T23:59    | 2027-12-31T23:59
          """)
  void findsTheNextTime(String text, LocalDateTime after, LocalDateTime next) {
    assertThat(Cron.parse(text).next(after)).hasValue(next);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void findsALeapDayOnAnyDayOfTheWeek(int weekday) {
    var cron = Cron.parse("0 0 */28,29 2 " + weekday);
    for (var year = 2000; year < 2400; year++) {
      assertThat(cron.next(LocalDateTime.of(year, 3, 1, 0, 0))).isPresent();
    }
  }

  @Test
  void hasNoNextTimePastTheLastYear() {
    assertThat(Cron.parse("* * * * *").next(LocalDateTime.MAX)).isEmpty();
  }

  /** The canonical text names the same minutes as the text; every minute is compared. */
  @Test
  void keepsTheMeaningOfRandomExpressions() {
    var seed = Long.getLong("trueup.cron.seed", 1);
    var random = new Random(seed);
    for (var round = 0; round < 300; round++) {
      var text = expression(random);
      var at = LocalDateTime.of(2027, 1, 1, 0, 0).plusMinutes(random.nextInt(525_600));
      var next = Cron.parse(text).next(at);
      assertThat(next)
          .as("seed %s, '%s' after %s", seed, text, at)
          .isEqualTo(CronOracle.next(text, at));
      var again = Cron.parse(Cron.parse(text).text());
      assertThat(again).as("seed %s, '%s'", seed, text).isEqualTo(Cron.parse(text));
      assertThat(CronOracle.next(again.text(), at)).as("seed %s, '%s'", seed, text).isEqualTo(next);
    }
  }

  private static String expression(Random random) {
    return String.join(
        " ",
        field(random, 0, 59),
        field(random, 0, 23),
        field(random, 1, 28),
        field(random, 1, 12),
        field(random, 0, 7));
  }

  private static String field(Random random, int least, int greatest) {
    var elements = new ArrayList<String>();
    do {
      var first = least + random.nextInt(greatest - least + 1);
      var last = first + random.nextInt(greatest - first + 1);
      var step = 1 + random.nextInt(Math.min(9, greatest - least));
      elements.add(
          switch (random.nextInt(5)) {
            case 0 -> "*";
            case 1 -> "*/" + step;
            case 2 -> first + "-" + last;
            case 3 -> first + "-" + last + "/" + step;
            default -> Integer.toString(first);
          });
    } while (random.nextInt(3) == 0);
    return String.join(",", elements);
  }
}
