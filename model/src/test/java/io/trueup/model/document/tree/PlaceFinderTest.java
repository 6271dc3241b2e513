package io.trueup.model.document.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceFinderTest {

  private static final String TEXT =
      """
      kind: Team
      ---
      groups:
        g:
          datasets: [S/a, S/b]
      assign:
        W/g: [{platform: P}, {platform: Q, status: x}]
      list: [[a]]
      """;

  @ParameterizedTest
  @CsvSource({
    "0, '', x:1:1",
    "0, kind, x:1:1",
    "1, '', x:3:1",
    "1, groups g, x:4:3",
    "1, groups g datasets S/b, x:5:21",
    "1, groups g datasets S/c, x:5:5",
    "1, groups h datasets, x:3:1",
    "1, assign W/g Q, x:7:24",
    "1, assign W/g Q status, x:7:38",
    "1, list a, x:8:1",
    "1, groups g datasets S/b more, x:5:21",
    "2, groups, x",
  })
  void followsAPathAsFarAsItGoes(int index, String path, String place) {
    var finder = new PlaceFinder("x", TEXT.getBytes(StandardCharsets.UTF_8));
    var names = path.isEmpty() ? List.<String>of() : List.of(path.split(" ", -1));

    assertThat(finder.locate(index, names)).hasToString(place);
    assertThat(finder.locate(index, names)).hasToString(place);
  }
}
