package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ValidateCommandTest extends ModelFixture {

  private void breakTheModel() {
    edit("usa/sales.yaml", "      city: varchar(15)\n", "      city: varchar(x)\n");
    ada.commit("Break it");
  }

  @Test
  void reportsAValidModel() {
    assertThat(run("validate", "HEAD")).isZero();

    assertThat(out.toString()).isEqualTo("The model is valid: no errors, no warnings\n");
    assertThat(run("validate", "HEAD", "--output", "json")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            {
              "valid" : true,
              "errors" : 0,
              "warnings" : 0,
              "problems" : [ ]
            }
            """);
  }

  @Test
  void reportsProblemsWithTheirPlaces() {
    breakTheModel();

    assertThat(run("validate", "HEAD")).isEqualTo(1);

    assertThat(out.toString())
        .contains("usa/sales.yaml:")
        .contains("varchar(x)")
        .endsWith("The model is not valid: 1 error, no warnings\n");
  }

  @Test
  void writesTheSameAsJson() throws IOException {
    breakTheModel();

    assertThat(run("validate", "HEAD", "-o", "json")).isEqualTo(1);

    var json = new ObjectMapper().readTree(out.toString());
    var problem = json.path("problems").path(0);
    assertThat(json.path("valid").asBoolean()).isFalse();
    assertThat(json.path("errors").asInt()).isEqualTo(1);
    assertThat(json.path("problems")).hasSize(1);
    assertThat(problem.path("file").asText()).isEqualTo("usa/sales.yaml");
    assertThat(problem.path("line").asInt()).isPositive();
    assertThat(problem.path("severity").asText()).isEqualTo("ERROR");
    assertThat(problem.path("message").asText()).contains("varchar(x)");
    assertThat(problem.path("remedy").asText()).isNotEmpty();
  }

  @Test
  void knowsTwoForms() {
    assertThat(run("validate", "HEAD", "-o", "xml")).isEqualTo(2);

    assertThat(err.toString()).contains("xml");
  }
}
