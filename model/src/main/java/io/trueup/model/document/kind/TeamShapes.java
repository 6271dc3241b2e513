package io.trueup.model.document.kind;

import static io.trueup.model.document.kind.ModelShapes.ANY_TEXT;
import static io.trueup.model.document.kind.ModelShapes.FLAG;
import static io.trueup.model.document.kind.ModelShapes.TEAM;
import static io.trueup.model.document.kind.ModelShapes.TEXTS;
import static io.trueup.model.document.kind.ModelShapes.document;
import static io.trueup.model.document.kind.ModelShapes.documented;
import static io.trueup.model.document.kind.ModelShapes.named;
import static io.trueup.model.document.shape.ValueShape.Field.optional;
import static io.trueup.model.document.shape.ValueShape.Field.required;

import io.trueup.model.document.DocumentKind;
import io.trueup.model.document.shape.ValueShape;
import io.trueup.model.document.shape.ValueShape.Choice;
import io.trueup.model.document.shape.ValueShape.ListOf;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.shape.ValueShape.Text;
import io.trueup.model.ecosystem.DataContainer;

/** The shapes of the documents that a team writes about itself. */
final class TeamShapes {

  private static final Structure CONTAINER =
      new Structure(
          "Container",
          "A place that holds data.",
          documented(
              required(
                  "type",
                  Choice.of(DataContainer.Type.values(), DataContainer.Type::text),
                  "The product; `managed` when the platform provides it."),
              optional("host", new Text(TextForms.HOST), "A host name, an IPv4 or an IPv6 address.")
                  .example("db.sales.internal"),
              optional("port", new ValueShape.WholeNumber(1, 65535), "The port that it listens on.")
                  .example("5432"),
              optional("database", ANY_TEXT, "The database or catalog."),
              optional("schema", ANY_TEXT, "The schema in the database."),
              optional("account", ANY_TEXT, "The account of the cloud or warehouse."),
              optional("warehouse", ANY_TEXT, "The warehouse that computes."),
              optional("role", ANY_TEXT, "The role to use there."),
              optional("bucket", ANY_TEXT, "The bucket of an object store."),
              optional("prefix", ANY_TEXT, "The prefix within the bucket."),
              optional(
                      "bootstrapServers",
                      new ListOf(new Text(TextForms.HOSTS_AND_PORTS), ValueShape.Empty.REFUSED),
                      "The brokers to connect to first, as `host:port`.")
                  .example("[kafka-1.internal:9092, kafka-2.internal:9092]"),
              optional("locations", TEXTS, "Where it is, as places of vendors.")
                  .example("[MyCorp/USA/NY_1]"),
              optional("encryption", ANY_TEXT, "How it is encrypted.").otherwise("not encrypted"),
              optional("readOnly", FLAG, "Whether nothing may be written there.")
                  .byDefault("false"),
              optional(
                      "version",
                      ANY_TEXT,
                      "The product's version: names and types differ by version.")
                  .example("\"17\"")));

  static final Structure TEAM_DOCUMENT =
      document(
          DocumentKind.TEAM,
          "A team, with the containers that it and others refer to.",
          documented(
              required("name", TEAM, "The zone and the team, as the zone declares it.")
                  .example("USA/Sales"),
              optional(
                  "containers",
                  named(CONTAINER),
                  "The containers, referred to by name in the same team and as `zone/team/name`"
                      + " elsewhere.")));

  private TeamShapes() {}
}
