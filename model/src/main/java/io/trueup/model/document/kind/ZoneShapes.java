package io.trueup.model.document.kind;

import static io.trueup.model.document.kind.ModelShapes.ANY_TEXT;
import static io.trueup.model.document.kind.ModelShapes.FLAG;
import static io.trueup.model.document.kind.ModelShapes.NAME;
import static io.trueup.model.document.kind.ModelShapes.REPOSITORY;
import static io.trueup.model.document.kind.ModelShapes.allowForbid;
import static io.trueup.model.document.kind.ModelShapes.document;
import static io.trueup.model.document.kind.ModelShapes.documented;
import static io.trueup.model.document.kind.ModelShapes.named;
import static io.trueup.model.document.shape.ValueShape.Field.optional;
import static io.trueup.model.document.shape.ValueShape.Field.required;

import io.trueup.model.document.DocumentKind;
import io.trueup.model.document.shape.ValueShape.Choice;
import io.trueup.model.document.shape.ValueShape.Empty;
import io.trueup.model.document.shape.ValueShape.ListOf;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.shape.ValueShape.Text;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.StoragePolicy;
import io.trueup.model.ecosystem.Vendor;
import java.util.List;

/** The shapes of the documents that a zone's owner writes. */
final class ZoneShapes {

  private static final Choice<DataContainer.Type> CONTAINER_TYPE =
      Choice.of(DataContainer.Type.values(), DataContainer.Type::text);

  private static final Structure STORAGE_POLICY =
      new Structure(
          "StoragePolicy",
          "A rule on the containers that may hold data; datasets name those that they need.",
          documented(
              optional("mandatory", FLAG, "Whether it applies to datasets that do not name it.")
                  .byDefault("false"),
              optional("deprecated", FLAG, "Whether datasets should name it no longer.")
                  .byDefault("false"),
              optional(
                      "allow",
                      new ListOf(CONTAINER_TYPE, Empty.MEANT),
                      "The types of container that are allowed; an empty list allows none.")
                  .otherwise("all"),
              optional(
                      "forbid",
                      new ListOf(CONTAINER_TYPE, Empty.ABSENT),
                      "The types of container that are forbidden.")
                  .otherwise("none"),
              optional(
                      "encryption",
                      Choice.of(StoragePolicy.Encryption.values(), StoragePolicy.Encryption::text),
                      "Whether containers must be encrypted.")
                  .byDefault("any")));

  private static final Structure POLICIES =
      new Structure(
          "Policies",
          "The data that a zone may have, and where it may go.",
          List.of(
              optional(
                      "classification",
                      allowForbid(
                          "ClassificationPolicy",
                          "The classifications that data may have.",
                          new Text(TextForms.CLASSIFICATION)),
                      "The classifications that data may have.")
                  .example("{forbid: [MNPI]}"),
              optional(
                  "vendor",
                  allowForbid("VendorPolicy", "The vendors that may hold data.", ANY_TEXT),
                  "The vendors that may hold data, by name."),
              optional(
                      "vendorKind",
                      allowForbid(
                          "VendorKindPolicy",
                          "Which kinds of vendors may hold data.",
                          Choice.of(Vendor.Cloud.values(), Vendor.Cloud::text)),
                      "Which kinds of vendors may hold data.")
                  .example("{allow: [private]}"),
              optional(
                      "location",
                      allowForbid("LocationPolicy", "The places where data may be.", ANY_TEXT),
                      "The places where data may be; a rule on a place covers all places within"
                          + " it.")
                  .example("{allow: [MyCorp/USA]}"),
              optional(
                  "platform",
                  allowForbid("PlatformPolicy", "The platforms that may carry data.", ANY_TEXT),
                  "The platforms that may carry data."),
              optional(
                  "storage", named(STORAGE_POLICY), "Rules on containers, which datasets name.")));

  static final Structure ZONE =
      document(
          DocumentKind.GOVERNANCE_ZONE,
          "The teams of a zone, and the rules for their data.",
          documented(
              required("name", NAME, "The zone, as the ecosystem declares it."),
              optional(
                  "teams",
                  named(REPOSITORY),
                  "The teams, each with its owner; the team's own document defines it."),
              optional("policies", POLICIES, "The rules for the zone's data.")));

  private ZoneShapes() {}
}
