package io.trueup.listener.daemon.config;

import static io.trueup.model.document.shape.ValueShape.Field.optional;
import static io.trueup.model.document.shape.ValueShape.Field.required;

import io.trueup.listener.daemon.config.Configuration.Tracing;
import io.trueup.model.document.shape.FieldReader;
import io.trueup.model.document.shape.ValueShape.Flag;
import io.trueup.model.document.shape.ValueShape.Form;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.shape.ValueShape.Text;
import io.trueup.model.document.shape.ValueShape.WholeNumber;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads where traces go. */
final class TracingReader {

  static final Structure SHAPE =
      new Structure(
          "Tracing",
          "Where traces of merges go: to an OpenTelemetry collector, by OTLP over HTTP.",
          List.of(
              required(
                      "endpoint",
                      new Text(
                          Form.matching(
                              "configuration.endpoint",
                              "an http or https address",
                              "https?://[^\\s/@]+(?:/\\S*)?",
                              "Write such as http://collector:4318/v1/traces, without a user")),
                      "Its address, with its path.")
                  .example("http://collector:4318/v1/traces"),
              optional(
                      "headers",
                      ConfigurationShape.SECRET,
                      "Headers of each request, one a line such as `Authorization: Bearer x`;"
                          + " they are read again for each.")
                  .otherwise("none"),
              optional("percent", new WholeNumber(1, 100), "How many of the merges are traced.")
                  .byDefault("100"),
              optional(
                      "sql-comments",
                      new Flag(),
                      "Whether statements in containers begin with the `traceparent` of their"
                          + " merge, in a comment, so that anyone who watches the sessions of"
                          + " a database finds it.")
                  .byDefault("false")));

  private TracingReader() {}

  static @Nullable Tracing read(ConfigurationReader reader, FieldReader fields) {
    if (fields.take("tracing") == null) {
      return null;
    }
    var tracing = ConfigurationReader.section(fields, "tracing");
    var headers = tracing.take("headers");
    var result =
        new Tracing(
            tracing.text("endpoint"),
            headers == null ? null : reader.secret(tracing, "headers", headers, "'headers'"),
            (int) tracing.number("percent"),
            tracing.flag("sql-comments"));
    tracing.reportUnknown();
    return result;
  }
}
