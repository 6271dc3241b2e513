package io.trueup.platforms.relational.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.ecosystem.DataContainer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NameCandidatesTest {

  private static final IdentifierRules POSTGRES =
      ContainerRulesTest.rules(DataContainer.Type.POSTGRES, null).identifiers();

  private static final String LONG =
      "QuarterlyCustomerSatisfactionSurveyResponses_ByRegionAndProductLine";

  static List<ContainerRules> all() {
    return ContainerRulesTest.all();
  }

  private static List<String> candidates(String suffix, String... parts) {
    return NameCandidates.candidates(POSTGRES, List.of(parts), suffix);
  }

  @Test
  void keepsAReadableName() {
    assertThat(candidates("_merge", "NW_Data", "customers").getFirst())
        .isEqualTo("nw_data__customers_merge");
    assertThat(candidates("", "Live").getFirst()).isEqualTo("live");
  }

  @Test
  void offersEverLongerDigestsBeforeTheSuffix() {
    assertThat(candidates("_merge", "NW_Data", "customers"))
        .hasSize(8)
        .element(1)
        .asString()
        .matches("nw_data_customers_[0-9a-f]{8}_merge");
    assertThat(candidates("_merge", "NW_Data", "customers").getLast())
        .matches("nw_data_customers_[0-9a-f]{32}_merge");
  }

  @Test
  void keepsWholeWordsFromTheLeftThenDropsVowels() {
    assertThat(candidates("_merge", "NW_Data", LONG).getFirst())
        .matches("nw_data_quarterly_customer_satisfaction_survey_[0-9a-f]{8}_merge");
    assertThat(
            candidates("_v", "HTTPServerAccessLogOfAllTheRegionsOfTheWholeWorldInOneTableXYZ2Go")
                .getFirst())
        .matches("http_server_access_log_of_all_the_regions_of_the_whl_[0-9a-f]{8}_v");
  }

  @Test
  void joinsPartsSoThatTheyCanBeTold() {
    var parts = List.of("a", "b", "c", "a_", "_b", "a_b", "b_c", "a__b", "a__", "a_b_", "b__a");
    var names = new HashMap<String, List<String>>();
    for (var one : parts) {
      remember(names, List.of(one));
      for (var two : parts) {
        remember(names, List.of(one, two));
        for (var three : parts) {
          remember(names, List.of(one, two, three));
        }
      }
    }
    assertThat(candidates("", "a_b", "c").getFirst()).isEqualTo("a_b__c");
    assertThat(candidates("", "a", "b_c").getFirst()).isEqualTo("a__b_c");
    assertThat(candidates("", "a__b", "c").getFirst()).matches("a_b_c_[0-9a-f]{8}");
  }

  private static void remember(Map<String, List<String>> names, List<String> path) {
    assertThat(names.put(NameCandidates.candidates(POSTGRES, path, "").getFirst(), path))
        .as(path.toString())
        .isNull();
  }

  @Test
  void abbreviatesWhatIsReserved() {
    assertThat(candidates("", "limit").getFirst()).matches("limit_[0-9a-f]{8}");
    assertThat(candidates("", "PG_Live").getFirst()).matches("x_pg_live_[0-9a-f]{8}");
    assertThat(candidates("", "2fast").getFirst()).matches("x_2fast_[0-9a-f]{8}");
    assertThat(candidates("", "---").getFirst()).matches("x_[0-9a-f]{8}");
  }

  @Test
  void cutsBetweenCharacters() {
    for (var letter : List.of("é", "\uD83D\uDE00", "漢")) {
      for (var length = 15; length < 70; length++) {
        var name = candidates("_merge", "s", "x" + letter.repeat(length)).getLast();
        assertThat(POSTGRES.length(name)).isLessThanOrEqualTo(63);
        assertThat(new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
            .isEqualTo(name)
            .doesNotContain("?");
      }
    }
  }

  @Test
  void refusesASuffixWithoutRoom() {
    assertThatThrownBy(() -> candidates("_" + "m".repeat(60), "s", "d"))
        .hasMessage("A suffix of 61 bytes leaves no room for a name of at most 63");
  }

  @Test
  void namesColumns() {
    assertThat(NameCandidates.column(POSTGRES, "Customer_ID")).isEqualTo("customer_id");
    assertThat(NameCandidates.column(POSTGRES, "limit")).isEqualTo("limit");
    assertThat(NameCandidates.column(POSTGRES, "a__b")).isEqualTo("a__b");
    assertThat(NameCandidates.column(POSTGRES, "XMIN")).matches("xmin_[0-9a-f]{12}");
    assertThat(NameCandidates.column(POSTGRES, LONG))
        .matches("quarterly_customer_satisfaction_survey_[a-z]+_[0-9a-f]{12}");
    assertThat(
            NameCandidates.column(
                ContainerRulesTest.rules(DataContainer.Type.ORACLE, null).identifiers(), "_id"))
        .matches("X_ID_[0-9A-F]{12}|ID_[0-9A-F]{12}");
  }

  @ParameterizedTest
  @MethodSource("all")
  void fitsTheRulesForAnyPath(ContainerRules rules) {
    var seed = Long.getLong("trueup.names.seed", 1);
    var random = new Random(seed);
    var identifiers = rules.identifiers();
    for (var i = 0; i < 300; i++) {
      var path = path(random);
      var suffix = random.nextBoolean() ? "_staging" : "";
      var names = new ArrayList<>(NameCandidates.candidates(identifiers, path, suffix));

      assertThat(NameCandidates.candidates(identifiers, path, suffix)).isEqualTo(names);
      for (var name : names) {
        assertThat(identifiers.fits(name) && identifiers.isPlain(name))
            .as("%s for %s, seed %d", name, path, seed)
            .isTrue();
        assertThat(identifiers.fold(name)).as("seed %d", seed).isEqualTo(name);
        assertThat(name).as("seed %d", seed).endsWith(identifiers.fold(suffix));
      }
      var column = NameCandidates.column(identifiers, path.getFirst());
      assertThat(identifiers.fits(column) && identifiers.isLegal(column))
          .as("%s for %s, seed %d", column, path, seed)
          .isTrue();
      assertThat(NameCandidates.column(identifiers, column)).isEqualTo(column);
    }
  }

  /** Only the shortest digests, of eight digits, could collide; the others start with them. */
  @Test
  void neverGivesTwoPathsOneName() {
    var count = Integer.getInteger("trueup.names.paths", 250_000);
    var seed = Long.getLong("trueup.names.seed", 42);
    var random = new Random(seed);
    var paths = new HashSet<List<String>>();
    var plain = new HashMap<String, List<String>>();
    var abbreviated = new HashSet<String>();
    while (paths.size() < count) {
      var path = path(random);
      if (paths.add(path)) {
        var name = NameCandidates.plain(POSTGRES, path, "_merge");
        var other = name == null ? null : plain.put(name, path);
        if (other != null && !same(other, path)) {
          assertThat(path).as(name).isEqualTo(other);
        }
        if (!abbreviated.add(NameCandidates.abbreviated(POSTGRES, path, "_merge", 8))) {
          assertThat(path).as("given twice, seed %d", seed).isEmpty();
        }
      }
    }
  }

  private static boolean same(List<String> one, List<String> other) {
    return String.join("/", one).equalsIgnoreCase(String.join("/", other));
  }

  private static List<String> path(RandomGenerator random) {
    var parts = new ArrayList<String>();
    var count = 1 + random.nextInt(3);
    for (var i = 0; i < count; i++) {
      parts.add(part(random));
    }
    return parts;
  }

  /** A name of the model: a letter, then letters, digits and underscores, at most 128. */
  private static String part(RandomGenerator random) {
    var words =
        List.of("customer", "Order", "ID", "_", "__", "2", "x", "pg", "Select", "sys", "aeiou");
    var part = new StringBuilder().append((char) ('a' + random.nextInt(26)));
    var length = random.nextInt(12);
    for (var i = 0; i < length; i++) {
      part.append(words.get(random.nextInt(words.size())));
      part.append((char) ((random.nextBoolean() ? 'a' : 'A') + random.nextInt(26)));
    }
    return part.length() > 128 ? part.substring(0, 128) : part.toString();
  }
}
